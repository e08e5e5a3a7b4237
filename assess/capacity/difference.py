"""Why two plans differ: their differing inputs, and what each of them does to days, cards, energy, cost, storage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from assess.capacity.attribution import NO_WAY, NoWayError, Values, attribute
from assess.capacity.calibrate import FITTED
from assess.capacity.engineering_mode import engineering_mode
from assess.capacity.faults import PlanError
from assess.capacity.figures import figures_of
from assess.capacity.inputs import PlanInput
from assess.capacity.machine import Calibration
from assess.capacity.plan_fields import FIELD_BY_NAME, FIELDS, GOALS
from assess.capacity.reading import QUANTITIES
from indicators.records import Text

Order = Mapping[str, Any]
Constants = Callable[[Order], Calibration]
"""The step-time constants that an order is computed with."""

Mode = Literal["report", "engineering"]
MOST = 5
"""Inputs that are changed one at a time: 2^5 plans are computed; of more, those of a kind are changed together."""

CARD = ("card", "peak_tflops", "memory_gb", "memory_gb_s", "link_gb_s", "matmul_share")
MODEL = tuple(field.name for field in FIELDS if field.group == "model")
DEFAULTS = {"sharding": "optimizer", "card": "", "modality": "nlp", "calibration": ""}
WORDS = {
    "card": Text("加速卡", "Card"),
    "sharding": Text("状态切分", "Sharding of states"),
    "modality": Text("训练数据的模态", "Modality of the training data"),
    "calibration": Text("单步时间的常数", "Constants of the step time"),
}
CARD_NAME = Text("加速卡（型号与性能）", "Card (type and figures)")
MODEL_NAME = Text("模型结构", "Model")
ASKED = Text("给定的目标", "Goals that were given")
KINDS: Mapping[str, tuple[str, Text]] = {
    "goal": ("goal", Text("目标与模型", "Goals and model")),
    "model": ("goal", Text("目标与模型", "Goals and model")),
    "training": ("training", Text("训练设置", "Training")),
    "machine": ("machine", Text("加速卡与服务器", "Cards and servers")),
    "operation": ("operation", Text("故障与检查点", "Failures and checkpoints")),
    "data": ("site", Text("存储、网络与供电", "Storage, network and power")),
    "network": ("site", Text("存储、网络与供电", "Storage, network and power")),
    "site": ("site", Text("存储、网络与供电", "Storage, network and power")),
    "cost": ("cost", Text("价格", "Prices")),
}
BESIDE: Mapping[str, Text] = {
    "models": Text("存储的模型", "Stored models"),
    "choices": Text("报告各处的读法", "Readings of the report's open points"),
}


@dataclass(frozen=True)
class Differing:
    """An input that differs, or several that are changed together; ``members`` are fields of the order."""

    code: str
    name: Text
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A figure that is explained."""

    code: str
    name: Text
    unit: str


@dataclass(frozen=True)
class Part:
    """What an input adds to each figure, going from the first plan to the second."""

    differing: Differing
    adds: Values


@dataclass(frozen=True)
class Difference:
    """Figures of both plans, and the parts that lead from the first to the second."""

    figures: tuple[Figure, ...]
    first: Values
    second: Values
    parts: tuple[Part, ...]


def shipped(_order: Order) -> Calibration:
    """SuanHeng's constants, whatever the order."""
    return FITTED


def explain_difference(
    mode: Mode, first: Order, second: Order, constants: Constants = shipped
) -> Difference:
    """Attribute the difference of two plans of one mode to their differing inputs.

    constants: those that an order names are computed with, so that each end is the plan as it was computed.

    Raises NoWayError where the inputs cannot be changed one at a time, or an end cannot be planned.

    Source: ``attribution.attribute``; the mixed plans are computed by the planner itself, a layout search each.
    """
    items = grouped(differing(mode, first, second))
    figures, compute = FIGURES[mode], COMPUTE[mode]

    def value(subset: int) -> Values | None:
        taken = {
            name for place, item in enumerate(items) if subset >> place & 1 for name in item.members
        }
        try:
            return compute(mixed(first, second, taken), constants)
        except PlanError:
            return None

    found = attribute(len(items), value)
    start, end = value(0), value((1 << len(items)) - 1)
    if start is None or end is None:
        raise NoWayError(NO_WAY)
    parts = tuple(Part(item, adds) for item, adds in zip(items, found, strict=True))
    return Difference(figures, start, end, parts)


def mixed(first: Order, second: Order, taken: set[str]) -> dict[str, Any]:
    """The first order with some members as the second has them, or left out as there."""
    kept = {name: value for name, value in first.items() if name not in taken}
    return kept | {name: value for name, value in second.items() if name in taken}


