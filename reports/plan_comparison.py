"""Plans side by side: inputs and results that differ, why they do, and what may not be compared. Frozen records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.http import Http404

from assess.calibrations import constants_named, named
from assess.capacity.attribution import NoWayError
from assess.capacity.difference import (
    BESIDE,
    LABELS,
    WORDS,
    Difference,
    Figure,
    differing,
    explain_difference,
    value_of,
)
from assess.capacity.engineering_mode import Engineered, engineering_mode
from assess.capacity.faults import PlanError
from assess.capacity.machine import Calibration
from assess.capacity.plan_fields import FIELD_BY_NAME
from assess.capacity.sensitivity import break_even
from assess.models import CapacityPlan, User
from indicators.records import Text
from reports.plan_results import LINES, Line

FEWEST, MOST = 2, 4
CLOSE = 1e-6
"""Relative difference from which a kept figure is no longer what the planner says today."""

MONEY = ("cost", "owned")
REPORT, ENGINEERING = CapacityPlan.Mode.REPORT, CapacityPlan.Mode.ENGINEERING
NO_WAY = Text(
    "改变任何一项输入都会经过无法实现的规划，差异不能逐项归因。",
    "Whichever input is changed first, a plan results that cannot be; the difference is not attributed.",
)
OTHER_MODE = Text(
    "两份规划的方法不同（报告附录与工程模式），公式与所计的内容不同，差异不逐项归因；相同含义的数字见上表。",
    "The plans follow different methods (the report's appendix, engineering); formulas and what they count differ, so the difference is not attributed. Figures of one meaning stand side by side above.",
)
EQUAL = Text("输入相同，没有差异。", "The inputs are the same; there is no difference.")
REFUSALS: Mapping[str, Text] = {
    "too_few": Text(f"请至少选择 {FEWEST} 份规划。", f"Choose at least {FEWEST} plans."),
    "too_many": Text(f"一次最多比较 {MOST} 份规划。", f"At most {MOST} plans are compared at once."),
    "not_computed": Text("所选规划中有尚未算完的；请稍后再试。", "One of these plans is not computed yet; try again in a moment."),
}  # fmt: skip


class IncomparablePlans(Exception):
    """Plans that may not be compared: a stable code and the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = REFUSALS[code]


@dataclass(frozen=True)
class PlanColumn:
    """One plan."""

    id: UUID
    name: str
    mode: str
    organisation: str


@dataclass(frozen=True)
class Row:
    """An input or a result in every plan; None where a plan has none. ``remark``: what to beware of in comparing."""

    code: str
    name: Text
    unit: str
    values: tuple[Any, ...]
    remark: Text | None = None

    @property
    def differs(self) -> bool:
        """Whether any two values differ."""
        return any(one != other for one, other in pairwise(self.values))


@dataclass(frozen=True)
class ReasonPart:
    """What a differing input adds to a figure."""

    code: str
    name: Text
    adds: float


@dataclass(frozen=True)
class Reason:
    """A figure of the second plan out of the first one's: parts that add up to the difference."""

    figure: Figure
    first: float
    second: float
    parts: tuple[ReasonPart, ...]

    @property
    def difference(self) -> float:
        """Second minus first."""
        return self.second - self.first


@dataclass(frozen=True)
class Pair:
    """The first plan and another: reasons for each figure, or why there are none; the prices at which both cost the same:
    of a card-hour of the second, and of a server of it.

    earlier: a kept figure is not what the planner says today, which the reasons are computed with.
    """

    first: PlanColumn
    second: PlanColumn
    reasons: tuple[Reason, ...]
    refusal: Text | None
    break_even: float | None
    server_price: float | None
    earlier: bool


@dataclass(frozen=True)
class PlanComparison:
    """Everything that is told of plans side by side."""

    columns: tuple[PlanColumn, ...]
    inputs: tuple[Row, ...]
    results: tuple[Row, ...]
    pairs: tuple[Pair, ...]
    left_out: tuple[Text, ...]


def compared(user: User, chosen: list[UUID]) -> PlanComparison:
    """Compare plans by their ids, in their order; one that the person does not see is 404."""
    wanted = list(dict.fromkeys(chosen))
    seen = CapacityPlan.objects.visible_to(user).select_related("organisation").in_bulk(wanted)
    if len(seen) < len(wanted):
        raise Http404
    return plan_comparison([seen[pk] for pk in wanted])


def plan_comparison(plans: Sequence[CapacityPlan]) -> PlanComparison:
    """Compare plans in the order in which they are given; each of the others is explained from the first.

    Raises IncomparablePlans for too few or too many, and for one that is not computed.
    """
    _refuse(plans)
    columns = tuple(_column(plan) for plan in plans)
    pairs = tuple(_pair(plans[0], plan) for plan in plans[1:])
    modes = {plan.mode for plan in plans}
    rows = [_result(line, plans) for line in LINES]
    results = tuple(row for row in rows if any(value is not None for value in row.values))
    left_out = tuple(row.name for row in results if None in row.values) if len(modes) > 1 else ()
    return PlanComparison(columns, _inputs(plans), results, pairs, left_out)


