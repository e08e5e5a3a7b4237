"""Evidence files as rows, with the readings that a test says they hold."""

from hashlib import sha256
from typing import Any

from django.conf import settings

from assess.evidence.quantities import QUANTITIES
from assess.models import Evidence, EvidenceReading, Submission, User

Figure = tuple[str, float]


def evidence_file(
    submission: Submission, by: User, path: str, *figures: Figure, **told: Any
) -> Evidence:
    """A file that was read: quantity and value of each reading; ``kind``, ``facts`` of the file, all else conditions."""
    kind, facts = str(told.pop("kind", "some_tool")), told.pop("facts", {})
    digest = sha256(f"{path}{figures}".encode()).hexdigest()
    evidence = Evidence.objects.create(
        submission=submission, name=path, sha256=digest, size=10, key=f"evidence/{digest}", given_by=by,
        state=Evidence.State.READ, parser=settings.VERSION,
        kinds=[{"kind": kind, "tool": "tool", "tool_version": "1", "facts": facts, "refused": False}],
    )  # fmt: skip
    EvidenceReading.objects.bulk_create(
        EvidenceReading(
            evidence=evidence, number=place, kind=kind, tool="tool", tool_version="1", quantity=quantity,
            value=value, unit=QUANTITIES[quantity].unit, printed=f"{value:g}", line=place + 1, conditions=told,
        )
        for place, (quantity, value) in enumerate(figures)
    )  # fmt: skip
    return evidence
