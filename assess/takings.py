"""What was taken over from files: written down with what it rests on, found again while it stands, put back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assess.amounts import measurement
from assess.derivation.reconcile import Resolution
from assess.derivation.records import Candidate, Proof
from assess.evidence.reading import Where
from assess.models import Answer, Measurement, Submission, Taking, User
from indicators.records import Text

PLACES = 3
"""So many places are named in an input's source; all stand with the taking."""

SHORT = 12
"""So much of a hash tells a file from others; the whole stands with the taking."""

STOOD = ("value", "text", "unit", "low_text", "high_text", "source", "road", "given_by_id")


@dataclass(frozen=True)
class Stood:
    """What stands before a change: inputs, classes of evidence, takings."""

    inputs: Mapping[str, Measurement]
    classes: Mapping[str, str]
    takings: Mapping[str, Taking]

    @classmethod
    def of(cls, submission: Submission) -> Self:
        """Read it all."""
        return cls(
            {row.input: row for row in submission.measurements.all()},
            {row.item: row.evidence for row in submission.answers.all()},
            {row.slot: row for row in standing_takings(submission)},
        )


def standing_takings(submission: Submission) -> list[Taking]:
    """Those whose inputs are still what was taken over."""
    rows = list(submission.takings.select_related("taken_by"))
    if not rows:
        return []
    kept = submission.measurements.filter(road=Measurement.Road.EVIDENCE)
    values = dict(kept.values_list("input", "value"))
    return [row for row in rows if stands(row, values)]


def stands(taking: Taking, values: Mapping[str, float]) -> bool:
    """Whether all inputs of a taking are among those that came by the road of evidence."""
    return all(values.get(code) == value for code, value in taking.inputs.items())


def write_down(
    submission: Submission, resolution: Resolution, candidate: Candidate,
    touched: tuple[Mapping[str, float], Sequence[str]], stood: Stood, by: User,
) -> None:  # fmt: skip
    """Write down what a slot rests on, and what stood there before anything was taken over."""
    inputs, cleared = touched
    slot, old = resolution.slot, stood.takings.get(resolution.slot.code)
    before = {code: _as_it_stood(stood.inputs.get(code)) for code in (*inputs, *cleared)}
    Taking.objects.update_or_create(
        submission=submission, slot=slot.code,
        defaults={
            "indicator": slot.indicator, "value": candidate.value, "unit": slot.unit, "inputs": dict(inputs),
            "formula": candidate.formula, "rule": resolution.choice.rule, "key": candidate.key,
            "evidence": candidate.evidence, "proofs": [proof_outline(proof) for proof in candidate.proofs],
            "assumptions": [{"zh": text.zh, "en": text.en} for text in candidate.assumptions],
            "before": {**before, **(old.before if old else {})},
            "evidence_before": old.evidence_before if old else stood.classes.get(slot.indicator, ""),
            "taken_by": by,
        },
    )  # fmt: skip


def _as_it_stood(row: Measurement | None) -> dict[str, Any] | None:
    return None if row is None else {name: getattr(row, name) for name in STOOD}


def proof_outline(proof: Proof) -> dict[str, Any]:
    """A reading as it is kept: the file by hash, the place in it, and the text that stands there."""
    reading = proof.reading
    return {
        "evidence": proof.ref, "path": proof.path, "sha256": proof.sha256, "tool": proof.tool,
        "tool_version": proof.version, "kind": proof.kind, "quantity": reading.quantity, "value": reading.value,
        "unit": reading.unit, "printed": reading.printed, "printed_unit": reading.printed_unit,
        "derived": reading.derived, "line": reading.where.line, "end": reading.where.end, "key": reading.where.key,
        "conditions": dict(reading.conditions),
    }  # fmt: skip


def source_of(candidate: Candidate) -> str:
    """In words, for people who read the input: which files and lines, how, what was assumed."""
    places = list(dict.fromkeys(_place(proof) for proof in candidate.proofs))
    more = f" … (+{len(places) - PLACES})" if len(places) > PLACES else ""
    said = [told(text) for text in candidate.assumptions]
    return _("Evidence files: %(places)s. %(formula)s") % {
        "places": "; ".join(places[:PLACES]) + more,
        "formula": " · ".join([candidate.formula, *said]),
    }


def _place(proof: Proof) -> str:
    where = place_words(proof.reading.where)
    return ", ".join(filter(None, (proof.path, where, f"SHA-256 {proof.sha256[:SHORT]}…")))


def place_words(where: Where) -> str:
    """Line, lines or key of a place, in words."""
    lines = "" if where.line is None else _("line %(line)d") % {"line": where.line}
    if where.line is not None and where.end not in (None, where.line):
        lines = _("lines %(line)d to %(end)d") % {"line": where.line, "end": where.end}
    return " ".join(part for part in (lines, where.key) if part)


def told(text: Text) -> str:
    """A text in the reader's language."""
    return text.zh if str(get_language()).startswith("zh") else text.en


def put_back(submission: Submission, rows: Sequence[Taking], by: User) -> None:
    """Inputs as they stood, by the road and of the person they came from; the class of evidence as it was."""
    codes = {code for row in rows for code in row.before}
    submission.measurements.filter(input__in=codes).delete()
    Measurement.objects.bulk_create(
        _measured(submission, code, stood)
        for row in rows
        for code, stood in row.before.items()
        if stood is not None
    )
    for row in rows:
        answers = Answer.objects.filter(submission=submission, item=row.indicator)
        answers.update(evidence=row.evidence_before, given_by=by)
    Taking.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _measured(submission: Submission, code: str, stood: Mapping[str, Any]) -> Measurement:
    """An input read again from the text that stood there; it was good then, so it is now."""
    ends = {"low": stood["low_text"], "high": stood["high_text"]}
    item = {"value": stood["text"], "unit": stood["unit"], "source": stood["source"], **ends}
    definition = submission.framework.parsed().input_by_code[code]
    row = measurement(0, item, definition, [])
    if row is None:
        raise ValueError(code)
    row.submission, row.road, row.given_by_id = submission, stood["road"], stood["given_by_id"]
    return row
