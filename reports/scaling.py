"""The page of scaling-law advice: its fields, what the laws advise, and the picture of losses around it."""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.advising import advice_of, usual_mfu
from assess.capacity.advice import ADVICE_FIELDS, LAWS, Advice
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.plan_fields import Group
from assess.capacity.presets import Preset
from indicators.records import Text
from reports.asked import Asked, Form, boxes, read
from reports.charts.scale import number
from reports.charts.spec import Chart, Series
from reports.dashboard import say

GROUPS: Mapping[Group, Text] = {
    "goal": Text("预算", "Budget"),
    "model": Text("要评判的模型，推理量", "A model to judge, and serving"),
}
PRESETS = (
    Preset(
        "report",
        Text("报告附录示例", "The report's example"),
        Text(
            "中国信通院报告附录（一）：175B、3500B token，恰为每参数 20 个 token。",
            "CAICT's report, appendix (1): 175B on 3500B tokens, which is 20 tokens per parameter.",
        ),
        {"params": "175B", "tokens": "3500B"},
    ),
    Preset(
        "llama3-8b",
        Text("Llama 3 8B", "Llama 3 8B"),
        Text(
            "arXiv:2407.21783：8B 参数、15T token，为推理而训练得更久。",
            "arXiv:2407.21783: 8B parameters on 15T tokens, trained on for the sake of serving.",
        ),
        {"params": "8.03B", "tokens": "15T"},
    ),
    Preset(
        "thousand",
        Text("1,024 块 A100，30 天", "1,024 A100 for 30 days"),
        Text("举例：千卡一个月。", "An example: a thousand cards for a month."),
        {"cards": "1024", "days": "30", "card": "a100-sxm-80"},
    ),
)
FORM = Form(ADVICE_FIELDS, GROUPS, PRESETS)


@dataclass(frozen=True)
class ScalingPage:
    """The fields, and the advice where there is one."""

    asked: Asked
    advice: Advice | None


def scaling(query: Mapping[str, str]) -> ScalingPage:
    """The page for what was typed. Asks the database for the catalogue alone."""
    typed = read(FORM, query)
    advice, faults = _answered(typed.order)
    found = {"mfu": usual_mfu(typed.order), "flops": advice.flops if advice else None}
    asked = Asked(typed, boxes(typed, faults, found), faults)
    return ScalingPage(asked, advice)


def _answered(order: Mapping[str, object]) -> tuple[Advice | None, tuple[PlanFault, ...]]:
    try:
        return advice_of(order), ()
    except PlanError as error:
        return None, error.faults


def loss_picture(advice: Advice, language: str) -> Chart:
    """How far the loss is above the best of the same operations, by size and law; each law's best lies on the axis."""
    sizes = tuple(point.params / 1e9 for point in advice.curve)
    best = {item.law.code: item for item in advice.advised if item.loss is not None}
    series = [
        Series(
            say(law.name, language),
            tuple(point.losses[law.code] - (best[law.code].loss or 0.0) for point in advice.curve),
            sizes,
        )
        for law in LAWS
        if law.curve
    ]
    advised = Text("建议的规模", "Advised sizes")
    places = tuple(item.params / 1e9 for item in best.values())
    series.append(Series(say(advised, language), (0.0,) * len(places), places, markers_only=True))
    told = {
        code: ", ".join(
            f"{getattr(item.law.name, code)} {number(item.params / 1e9, 3)}"
            for item in best.values()
        )
        for code in ("zh", "en")
    }
    alt = Text(
        f"同样计算量下，损失最小的规模（十亿参数）：{told['zh']}。",
        f"Size of least loss for the same operations, in billions: {told['en']}.",
    )
    return Chart(
        kind="curve",
        title=say(Text("损失高出同样计算量下最优值", "Loss above the best of the same operations"), language),
        categories=(),
        series=tuple(series),
        unit=say(Text("nat/token", "nats per token"), language),
        alt=say(alt, language),
        x_title=say(Text("参数量（十亿）", "Parameters (billions)"), language),
        log_x=True,
    )  # fmt: skip