def _refuse(plans: Sequence[CapacityPlan]) -> None:
    if len(plans) < FEWEST:
        raise IncomparablePlans("too_few")
    if len(plans) > MOST:
        raise IncomparablePlans("too_many")
    if any(plan.result is None for plan in plans):
        raise IncomparablePlans("not_computed")


def _column(plan: CapacityPlan) -> PlanColumn:
    organisation = plan.organisation.name if plan.organisation else ""
    return PlanColumn(plan.pk, plan.name, plan.mode, organisation)


def _inputs(plans: Sequence[CapacityPlan]) -> tuple[Row, ...]:
    """Every input in which any two plans of one mode differ, or that is told in only one mode's way."""
    names: dict[str, None] = {}
    for mode in (ENGINEERING, REPORT):
        of_mode = [plan.order for plan in plans if plan.mode == mode]
        for order in of_mode[1:]:
            names |= dict.fromkeys(_members(mode, of_mode[0], order))
    if len({plan.mode for plan in plans}) > 1:
        names |= dict.fromkeys(("params", "tokens", "days", "cards"))
    rows = (_input(name, plans) for name in names)
    return tuple(row for row in rows if row.differs)


def _members(mode: Any, first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    return [
        name
        for item in differing(mode, first, second)
        for name in item.members
        if value_of(first, name) != value_of(second, name) or name in BESIDE
    ]


def _input(name: str, plans: Sequence[CapacityPlan]) -> Row:
    field = FIELD_BY_NAME.get(name)
    label = field.label if field else {**LABELS, **WORDS, **BESIDE}[name]
    unit = field.unit if field else "TFLOPS" if name == "card_tflops" else ""
    return Row(name, label, unit, tuple(_value(plan, name) for plan in plans))


def _value(plan: CapacityPlan, name: str) -> Any:
    if name == "models":
        rows = plan.order.get("models") or []
        return ", ".join(f"{row['kind']} {row['params']:g} × {row.get('count', 1)}" for row in rows)
    if name == "choices":
        return ", ".join(f"{code} = {how}" for code, how in plan.order.get("choices", {}).items())
    if name == "calibration":
        return named(plan.order.get(name))
    return value_of(plan.order, name) if plan.mode == ENGINEERING else plan.order.get(name)


def _pair(first: CapacityPlan, second: CapacityPlan) -> Pair:
    columns = _column(first), _column(second)
    if first.mode != second.mode:
        return Pair(*columns, (), OTHER_MODE, None, None, earlier=False)
    try:
        found = explain_difference(first.mode, first.order, second.order, _constants())  # type: ignore[arg-type]  # a mode's value
    except NoWayError:
        return Pair(*columns, (), NO_WAY, *_break_even(first, second), earlier=False)
    refusal = None if found.parts else EQUAL
    reasons = tuple(_reason(found, place) for place in range(len(found.figures)))
    told = tuple(
        item for item in reasons if item.figure.code not in MONEY or (item.first and item.second)
    )
    earlier = _is_earlier(first, found)
    return Pair(*columns, told, refusal, *_break_even(first, second), earlier=earlier)


def _constants() -> Callable[[Mapping[str, Any]], Calibration]:
    """The constants that each plan was computed with, asked for once."""
    known: dict[object, Calibration] = {}

    def of(order: Mapping[str, Any]) -> Calibration:
        chosen = order.get("calibration")
        if chosen not in known:
            known[chosen] = constants_named(chosen)
        return known[chosen]

    return of


def _reason(found: Difference, place: int) -> Reason:
    parts = tuple(
        ReasonPart(part.differing.code, part.differing.name, part.adds[place])
        for part in found.parts
    )
    return Reason(found.figures[place], found.first[place], found.second[place], parts)


def _is_earlier(plan: CapacityPlan, found: Difference) -> bool:
    """Whether the kept result says something else than the planner of today."""
    result = plan.result or {}
    if plan.mode == REPORT:
        return False
    kept = float(result["time"]["wall_days"])
    return abs(found.first[0] - kept) > CLOSE * kept


def _break_even(first: CapacityPlan, second: CapacityPlan) -> tuple[float | None, float | None]:
    """Prices of the second plan's card-hour and server at which both cost the same; None without prices of the first."""
    if {first.mode, second.mode} != {ENGINEERING}:
        return None, None
    try:
        found = break_even(*(_planned(plan.order).plan for plan in (first, second)))
    except PlanError:
        return None, None
    return found.price, found.server_price


def _planned(order: Mapping[str, Any]) -> Engineered:
    return engineering_mode(order, constants_named(order.get("calibration")))


def _result(line: Line, plans: Sequence[CapacityPlan]) -> Row:
    tell = {REPORT: line.report, ENGINEERING: line.engineering}
    values = tuple(tell[CapacityPlan.Mode(plan.mode)](plan.result or {}) for plan in plans)
    mixed = len({plan.mode for plan in plans}) > 1
    return Row(line.code, line.name, line.unit, values, line.remark if mixed else None)
