"""Drafts of frameworks and profiles: made, changed, published, taken away. One verb for each."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assess.models import Draft, Organisation, User
from assess.permissions import Action, Forbidden, WrongState, allowed, require
from indicators import load
from indicators.models import Framework, Profile

Tables = dict[str, Any]


def create(kind: str, tables: Tables, organisation: Organisation | None, *, by: User) -> Draft:
    """Begin a draft; for everybody (no organisation) only administrators do."""
    require_for(organisation, by=by)
    return Draft.objects.create(
        kind=kind, tables=tables, organisation=organisation, created_by=by, changed_by=by
    )


def change(draft: Draft, tables: Tables, *, revision: int, by: User) -> None:
    """Put other tables in the place of a draft's, if nobody has changed it since ``revision``."""
    require_for(draft.organisation, by=by)
    rows = Draft.objects.kept().filter(pk=draft.pk, revision=revision)
    if not rows.update(
        tables=tables, revision=revision + 1, changed_by=by, changed_at=timezone.now()
    ):
        raise WrongState(
            "changed_meanwhile", _("Somebody else changed this draft in the meantime.")
        )
    draft.refresh_from_db()


@transaction.atomic
def publish(draft: Draft, *, revision: int, by: User) -> Framework | Profile:
    """Publish a draft as a version that never changes; the draft goes.

    Raises DefinitionError with every fault, ChangedVersion where this version is there already.
    """
    require_for(draft.organisation, by=by)
    locked = Draft.objects.select_for_update().kept().filter(pk=draft.pk, revision=revision).first()
    if locked is None:
        raise WrongState(
            "changed_meanwhile", _("Somebody else changed this draft in the meantime.")
        )
    published = publish_tables(locked.kind, locked.tables, locked.organisation, by=by)
    locked.delete()
    return published


def publish_tables(
    kind: str, tables: Tables, organisation: Organisation | None, *, by: User
) -> Framework | Profile:
    """Publish tables at once, as ``publish`` does a draft's."""
    require_for(organisation, by=by)
    row, _new = load.publish(kind, tables, owner=organisation.pk if organisation else None)
    return row


def discard(draft: Draft, *, by: User) -> None:
    """Put a draft into the bin, from where it can be restored."""
    require_for(draft.organisation, by=by)
    Draft.objects.kept().filter(pk=draft.pk).update(deleted_at=timezone.now(), changed_by=by)


def restore(draft: Draft, *, by: User) -> None:
    """Take a draft out of the bin."""
    require_for(draft.organisation, by=by)
    Draft.objects.filter(pk=draft.pk).update(deleted_at=None, changed_by=by)


def may_publish(organisation: Organisation | None, user: User) -> bool:
    """Tell whether somebody may work on what is published for an organisation, or for everybody."""
    return allowed(user, Action.EDIT, organisation) if organisation else user.is_staff


def require_for(organisation: Organisation | None, *, by: User) -> None:
    """Raise ``Forbidden`` unless somebody may publish for an organisation, or for everybody."""
    if organisation is not None:
        require(by, Action.EDIT, organisation)
    elif not by.is_staff:
        raise Forbidden(_("Only an administrator publishes for everybody."))
