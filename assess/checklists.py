"""The platform checklists of a submission: answered beside its form, outside its score."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assess import locks
from assess.amounts import ItemFault
from assess.intake import Rejected
from assess.models import Answer, ChecklistAnswer, Submission, User
from assess.scoring.results import Facts
from assess.tallies import Given, Told, tell
from indicators.models import Checklist

KEYS = frozenset({"item", "answer", "reason", "evidence", "note"})
PARTS = ("answer", "reason", "evidence", "note")


def checklists_of(submission: Submission) -> list[Checklist]:
    """The checklists that a submission may answer: the version that it has answered, else the newest."""
    pinned = set(submission.checklist_answers.values_list("checklist_id", flat=True))
    return _offered(submission, pinned)


def _offered(submission: Submission, pinned: Collection[Any]) -> list[Checklist]:
    rows = Checklist.objects.open_to(submission.cluster.organisation_id)
    found: dict[str, Checklist] = {}
    for row in rows.select_related("framework").order_by("code", "published_at", "version"):
        before = found.get(row.code)
        if before is None or before.pk not in pinned:
            found[row.code] = row
    return list(found.values())


def told_of(submission: Submission, facts: Facts) -> list[Told]:
    """Every checklist as it stands; linked items take their answers from ``facts``."""
    given: dict[Any, dict[str, Given]] = {}
    for row in submission.checklist_answers.all():
        given.setdefault(row.checklist_id, {})[row.item] = _given(row)
    framework = submission.framework.parsed()
    return [
        tell(row.parsed(), given.get(row.pk, {}), framework, facts)
        for row in _offered(submission, given)
    ]


@transaction.atomic
def record(
    submission: Submission, checklist: Checklist, items: Sequence[Mapping[str, Any]], *, by: User
) -> None:
    """Keep what is said of items: ``item``, ``answer``, ``reason``, ``evidence``, ``note``; only keys given change.

    All or nothing: raises Rejected with every fault, WrongState unless the submission is a draft.
    """
    locks.open_draft(submission, by)
    told = tell(checklist.parsed(), {}, submission.framework.parsed(), Facts())
    before = {row.item: row for row in submission.checklist_answers.filter(checklist=checklist)}
    faults = [fault for index, item in enumerate(items) for fault in _faults(index, item, told)]
    if not faults:
        rows = [_merged(item, before, submission, checklist) for item in items]
        faults = [fault for index, row in enumerate(rows) for fault in _unexplained(index, row)]
    if faults:
        raise Rejected(faults)
    _keep([row for row in rows if _given(row) != _given(before.get(row.item))], by)
    locks.count_on(submission)


def _merged(
    item: Mapping[str, Any],
    before: Mapping[str, ChecklistAnswer],
    submission: Submission,
    checklist: Checklist,
) -> ChecklistAnswer:
    """The row as it will be: what is given over what there was."""
    old = _given(before.get(item["item"]))
    parts = {name: str(item.get(name, getattr(old, name)) or "") for name in PARTS}
    if parts["answer"] != ChecklistAnswer.Said.NOT_APPLICABLE:
        parts["reason"] = ""
    words = {name: text.replace("\x00", "").strip() for name, text in parts.items()}
    return ChecklistAnswer(submission=submission, checklist=checklist, item=item["item"], **words)


def _keep(rows: list[ChecklistAnswer], by: User) -> None:
    for row in rows:
        row.given_by = by
    ChecklistAnswer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["submission", "checklist", "item"],
        update_fields=[*PARTS, "given_by", "given_at"],
    )


def _given(row: ChecklistAnswer | None) -> Given:
    if row is None:
        return Given()
    return Given(row.answer, row.reason, row.evidence, row.note)  # type: ignore[arg-type]  # a choice of Said


def _unexplained(index: int, row: ChecklistAnswer) -> list[ItemFault]:
    if row.answer != ChecklistAnswer.Said.NOT_APPLICABLE or row.reason:
        return []
    return [ItemFault(index, "reason", "", _("why the item does not apply"), "reason_missing")]


def _faults(index: int, item: Any, told: Told) -> list[ItemFault]:
    if not isinstance(item, Mapping):
        wanted = _("an object with the key “%(key)s”") % {"key": "item"}
        return [ItemFault(index, "", repr(item)[:60], wanted, "not_an_object")]
    standing = told.standing_by_code.get(str(item.get("item")))
    if standing is None:
        wanted = _("the code of an item of this checklist")
        return [ItemFault(index, "item", str(item.get("item"))[:60], wanted, "unknown_item")]
    if standing.linked:
        wanted = _("an answer to the criterion %(code)s, which this item shows")
        words = wanted % {"code": standing.linked}
        return [ItemFault(index, "item", standing.item.code, words, "linked_item")]
    return [*_unknown_keys(index, item), *_no_choice(index, item)]


def _unknown_keys(index: int, item: Mapping[str, Any]) -> list[ItemFault]:
    wanted = _("one of: %(keys)s") % {"keys": ", ".join(sorted(KEYS))}
    return [
        ItemFault(index, str(key)[:60], repr(item[key])[:60], wanted, "unknown_key")
        for key in item
        if key not in KEYS
    ]


def _no_choice(index: int, item: Mapping[str, Any]) -> list[ItemFault]:
    choices = {"answer": ChecklistAnswer.Said.values, "evidence": Answer.Evidence.values}
    return [
        ItemFault(index, name, str(item[name])[:60], ", ".join(values), "not_a_choice")
        for name, values in choices.items()
        if item.get(name) and item[name] not in values
    ]
