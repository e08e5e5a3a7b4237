"""The site of an engineering plan as JSON: data kept, network planes, cost of owning it."""

from collections.abc import Iterable
from dataclasses import asdict

from assess.capacity.cost import Item, Ownership
from assess.capacity.engineering import EngineeringPlan
from assess.capacity.fabric import Fabric
from assess.capacity.planes import PlaneFabric, Variant
from assess.capacity.volumes import MODALITIES, Volume, Volumes
from indicators.records import Text

PARTS = ("raw_tb", "training_tb", "checkpoint_tb", "archive_tb")
SUMMED = ("nics", "ports", "switches", "links", "optics")


def told_site(plan: EngineeringPlan) -> dict[str, object]:
    """Members ``volumes``, ``fabric`` (the parameter plane's), ``planes``, ``planes_total``, ``variants``, ``owned``.

    Numbers are in the unit that their key ends in; money is in the currency of the prices.
    """
    planes = [_plane(item) for item in plan.planes]
    return {
        "volumes": _volumes(plan.volumes),
        "fabric": _fabric(plan.planes[0].fabric),
        "planes": planes,
        "planes_total": {name: sum(_whole(row[name]) for row in planes) for name in SUMMED},
        "variants": [_variant(item) for item in plan.variants],
        "owned": _owned(plan.owned) if plan.owned.known else None,
    }


def _volumes(kept: Volumes) -> dict[str, object]:
    return {
        "rows": [_volume(row) for row in kept.rows],
        "sum": {part: kept.part_tb(part) for part in PARTS},
        "data_tb": kept.data_tb,
        "metadata_share": kept.metadata_share,
        "fill_level": kept.fill_level,
        "total_pb": kept.total_pb,
        "missing": _texts(kept.missing),
        "cautions": _texts(kept.cautions),
    }


def _volume(row: Volume) -> dict[str, object]:
    return {**asdict(row), "name": asdict(MODALITIES[row.kind]), "total_tb": row.total_tb}


def _fabric(found: Fabric) -> dict[str, object]:
    return {**asdict(found), "switches": found.switches, "links": found.links}


def _plane(plane: PlaneFabric) -> dict[str, object]:
    told = asdict(plane)
    del told["fabric"]
    return {
        **told,
        **_fabric(plane.fabric),
        "name": asdict(plane.name),
        "bandwidth_gb_s": plane.bandwidth_gb_s,
    }


def _variant(variant: Variant) -> dict[str, object]:
    return {
        "code": variant.code,
        "name": asdict(variant.name),
        "changes": dict(variant.changes),
        "fabric": _fabric(variant.fabric) if variant.fabric else None,
    }


def _owned(owned: Ownership) -> dict[str, object]:
    return {
        "items": [_item(item) for item in owned.items],
        "missing": _texts(owned.missing),
        "complete": owned.complete,
        "purchase": owned.purchase,
        "years": owned.years,
        "write_off": owned.write_off,
        "energy": owned.energy,
        "operation": owned.operation,
        "run_share": owned.run_days_share,
        "run_energy": owned.run_energy,
        "per_year": owned.per_year,
        "per_run": owned.per_run,
        "over_years": owned.over_years,
        "per_card_hour": owned.per_card_hour,
        "per_million_tokens": owned.per_million_tokens,
    }


def _item(item: Item) -> dict[str, object]:
    return {**asdict(item), "name": asdict(item.name), "amount": item.amount}


def _texts(texts: Iterable[Text]) -> list[dict[str, str]]:
    return [asdict(text) for text in texts]


def _whole(value: object) -> int:
    return int(str(value))
