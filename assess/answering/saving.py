"""What was sent for one indicator, compared with what is stored, and kept as far as it can be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assess import intake
from assess.answering.blocks import Stored
from assess.answering.frames import IndicatorFrame, InputFrame
from assess.models import Answer, Measurement, Submission, User

Item = dict[str, Any]
Verb = Callable[[Sequence[Item]], object]
PARTS = {
    "value": "v",
    "unit": "u",
    "source": "s",
    "low": "l",
    "high": "h",
    "credit": "c",
    "evidence": "e",
    "note": "n",
}
APPLIES = ("not_applicable", "reason")


@dataclass(frozen=True)
class Sent:
    """What came with a request: names and texts of the fields of one indicator."""

    fields: Mapping[str, str]

    @classmethod
    def of(cls, post: Mapping[str, str]) -> "Sent":
        """Take the fields as they came; a pressed suggestion (``set``: input=number) fills its field."""
        fields = {name: text for name, text in post.items() if "-" in name}
        code, sign, value = post.get("set", "").partition("=")
        if sign:
            fields |= {f"v-{code}": value, f"u-{code}": ""}
        return cls(fields)

    def changed(self, name: str, stored: str) -> bool:
        """Whether a field was sent and says something else than what is stored."""
        return name in self.fields and self.fields[name].strip() != stored


def save(
    submission: Submission, frame: IndicatorFrame, sent: Sent, stored: Stored, by: User
) -> dict[str, str]:
    """Keep what is right, change nothing that is as before, and return what is wrong by field name."""
    measured = [item for item in (_measured(sent, stored, i) for i in frame.inputs) if item]
    answered = [item for item in _answered(sent, stored, frame) if len(item) > 1]

    def measurements(items: Sequence[Item]) -> object:
        return intake.record_measurements(
            submission, list(items), by=by, road=Measurement.Road.FORM
        )

    def answers(items: Sequence[Item]) -> object:
        return intake.record_answers(submission, list(items), by=by)

    with transaction.atomic():
        return _keep(measured, measurements, "input") | _keep(answered, answers, "item")


def _keep(items: list[Item], verb: Verb, key: str) -> dict[str, str]:
    """Record all; where some are refused, record the rest and say what is wrong with those."""
    if not items:
        return {}
    try:
        verb(items)
    except intake.Rejected as refusal:
        rest = _without(items, refusal.faults, key)
        if rest:
            verb(rest)
        return {
            _name(items[f.index][key], f.field): _sentence(f, items[f.index])
            for f in refusal.faults
        }
    return {}


def _without(items: list[Item], faults: Sequence[intake.ItemFault], key: str) -> list[Item]:
    """What can be kept: of a refused measurement nothing, of a refused answer its other parts."""
    wrong = {(fault.index, fault.field) for fault in faults}
    if key == "input":
        refused = {index for index, _field in wrong}
        return [item for index, item in enumerate(items) if index not in refused]
    wrong |= {(index, part) for index, field in wrong if field in APPLIES for part in APPLIES}
    kept = [
        {part: value for part, value in item.items() if (index, part) not in wrong}
        for index, item in enumerate(items)
    ]
    return [item for item in kept if len(item) > 1]


def _name(code: str, field: str) -> str:
    """The name of the form's field that a fault is about."""
    return f"{'r' if field in APPLIES else PARTS[field]}-{code}"


def _sentence(fault: intake.ItemFault, item: Item) -> str:
    """What was not kept, as it was typed, and what would have been."""
    typed = item[fault.field] if fault.field in {"value", "low", "high"} else fault.found
    words = {"found": typed, "expected": fault.expected}
    if fault.code == "reason_missing":
        return _("Say why this does not apply; without a reason it is not kept.")
    if not fault.found:
        return _("Expected: %(expected)s.") % words
    return _("“%(found)s” was not kept. Expected: %(expected)s.") % words


def _measured(sent: Sent, stored: Stored, frame: InputFrame) -> Item | None:
    """A number that was sent and differs from what is stored."""
    row, code = stored.measurements.get(frame.code), frame.code
    text = sent.fields.get(f"v-{code}", "").strip()
    unit = sent.fields.get(f"u-{code}") or frame.unit
    source = sent.fields.get(f"s-{code}", "").strip()
    low, high = _ends(sent, code, row)
    before = (row.text, row.unit, row.source, row.low_text, row.high_text) if row else ("",) * 5
    if f"v-{code}" not in sent.fields or (text, unit, source, low, high) == before:
        return None
    if not text:
        return {"input": code, "value": None} if row else None
    ends = {name: end for name, end in (("low", low), ("high", high)) if end}
    return {"input": code, "value": text, "unit": unit, "source": source, **ends}


def _ends(sent: Sent, code: str, row: Measurement | None) -> tuple[str, str]:
    """The ends of a range: as they were sent; a form without these fields leaves them as they are."""
    stored = (row.low_text, row.high_text) if row else ("", "")
    low, high = (
        sent.fields.get(f"{part}-{code}", text).strip()
        for part, text in zip("lh", stored, strict=True)
    )
    return low, high


def _answered(sent: Sent, stored: Stored, frame: IndicatorFrame) -> list[Item]:
    """The answers that were sent: of each item only what differs."""
    rows = stored.answers
    own = _applies(sent, frame.code, rows.get(frame.code)) | _words(sent, frame.code, rows)
    criteria = [
        _credit(sent, item.code, rows.get(item.code))
        | _applies(sent, item.code, rows.get(item.code))
        | _words(sent, item.code, rows)
        for item in frame.criteria
    ]
    return [own, *criteria]


def _words(sent: Sent, code: str, rows: Mapping[str, Answer]) -> Item:
    row, item = rows.get(code), Item(item=code)
    if sent.changed(f"e-{code}", row.evidence if row else ""):
        item["evidence"] = sent.fields[f"e-{code}"]
    if sent.changed(f"n-{code}", row.note if row else ""):
        item["note"] = sent.fields[f"n-{code}"].strip()
    return item


def _credit(sent: Sent, code: str, row: Answer | None) -> Item:
    stored = "" if row is None or row.credit is None else f"{row.credit:g}"
    if not sent.changed(f"c-{code}", stored):
        return Item(item=code)
    text = sent.fields[f"c-{code}"]
    return Item(item=code, credit=_number(text))


def _number(text: str) -> float | str | None:
    """A credit as it was sent; intake judges what is no credit."""
    try:
        return float(text) if text else None
    except ValueError:
        return text


def _applies(sent: Sent, code: str, row: Answer | None) -> Item:
    """Whether an item applies; only where its controls were part of the form."""
    if f"r-{code}" not in sent.fields:
        return Item(item=code)
    ticked = f"na-{code}" in sent.fields
    reason = sent.fields[f"r-{code}"].strip() if ticked else ""
    before = (row.not_applicable, row.reason) if row else (False, "")
    if (ticked, reason) == before:
        return Item(item=code)
    return Item(item=code, not_applicable=ticked, reason=reason)
