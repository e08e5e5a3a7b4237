"""The door for time series: all or nothing, every bad sample named; the same again changes nothing, corrections are kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from assess.amounts import ItemFault, amount, show, typed
from assess.intake import Rejected
from assess.models import Cluster, Sample, User
from assess.permissions import Action, require
from indicators.defaults import MAIN_FRAMEWORK
from indicators.definitions import Input
from indicators.models import Framework

MOST = 5000
KEYS = frozenset({"input", "value", "unit", "time"})
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""A clock may be so far ahead of ours."""

CHUNK = 500
Key = tuple[str, datetime]


@dataclass(frozen=True)
class Kept:
    """What became of a batch."""

    added: int
    corrected: int
    unchanged: int


def reportable(cluster: Cluster) -> dict[str, Input]:
    """Inputs that a cluster may report: those of every framework that it can be assessed by, the shipped one first."""
    rows = Framework.objects.filter(owner__in=[cluster.organisation_id])
    shipped = Framework.objects.filter(owner=None)
    found: dict[str, Input] = {}
    for row in sorted([*rows, *shipped], key=_rank):
        for item in row.parsed().inputs:
            if item.origin != "cluster":
                found.setdefault(item.code, item)
    return found


def _rank(row: Framework) -> tuple[bool, float]:
    return row.code != MAIN_FRAMEWORK, -row.published_at.timestamp()


@transaction.atomic
def record_samples(
    cluster: Cluster, source: str, items: Sequence[Any], *, by: User
) -> Kept:  # fmt: skip
    """Keep samples that a program measured: ``input``, ``value``, ``unit`` (the input's own unless given), ``time``.

    Raises Rejected with every fault; nothing of such a batch is kept.
    """
    require(by, Action.EDIT, cluster)
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    rows = _read(items, reportable(cluster))
    for row in rows:
        row.cluster, row.source, row.given_by = cluster, source, by
    before = _standing(cluster, source, rows)
    fresh = [row for row in rows if not _same(row, before.get((row.input, row.at)))]
    former = [before[key] for row in fresh if (key := (row.input, row.at)) in before]
    for row in fresh:
        earlier = before.get((row.input, row.at))
        row.version = earlier.version + 1 if earlier else 1
    for chunk in _chunks([row.pk for row in former]):
        Sample.objects.filter(pk__in=chunk).update(is_current=False)
    Sample.objects.bulk_create(fresh)
    return Kept(len(fresh) - len(former), len(former), len(rows) - len(fresh))


def _standing(cluster: Cluster, source: str, rows: Sequence[Sample]) -> dict[Key, Sample]:
    """The samples that stand where new ones come."""
    if not rows:
        return {}
    codes, moments = {row.input for row in rows}, [row.at for row in rows]
    found = Sample.objects.current().filter(
        cluster=cluster, source=source, input__in=codes, at__range=(min(moments), max(moments))
    )
    columns = found.only("input", "at", "version", "text", "unit")
    return {(row.input, row.at): row for row in columns}


def _same(row: Sample, standing: Sample | None) -> bool:
    return standing is not None and (row.text, row.unit) == (standing.text, standing.unit)


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _read(items: Sequence[Any], inputs: Mapping[str, Input]) -> list[Sample]:
    faults: list[ItemFault] = []
    rows: list[Sample] = []
    seen: set[Key] = set()
    for index, item in enumerate(items):
        row = _sample(index, item, inputs, faults)
        if row is None:
            continue
        if (row.input, row.at) in seen:
            expected = _("each moment of an input once in a request")
            faults.append(ItemFault(index, "time", show(item["time"]), expected, "duplicate"))
        seen.add((row.input, row.at))
        rows.append(row)
    if faults:
        raise Rejected(faults)
    return rows


def _sample(
    index: int, item: Any, inputs: Mapping[str, Input], faults: list[ItemFault]
) -> Sample | None:
    """Read one; what is wrong is added to the faults."""
    if not isinstance(item, Mapping) or set(item) - KEYS or not {"input", "value", "time"} <= set(item):  # fmt: skip
        expected = _("an object with input, value, time and, if need be, unit")
        faults.append(ItemFault(index, "", show(item), expected, "not_a_sample"))
        return None
    definition, at = inputs.get(str(item["input"])), _moment(item["time"])
    if definition is None:
        expected = _("the code of an input that is reported of the cluster's work")
        faults.append(ItemFault(index, "input", show(item["input"]), expected, "unknown_input"))
    if at is None:
        expected = _("a moment with its offset, such as 2026-01-31T00:00:00Z, since 2000 and not ahead of now")  # fmt: skip
        faults.append(ItemFault(index, "time", show(item["time"]), expected, "not_a_moment"))
    if definition is None or at is None:
        return None
    text, unit = typed(item["value"]), str(item.get("unit") or definition.unit)
    value = amount(index, "value", text, unit, definition)
    if isinstance(value, ItemFault):
        faults.append(value)
        return None
    return Sample(
        input=definition.code, at=at, text=text, unit=unit, value=value, canonical_unit=definition.unit
    )  # fmt: skip


def _moment(given: Any) -> datetime | None:
    """ISO 8601 with an offset, or seconds since 1970."""
    try:
        if isinstance(given, str):
            found = parse_datetime(given)
        elif isinstance(given, int | float) and not isinstance(given, bool):
            found = datetime.fromtimestamp(given, UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    if found is None or found.tzinfo is None:
        return None
    return found if EARLIEST <= found <= timezone.now() + AHEAD else None