def differing(mode: Mode, first: Order, second: Order) -> tuple[Differing, ...]:
    """What differs, each thing once: a card with all its figures, a described model, goals given here and sought there."""
    if mode == "report":
        return _of_report(first, second)
    names = [
        name for name in (*FIELD_BY_NAME, *WORDS) if value_of(first, name) != value_of(second, name)
    ]
    found, left = [], list(names)
    described = bool(set(names) & set(MODEL))
    asked = [
        name
        for name in names
        if name in GOALS and (first.get(name) is None) != (second.get(name) is None)
    ]
    asked = [name for name in asked if not (described and name == "params")]
    for code, name, kind, members in (
        ("card", CARD_NAME, "machine", CARD),
        ("model", MODEL_NAME, "model", ("params", *MODEL) if described else ()),
        ("asked", ASKED, "goal", tuple(asked) if len(asked) > 1 else ()),
    ):
        if set(left) & set(members):
            found.append(Differing(code, name, kind, members))
            left = [item for item in left if item not in members]
    return (*found, *(_single(name) for name in left))


def value_of(order: Order, name: str) -> Any:
    """An input as it counts: given, or its default."""
    value = order.get(name)
    field = FIELD_BY_NAME.get(name)
    return value if value is not None else field.default if field else DEFAULTS.get(name)


def _single(name: str) -> Differing:
    field = FIELD_BY_NAME.get(name)
    return Differing(
        name,
        field.label if field else WORDS[name],
        field.group if field else "data" if name == "modality" else "training",
        (name,),
    )


def _of_report(first: Order, second: Order) -> tuple[Differing, ...]:
    """Of the inputs of the report's mode; a stored model that is not given is the one that is trained."""
    ends = [PlanInput.from_mapping(order) for order in (first, second)]
    plain = [end.as_dict() for end in ends]
    found = [
        Differing(item.name, LABELS[item.name], "goal", (item.name,))
        for item in QUANTITIES
        if plain[0][item.name] != plain[1][item.name]
    ]
    beside = [
        Differing(code, name, "site", (code,))
        for code, name in BESIDE.items()
        if plain[0][code] != plain[1][code]
    ]
    return (*found, *beside)


def grouped(items: Sequence[Differing]) -> tuple[Differing, ...]:
    """At most MOST things to change: where there are more, those of a kind together."""
    if len(items) <= MOST:
        return tuple(items)
    kinds = dict.fromkeys(KINDS[item.kind] for item in items)
    return tuple(_together(code, name, items) for code, name in kinds)


def _together(code: str, name: Text, items: Sequence[Differing]) -> Differing:
    of_kind = [item for item in items if KINDS[item.kind][0] == code]
    if len(of_kind) == 1:
        return of_kind[0]
    return Differing(code, name, code, tuple(member for item in of_kind for member in item.members))


def _engineering(order: Order, constants: Constants) -> Values | None:
    plan = engineering_mode(order, constants(order)).plan
    owned = plan.owned.per_run if plan.owned.complete else 0.0
    found = (plan.time.wall_days, float(plan.order.cards), plan.energy_mwh, plan.cost, owned)
    return found if all(isfinite(value) for value in found) else None


def _report(order: Order, _constants: Constants) -> Values | None:
    found = figures_of(PlanInput.from_mapping(order))
    return (
        float(found.installed_cards),
        float(found.compute_pflops),
        float(found.storage_bandwidth_gb_s),
        float(found.storage_table_pb),
    )


LABELS: Mapping[str, Text] = {
    "params": Text("参数量", "Parameters"),
    "tokens": Text("训练 token 数", "Training tokens"),
    "days": Text("训练天数", "Days of training"),
    "utilisation": Text("算力利用率（HFU）", "Utilisation (HFU)"),
    "card_tflops": Text("单卡稠密 16 位峰值", "Dense 16-bit peak per card"),
    "cards_per_server": Text("每台服务器的卡数", "Cards per server"),
    "port_gbit_s": Text("每卡网口", "Network port per card"),
    "storage_nodes": Text("存储节点数", "Storage nodes"),
}
FIGURES: Mapping[str, tuple[Figure, ...]] = {
    "engineering": (
        Figure("days", Text("日历天数", "Calendar days"), "d"),
        Figure("cards", Text("加速卡数", "Cards"), "card"),
        Figure("energy", Text("用电量", "Energy"), "MWh"),
        Figure("cost", Text("租用费用", "Cost on rented cards"), "price"),
        Figure("owned", Text("自有集群的费用", "Cost on a cluster of one's own"), "price"),
    ),
    "report": (
        Figure("cards", Text("装机卡数", "Cards installed"), "card"),
        Figure("compute", Text("算力规模", "Compute to install"), "PFLOPS"),
        Figure("bandwidth", Text("存储带宽", "Storage bandwidth"), "GB/s"),
        Figure("storage", Text("按模型计的存储", "Storage by models"), "PB"),
    ),
}
COMPUTE: Mapping[str, Callable[[Order, Constants], Values | None]] = {
    "engineering": _engineering,
    "report": _report,
}
