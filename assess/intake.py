"""The one door for data: from the form, from REST, from files. All or nothing, every bad item named."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assess import locks
from assess.amounts import ItemFault, measurement, show, words
from assess.models import Answer, Measurement, Submission, User
from assess.permissions import WrongState
from indicators.definitions import Framework, Input

CREDITS = (0.0, 0.25, 0.5, 1.0)
MEASUREMENT_KEYS = frozenset({"input", "value", "unit", "low", "high", "source"})
CRITERION_KEYS = frozenset({"item", "credit", "not_applicable", "reason", "evidence", "note"})
INDICATOR_KEYS = frozenset({"item", "not_applicable", "reason", "evidence", "note"})
__all__ = ["ItemFault", "WrongState"]


class Rejected(Exception):
    """The request as a whole is refused; nothing of it is kept."""

    def __init__(self, faults: Iterable[ItemFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


@transaction.atomic
def record_measurements(
    submission: Submission, items: Sequence[Mapping[str, Any]], *, by: User, road: str
) -> list[Measurement]:
    """Keep raw inputs: text and unit as given beside the canonical value; an empty value takes one away.

    Each item: ``input`` (code), ``value`` (text or number), ``unit`` (default: the input's own), ``source``;
    ``low`` and ``high``, in the same unit, where its range is known.
    Raises Rejected with every fault, WrongState unless the submission is a draft.
    """
    locks.open_draft(submission, by)
    framework = submission.framework.parsed()
    faults = _duplicates(items, "input")
    kept, removed = [], []
    for index, item in enumerate(items):
        found = _item_faults(index, item, MEASUREMENT_KEYS, "input")
        definition = None if found else _known_input(index, item, framework, found)
        if definition is None:
            faults += found
        elif item.get("value") in (None, ""):
            removed.append(definition.code)
        else:
            row = measurement(index, item, definition, found)
            faults += found
            kept += [row] if row else []
    if faults:
        raise Rejected(sorted(faults, key=lambda fault: fault.index))
    return _keep_measurements(submission, kept, removed, by=by, road=road)


def _known_input(
    index: int, item: Mapping[str, Any], framework: Framework, faults: list[ItemFault]
) -> Input | None:
    code = item.get("input")
    definition = framework.input_by_code.get(str(code))
    if definition is None:
        expected = _("the code of an input of this framework")
        faults.append(ItemFault(index, "input", show(code), expected, "unknown_input"))
    elif definition.origin == "cluster":
        expected = _("an input of the submission; this one is part of the cluster's description")
        faults.append(ItemFault(index, "input", show(code), expected, "cluster_fact"))
        return None
    return definition


def _keep_measurements(
    submission: Submission, rows: list[Measurement], removed: list[str], *, by: User, road: str
) -> list[Measurement]:
    if removed:
        submission.measurements.filter(input__in=removed).delete()
    for row in rows:
        row.submission, row.given_by, row.road = submission, by, road
    Measurement.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["submission", "input"],
        update_fields=[
            "text", "unit", "value", "canonical_unit", "low", "low_text", "high", "high_text", "road", "source",
            "given_by", "given_at",
        ],
    )  # fmt: skip
    locks.count_on(submission)
    return rows


@transaction.atomic
def record_answers(
    submission: Submission, items: Sequence[Mapping[str, Any]], *, by: User
) -> list[Answer]:
    """Keep answers to criteria and indicators; only the keys given change.

    ``evidence``, ``not_applicable``, ``reason``, ``note``; of a criterion also ``credit``. What is stated anew as
    not applicable, or for another reason, is to be decided anew. Raises Rejected with every fault, WrongState unless the submission is a draft.
    """
    locks.open_draft(submission, by)
    framework = submission.framework.parsed()
    codes = [str(item.get("item")) for item in items if isinstance(item, Mapping)]
    before = {row.item: row for row in submission.answers.filter(item__in=codes)}
    faults = _duplicates(items, "item")
    rows = []
    for index, item in enumerate(items):
        found = _answer_faults(index, item, framework)
        if not found:
            row = before.get(item["item"]) or Answer(submission=submission, item=item["item"])
            _merge(row, item)
            row.given_by = by
            found = _reason_fault(index, row)
            rows.append(row)
        faults += found
    if faults:
        raise Rejected(sorted(faults, key=lambda fault: fault.index))
    Answer.objects.bulk_create(
        rows_without_keys(rows), update_conflicts=True, unique_fields=["submission", "item"],
        update_fields=[
            "credit", "not_applicable", "reason", "evidence", "note", "given_by", "given_at",
            "decision", "decision_note", "decided_by", "decided_at",
        ],
    )  # fmt: skip
    locks.count_on(submission)
    return rows


def rows_without_keys(rows: list[Answer]) -> list[Answer]:
    """Forget primary keys, so that an upsert decides by submission and item."""
    for row in rows:
        row.pk = None
    return rows


def _merge(row: Answer, item: Mapping[str, Any]) -> None:
    stated = (row.not_applicable, row.reason)
    for key in ("credit", "not_applicable"):
        if key in item:
            setattr(row, key, item[key])
    for key in ("reason", "evidence", "note"):
        if key in item:
            setattr(row, key, words(item[key]))
    if (row.not_applicable, row.reason) != stated:
        row.undecide()


def _answer_faults(index: int, item: Any, framework: Framework) -> list[ItemFault]:
    code = item.get("item") if isinstance(item, Mapping) else None
    criterion = framework.criterion_by_code.get(str(code))
    indicator = framework.indicator_by_code.get(str(code))
    keys = CRITERION_KEYS if criterion else INDICATOR_KEYS
    subject = criterion or indicator
    if isinstance(item, Mapping) and subject is None:
        expected = _("the code of an indicator or criterion of this framework")
        return [ItemFault(index, "item", show(code), expected, "unknown_item")]
    faults = _item_faults(index, item, keys, "item")
    if faults or subject is None:
        return faults
    if criterion and criterion.type == "numeric" and item.get("credit") is not None:
        expected = _("no credit: it follows from the input “%(input)s”") % {
            "input": criterion.input
        }
        faults.append(
            ItemFault(index, "credit", show(item["credit"]), expected, "numeric_criterion")
        )
    if item.get("not_applicable") is True and subject.na_when is None:
        expected = _("an answer; this item applies to every organisation")
        faults.append(ItemFault(index, "not_applicable", "true", expected, "always_applies"))
    return faults + _value_faults(index, item)


def _value_faults(index: int, item: Mapping[str, Any]) -> list[ItemFault]:
    faults = []
    credit = item.get("credit")
    if credit is not None and (isinstance(credit, bool) or credit not in CREDITS):
        faults.append(ItemFault(index, "credit", show(credit), "0, 0.25, 0.5, 1", "not_a_credit"))
    if not isinstance(item.get("not_applicable", False), bool):
        found = show(item["not_applicable"])
        faults.append(ItemFault(index, "not_applicable", found, "true, false", "not_a_boolean"))
    if item.get("evidence") and item["evidence"] not in Answer.Evidence.values:
        faults.append(
            ItemFault(
                index, "evidence", show(item["evidence"]), "E0, E1, E2, E3, E4", "not_a_class"
            )
        )
    return faults


def _reason_fault(index: int, row: Answer) -> list[ItemFault]:
    if row.not_applicable and not row.reason.strip():
        return [ItemFault(index, "reason", "", _("why the item does not apply"), "reason_missing")]
    return []


def _item_faults(index: int, item: Any, keys: frozenset[str], code: str) -> list[ItemFault]:
    """An item must be an object, with its code and no unknown keys."""
    if not isinstance(item, Mapping):
        return [
            ItemFault(
                index,
                "",
                show(item),
                _("an object with the key “%(key)s”") % {"key": code},
                "not_an_object",
            )
        ]
    return [
        ItemFault(
            index,
            str(key),
            show(item[key]),
            _("one of: %(keys)s") % {"keys": ", ".join(sorted(keys))},
            "unknown_key",
        )
        for key in item
        if key not in keys
    ]


def _duplicates(items: Sequence[Any], key: str) -> list[ItemFault]:
    """Each code at most once in a request: two values for one input are a mistake, not an order."""
    seen: set[str] = set()
    faults = []
    for index, item in enumerate(items):
        code = str(item.get(key)) if isinstance(item, Mapping) else ""
        if code and code in seen:
            faults.append(
                ItemFault(index, key, code, _("each code once in a request"), "duplicate")
            )
        seen.add(code)
    return faults
