"""The page of inference capacity: its fields, the plan or what its wish violates, other cards, and pictures."""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.advising import OnCard, on_every_card, whole_order
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.plan_fields import Group
from assess.capacity.serving import Reachable, ServingPlan, reachable, serve
from assess.capacity.serving_order import SERVING_FIELDS
from assess.capacity.serving_presets import SERVING_PRESETS
from indicators.records import Text
from reports.asked import Asked, Form, boxes, read
from reports.charts.scale import number
from reports.charts.spec import Chart, Series
from reports.dashboard import say

GROUPS: Mapping[Group, Text] = {
    "goal": Text("负载与时延目标", "Load and latency targets"),
    "machine": Text("加速卡与服务器", "Card and server"),
    "model": Text("模型", "Model"),
    "operation": Text("精度与效率", "Precision and efficiency"),
}
FORM = Form(SERVING_FIELDS, GROUPS, SERVING_PRESETS)
NEEDS = (
    ("prefill_cards", Text("预填充", "Prefill")),
    ("decode_cards", Text("解码", "Decode")),
    ("memory_cards", Text("在途请求的缓存", "Cache of requests in flight")),
)


@dataclass(frozen=True)
class ServingPage:
    """The fields, the plan where there is one, else the nearest wishes; and the same load on every card."""

    asked: Asked
    plan: ServingPlan | None
    nearest: tuple[Reachable, ...]
    others: tuple[OnCard, ...]


def serving(query: Mapping[str, str]) -> ServingPage:
    """The page for what was typed. Asks the database for the catalogue alone."""
    typed = read(FORM, query)
    plan, faults, offers = _answered(typed.order)
    infeasible = bool(faults) and all(item.code == "infeasible" for item in faults)
    asked = Asked(typed, boxes(typed, faults, _found(plan)), faults, infeasible)
    answered = plan is not None or infeasible
    return ServingPage(asked, plan, offers, on_every_card(typed.order) if answered else ())


def _answered(
    order: Mapping[str, object],
) -> tuple[ServingPlan | None, tuple[PlanFault, ...], tuple[Reachable, ...]]:
    try:
        whole = whole_order(order, SERVING_FIELDS)
    except PlanError as error:
        return None, error.faults, ()
    try:
        return serve(whole), (), ()
    except PlanError as error:
        known = all(item.code == "infeasible" for item in error.faults)
        return None, error.faults, reachable(whole) if known else ()


def _found(plan: ServingPlan | None) -> dict[str, float | None]:
    """What was worked out for fields that were left empty."""
    if plan is None:
        return {}
    model = plan.service.model
    return {
        "params": model.total_params(), "layers": model.layers, "hidden": model.hidden, "heads": model.heads,
        "kv_heads": model.key_value_heads, "head_width": model.attention_width / model.heads,
        "feed_forward": model.feed_forward or 4 * model.hidden,
    }  # fmt: skip


def batch_picture(plan: ServingPlan, language: str) -> Chart:
    """Time per token against the batch on a group, with the target and the batch that the plan takes."""
    points = [point for point in plan.batches if point.fits]
    xs = tuple(float(point.batch) for point in points)
    target = plan.service.load.tpot_s * 1000.0
    series = [
        Series(say(Text("每 token 时延", "Time per token"), language), tuple(point.tpot_s * 1000.0 for point in points), xs),
        Series(say(Text("目标", "Target"), language), (target, target), (min(xs), max(xs))),
        Series(say(Text("本规划", "This plan"), language), (plan.plan.tpot_s * 1000.0,), (float(plan.plan.batch),), markers_only=True),
    ]  # fmt: skip
    told = "; ".join(f"{point.batch}: {number(point.tpot_s * 1000.0, 3)}" for point in points)
    return Chart(
        kind="curve",
        title=say(Text("批次与每 token 时延", "Batch and time per token"), language),
        categories=(),
        series=tuple(series),
        unit="ms",
        alt=say(Text(f"显存放得下的批次与每 token 时延（毫秒）：{told}。", f"Time per token in ms by the batches that memory holds: {told}."), language),
        x_title=say(Text("每组批次", "Batch of a group"), language),
        log_x=True,
        shaded_below=target,
    )  # fmt: skip


def needs_picture(plan: ServingPlan, language: str) -> Chart:
    """Cards by what asks for them, before the utilisation and whole groups."""
    values = [float(getattr(plan.plan, name)) for name, _text in NEEDS]
    names = tuple(say(text, language) for _name, text in NEEDS)
    told = "; ".join(
        f"{name} {number(value, 3)}" for name, value in zip(names, values, strict=True)
    )
    return Chart(
        kind="bars",
        title=say(Text("卡数由何而来", "What asks for cards"), language),
        categories=names,
        series=(Series(say(Text("卡数", "Cards"), language), tuple(values)),),
        unit=say(Text("卡", "cards"), language),
        alt=say(
            Text(f"各项所需的卡数：{told}。", f"Cards by what asks for them: {told}."), language
        ),
    )
