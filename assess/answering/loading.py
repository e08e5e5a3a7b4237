"""Everything a form needs, read once."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from assess import checks, proofs, scores
from assess.answering.blocks import Known, Stored
from assess.answering.frames import FormFrame, IndicatorFrame, form_frame
from assess.answering.measured import measured_of
from assess.derivation.declared import differences
from assess.models import Submission
from indicators.models import Framework

NOTHING: Mapping[str, str] = {}


def known_of(
    submission: Submission,
    *,
    typed: Mapping[str, str] = NOTHING,
    faults: Mapping[str, str] = NOTHING,
    opened: str = "",
) -> Known:
    """Read what was given and score it. ``typed`` and ``faults`` by field name stand over what is stored."""
    stored = stored_of(submission)
    facts = scores.facts_from(submission, stored.measurements.values(), stored.answers.values())
    result = scores.score_of(submission, facts)
    derivation = proofs.derivation_of(submission, facts.inputs)
    fired = checks.fired_on(submission, facts, result, derivation)
    apart = differences(derivation, proofs.declared_values(facts, result))
    return Known(
        frame=frame_of(submission.framework_id, get_language() or "zh-hans"),
        cluster=submission.cluster,
        stored=stored,
        result=result,
        findings=fired,
        measured=measured_of(submission, derivation, apart, {item.code for item in fired}),
        typed=typed,
        faults=faults,
        opened=opened,
    )


def stored_of(submission: Submission, frame: IndicatorFrame | None = None) -> Stored:
    """Read what is kept: of a whole submission, or of one indicator."""
    measurements = submission.measurements.only(
        "submission",
        "input",
        "text",
        "unit",
        "value",
        "source",
        "low",
        "low_text",
        "high",
        "high_text",
    )
    answers = submission.answers.defer("given_by", "given_at")
    if frame is not None:
        measurements = measurements.filter(input__in=[item.code for item in frame.inputs])
        answers = answers.filter(item__in=[frame.code, *(item.code for item in frame.criteria)])
    return Stored(
        measurements={row.input: row for row in measurements},
        answers={row.item: row for row in answers},
    )


@lru_cache(maxsize=16)
def frame_of(framework: UUID, language: str) -> FormFrame:
    """The form of a framework in a language. Published frameworks never change, so it is laid out once."""
    return form_frame(Framework.objects.get(pk=framework).parsed(), language)
