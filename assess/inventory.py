"""Many clusters at once: all or none, every bad item named."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assess import workflow
from assess.amounts import ItemFault
from assess.intake import Rejected
from assess.models import Cluster, Organisation, User
from assess.permissions import Action, require

Key = tuple[Any, str]


@transaction.atomic
def put_clusters(items: Sequence[Mapping[str, Any]], *, by: User) -> list[Cluster]:
    """Make new clusters and change those that an organisation has under the same name; what is left out of these stays.

    Each item: ``organisation`` (a row), ``name``, and what describes the cluster. Returns them in order. Raises Rejected for a name
    that stands twice, Forbidden where somebody may not edit for one of the organisations.
    """
    organisations: dict[Any, Organisation] = {
        row["organisation"].pk: row["organisation"] for row in items
    }
    for organisation in organisations.values():
        require(by, Action.EDIT, organisation)
    keys: list[Key] = [(row["organisation"].pk, row["name"]) for row in items]
    _refuse_doubles(keys)
    standing = _standing(keys)
    rows: list[Cluster] = []
    for key, item in zip(keys, items, strict=True):
        fields = {name: value for name, value in item.items() if name != "organisation"}
        rows.append(_put(organisations[key[0]], standing.get(key), fields, by))
    return rows


def _standing(keys: Sequence[Key]) -> dict[Key, Cluster]:
    found = Cluster.objects.select_for_update().filter(
        organisation__in={key[0] for key in keys}, name__in={key[1] for key in keys}
    )
    return {(row.organisation_id, row.name): row for row in found}


def _put(
    organisation: Organisation, standing: Cluster | None, fields: Mapping[str, Any], by: User
) -> Cluster:
    if standing is None:
        return workflow.create_cluster(organisation, by=by, **fields)
    workflow.change_cluster(standing, by=by, **fields)
    standing.refresh_from_db()
    return standing


def _refuse_doubles(keys: Sequence[Key]) -> None:
    faults = [
        ItemFault(
            index, "name", key[1], _("each name of an organisation once in a request"), "duplicate"
        )
        for index, key in enumerate(keys)
        if key in keys[:index]
    ]
    if faults:
        raise Rejected(faults)
