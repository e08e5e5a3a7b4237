"""Everything a form needs, read once."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from assess import scores
from assess.answering.blocks import Known, Stored
from assess.answering.frames import FormFrame, form_frame
from assess.models import Submission
from indicators.models import Framework

NOTHING: Mapping[str, str] = {}


def known_of(
    submission: Submission,
    *,
    typed: Mapping[str, str] = NOTHING,
    faults: Mapping[str, str] = NOTHING,
) -> Known:
    """Read what was given and score it. ``typed`` and ``faults`` by field name stand over what is stored."""
    return Known(
        frame=frame_of(submission.framework_id, get_language() or "zh-hans"),
        cluster=submission.cluster,
        stored=stored_of(submission),
        result=scores.preview(submission),
        typed=typed,
        faults=faults,
    )


def stored_of(submission: Submission) -> Stored:
    """Read what is kept."""
    return Stored(
        measurements={row.input: row for row in submission.measurements.all()},
        answers={row.item: row for row in submission.answers.all()},
    )


@lru_cache(maxsize=16)
def frame_of(framework: UUID, language: str) -> FormFrame:
    """The form of a framework in a language. Published frameworks never change, so it is laid out once."""
    return form_frame(Framework.objects.get(pk=framework).parsed(), language)
