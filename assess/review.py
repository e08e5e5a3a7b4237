"""What an assessor decides before closing: warnings that may stand, and whether an item does not apply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assess import checks, workflow
from assess.models import Acceptance, Answer, Submission, User
from assess.permissions import Action, WrongState, require

__all__ = ["WrongState"]


@dataclass(frozen=True)
class Ruling:
    """What is decided of an item that was stated not to apply; a refusal needs a note."""

    item: str
    decision: Literal["approved", "refused"]
    note: str = ""


class NotStated(WrongState):
    """Rulings on items that are not stated as not applicable, or refusals without a note."""

    def __init__(self, code: str, message: str, items: Sequence[str]) -> None:
        super().__init__(code, message)
        self.items = tuple(items)


@transaction.atomic
def accept(submission: Submission, rule: str, *, reason: str, by: User) -> Acceptance:
    """Let a warning stand, or answer a question, for a reason; errors can only be mended."""
    _open(submission, by)
    found = {item.code: item.finding for item in checks.checks_of(submission)}.get(rule)
    if found is None:
        raise WrongState("not_fired", _("The rule %(rule)s does not fire.") % {"rule": rule})
    if found.severity == "error":
        message = _("%(rule)s is an error; it cannot be accepted, only mended.") % {"rule": rule}
        raise WrongState("not_acceptable_error", message)
    if not reason.strip():
        raise WrongState("reason_missing", _("Say why; the reason is printed in the report."))
    row, _created = Acceptance.objects.update_or_create(
        submission=submission,
        rule=rule,
        defaults={"digest": found.digest, "reason": reason.strip(), "accepted_by": by},
    )
    _keep(submission, by, "accept", f"{rule}: {row.reason}")
    return row


@transaction.atomic
def withdraw_acceptance(submission: Submission, rule: str, *, by: User) -> None:
    """Take an acceptance back: the warning is open again."""
    _open(submission, by)
    gone, _rows = submission.acceptances.filter(rule=rule).delete()
    if not gone:
        raise WrongState("not_accepted", _("%(rule)s is not accepted.") % {"rule": rule})
    _keep(submission, by, "withdraw_acceptance", rule)


@transaction.atomic
def rule_on(submission: Submission, rulings: Sequence[Ruling], *, by: User) -> list[Answer]:
    """Approve or refuse that items do not apply, all or none; a refused one counts as missing.

    Raises NotStated where an item is not stated as not applicable or a refusal says no reason.
    """
    _open(submission, by)
    wanted = {item.item: item for item in rulings}
    stated = submission.answers.filter(not_applicable=True, item__in=wanted)
    rows = {row.item: row for row in stated}
    _refuse_wrong(wanted, rows)
    for item, row in rows.items():
        row.decision, row.decision_note = wanted[item].decision, wanted[item].note.strip()
        row.decided_by, row.decided_at = by, timezone.now()
        _record(submission, by, f"na_{row.decision}", f"{item}: {row.decision_note}".rstrip(": "))
    Answer.objects.bulk_update(
        rows.values(), ["decision", "decision_note", "decided_by", "decided_at"]
    )
    _bump(submission)
    if any(row.decision == Answer.Decision.REFUSED for row in rows.values()):
        workflow.order_score(submission, by=by)
    return list(rows.values())


@transaction.atomic
def approve_all(submission: Submission, *, by: User) -> list[Answer]:
    """Approve every statement that is not decided yet."""
    _open(submission, by)
    waiting = [Ruling(row.item, "approved") for row in checks.undecided(submission)]
    return rule_on(submission, waiting, by=by) if waiting else []


def _refuse_wrong(wanted: Mapping[str, Ruling], rows: Mapping[str, Answer]) -> None:
    unknown = sorted(wanted.keys() - rows.keys())
    if unknown:
        message = _("Not stated as not applicable: %(items)s.") % {"items": ", ".join(unknown)}
        raise NotStated("not_stated", message, unknown)
    bare = sorted(
        item.item
        for item in wanted.values()
        if item.decision == "refused" and not item.note.strip()
    )
    if bare:
        message = _("Say why %(items)s is refused; the organisation reads it.")
        raise NotStated("reason_missing", message % {"items": ", ".join(bare)}, bare)


def _open(submission: Submission, by: User) -> None:
    """Lock the submission and make sure that this person may judge it now."""
    require(by, Action.REVIEW, submission)
    states = Submission.objects.select_for_update().values_list("state", flat=True)
    if states.get(pk=submission.pk) != Submission.State.SUBMITTED:
        raise WrongState("not_submitted", _("Only a submitted assessment is judged."))


def _keep(submission: Submission, by: User, verb: str, note: str) -> None:
    _record(submission, by, verb, note)
    _bump(submission)


def _record(submission: Submission, by: User, verb: str, note: str) -> None:
    submission.events.create(actor=by, verb=verb, note=note)


def _bump(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(revision=F("revision") + 1)
    submission.refresh_from_db(fields=["revision"])
