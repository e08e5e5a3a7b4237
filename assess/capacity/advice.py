"""How large a model, on how many tokens, a budget of operations is best spent on, and how far a given model is from that."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from typing import Any

from assess.capacity.engineering_order import KNOWN, read_field
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.plan_fields import CATALOGUE, PlanField
from assess.capacity.scaling_law import (
    BESIROGLU,
    HOFFMANN,
    PARAMS,
    TOKENS,
    ScalingLaw,
    cheapest_with_inference,
)
from indicators.records import Text

PER_PARAMETER_AND_TOKEN = 6.0
RULE_TOKENS = 20.0
"""Tokens per parameter of the rule of thumb."""

SECONDS_PER_DAY = 86400.0
POINTS, SPAN = 25, 20.0
"""Points of the curve, and how far it reaches to both sides of the advised size."""

SIZES = ((1e12, "T"), (1e9, "B"), (1e6, "M"))

BUDGET = Text(
    "计算量，或者卡数、天数与单卡峰值，或者一个模型的参数量与 token 数",
    "operations, or cards, days and the card's peak, or a model's parameters and tokens",
)
NO_SIZE = Text("一个可以达到该损失的模型", "a loss that some size reaches")
LIKE_IT = Text("同类训练实际达到的中位数", "median that such trainings reached")


def _field(name: str, group: Any, label: Text, unit: str, **more: Any) -> PlanField:
    words = {"low": 1e-3, "high": 1e30, "default": None, **more}
    return PlanField(name, group, label, unit, **words)


ADVICE_FIELDS: tuple[PlanField, ...] = (
    _field("flops", "goal", Text("计算量", "Operations"), "FLOP", low=1e15, high=1e32, source=Text("卡数 × 天数 × 峰值 × MFU", "cards x days x peak x MFU")),
    _field("cards", "goal", Text("加速卡数", "Cards"), "card", low=1, high=2e6, integer=True, source=Text("未定", "not set")),
    _field("days", "goal", Text("工期（日历天数）", "Calendar days"), "d", low=1e-2, high=36500, source=Text("未定", "not set")),
    _field("peak_tflops", "goal", Text("单卡稠密 16 位峰值", "Dense 16-bit peak per card"), "TFLOPS", low=1, high=1e5, source=CATALOGUE),
    _field("mfu", "goal", Text("模型算力利用率 MFU（含停机）", "Model utilisation (MFU), downtime included"), "ratio", high=1, source=LIKE_IT),
    _field("params", "model", Text("参数量（混合专家取激活）", "Parameters (active ones of experts)"), "parameter", low=1e6, high=1e15, source=Text("不评判模型", "no model is judged")),
    _field("tokens", "model", Text("训练 token 数", "Training tokens"), "token", low=1e6, high=1e17, source=Text("不评判模型", "no model is judged")),
    _field("served_tokens", "model", Text("一生中推理的 token 数", "Tokens served in the model's life"), "token", low=0, high=1e19, default=0, source=Text("不计推理", "serving is not counted")),
)  # fmt: skip


@dataclass(frozen=True)
class Law:
    """A law by its code, with its source; ``curve`` None is the rule of thumb of 20 tokens per parameter."""

    code: str
    name: Text
    source: Text
    curve: ScalingLaw | None

    def best(self, flops: float) -> tuple[float, float]:
        """Parameters and tokens that the law advises for C = 6 N D operations."""
        if self.curve:
            return self.curve.best(flops)
        params = sqrt(flops / PER_PARAMETER_AND_TOKEN / RULE_TOKENS)
        return params, RULE_TOKENS * params

    def best_tokens(self, params: float) -> float:
        """Tokens that the law advises for a model of this size."""
        return self.curve.best_tokens(params) if self.curve else RULE_TOKENS * params


LAWS = (
    Law(
        "besiroglu",
        Text("Besiroglu 重拟合", "Besiroglu's refit"),
        Text("Besiroglu 等，arXiv:2404.10102，重新拟合 Hoffmann 的数据", "Besiroglu et al., arXiv:2404.10102, a new fit to Hoffmann's data"),
        BESIROGLU,
    ),
    Law(
        "hoffmann",
        Text("Hoffmann（Chinchilla）", "Hoffmann (Chinchilla)"),
        Text("Hoffmann 等，arXiv:2203.15556，第 3.3 节；其正文所印常数取整过粗（arXiv:2404.10102），建议的模型偏小", "Hoffmann et al., arXiv:2203.15556, section 3.3; its printed constants are rounded too coarsely (arXiv:2404.10102) and advise too small a model"),
        HOFFMANN,
    ),
    Law(
        "twenty",
        Text("每参数 20 个 token", "20 tokens per parameter"),
        Text("报告附录表 1；Hoffmann 等，arXiv:2203.15556，表 3", "report, appendix, table 1; Hoffmann et al., arXiv:2203.15556, table 3"),
        None,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Served:
    """The cheapest size and tokens that reach the same loss when serving counts too."""

    params: float
    tokens: float


@dataclass(frozen=True)
class Held:
    """A given model against a law.

    wanted_tokens: for this size. share: given tokens over these. Of the curves: loss in nats per token, what the same
    operations would reach less, the operations that reach the same loss at best, and the share spent on top of them.
    """

    wanted_tokens: float
    share: float | None
    loss: float | None = None
    excess: float | None = None
    least_flops: float | None = None
    spent_on_top: float | None = None


@dataclass(frozen=True)
class Advised:
    """What a law advises; ``beyond`` tells in words what lies outside of what it was fitted to."""

    law: Law
    params: float
    tokens: float
    loss: float | None
    beyond: tuple[Text, ...]
    served: Served | None
    held: Held | None


@dataclass(frozen=True)
class Point:
    """Loss of a model of this size trained with the whole budget, by law (of the curves)."""

    params: float
    losses: Mapping[str, float]


@dataclass(frozen=True)
class Advice:
    """The budget, where it comes from (flops, cards or model), what each law advises, and the losses around it."""

    flops: float
    budget_from: str
    mfu: float | None
    params: float | None
    tokens: float | None
    advised: tuple[Advised, ...]
    curve: tuple[Point, ...]

    def as_dict(self) -> dict[str, Any]:
        """As REST and the command tell it."""
        rows = [
            {**asdict(item), "law": item.law.code, "name": asdict(item.law.name),
             "source": asdict(item.law.source), "tokens_per_parameter": item.tokens / item.params}
            for item in self.advised
        ]  # fmt: skip
        return {
            "flops": self.flops, "budget_from": self.budget_from, "mfu": self.mfu,
            "params": self.params, "tokens": self.tokens, "advised": rows,
            "curve": [asdict(point) for point in self.curve],
            "fitted_to": {"params": list(PARAMS), "tokens": list(TOKENS)},
        }  # fmt: skip


def read_advice(order: Mapping[str, object]) -> dict[str, float | None]:
    """Checked values; raises PlanError with every fault, also where no budget follows."""
    names = {field.name for field in ADVICE_FIELDS} | {"card"}
    faults = [
        PlanFault(str(name), str(order[name])[:60], KNOWN, "unknown")
        for name in order
        if name not in names
    ]
    values: dict[str, float | None] = {}
    for field in ADVICE_FIELDS:
        values[field.name], fault = read_field(field, order.get(field.name))
        faults += [fault] if fault else []
    if faults:
        raise PlanError(faults)
    return values


def advise(order: Mapping[str, object], usual_mfu: float) -> Advice:
    """Advice for an order; ``usual_mfu`` counts where none is given. Raises PlanError."""
    values = read_advice(order)
    params, tokens = values["params"], values["tokens"]
    flops, origin = _budget(values, usual_mfu)
    served = values["served_tokens"] or 0.0
    return Advice(
        flops=flops,
        budget_from=origin,
        mfu=(values["mfu"] or usual_mfu) if origin == "cards" else None,
        params=params,
        tokens=tokens,
        advised=tuple(_advised(law, flops, (params, tokens), served) for law in LAWS),
        curve=_curve(flops),
    )


def _budget(values: Mapping[str, float | None], usual_mfu: float) -> tuple[float, str]:
    """Operations, and what they follow from; operations win over cards, and cards over a model."""
    if flops := values["flops"]:
        return flops, "flops"
    cards, days, peak = values["cards"], values["days"], values["peak_tflops"]
    if cards and days and peak:
        return cards * days * SECONDS_PER_DAY * peak * 1e12 * (values["mfu"] or usual_mfu), "cards"
    if values["params"] and values["tokens"]:
        return PER_PARAMETER_AND_TOKEN * values["params"] * values["tokens"], "model"
    raise PlanError([PlanFault("flops", "", BUDGET, "missing")])


def _advised(
    law: Law, flops: float, given: tuple[float | None, float | None], served: float
) -> Advised:
    params, tokens = law.best(flops)
    loss = law.curve.loss(params, tokens) if law.curve else None
    return Advised(
        law=law,
        params=params,
        tokens=tokens,
        loss=loss,
        beyond=_beyond(params, tokens),
        served=_served(law, loss, served),
        held=_held(law, *given),
    )


def _served(law: Law, loss: float | None, served: float) -> Served | None:
    if law.curve is None or loss is None or not served:
        return None
    return Served(*cheapest_with_inference(law.curve, loss, served))


def _held(law: Law, params: float | None, tokens: float | None) -> Held | None:
    if params is None:
        return None
    wanted = law.best_tokens(params)
    if tokens is None:
        return Held(wanted, None)
    if law.curve is None:
        return Held(wanted, tokens / wanted)
    flops = PER_PARAMETER_AND_TOKEN * params * tokens
    loss = law.curve.loss(params, tokens)
    least = law.curve.least_flops(loss, flops)
    return Held(
        wanted_tokens=wanted,
        share=tokens / wanted,
        loss=loss,
        excess=law.curve.excess(params, tokens),
        least_flops=least,
        spent_on_top=flops / least - 1.0,
    )


def _beyond(params: float, tokens: float) -> tuple[Text, ...]:
    """What lies outside of the trainings that the laws were fitted to."""
    limits = (
        (params, PARAMS, "参数量", "parameters"),
        (tokens, TOKENS, "token 数", "tokens"),
    )
    return tuple(
        Text(
            f"{zh} {_short(value)} 不在 {_short(low)} 至 {_short(high)} 之间",
            f"{_short(value)} {en} are not between {_short(low)} and {_short(high)}",
        )
        for value, (low, high), zh, en in limits
        if not low <= value <= high
    )


def _short(value: float) -> str:
    """A count as people write it: 187B, 3.28T."""
    size, suffix = next((item for item in SIZES if value >= item[0]), SIZES[-1])
    return f"{value / size:.3g}{suffix}"


def _curve(flops: float) -> tuple[Point, ...]:
    """Losses at sizes around the first law's advice, all operations spent."""
    curves = {law.code: law.curve for law in LAWS if law.curve}
    middle, _ = LAWS[0].best(flops)
    steps = (2.0 * log(SPAN) * (place / (POINTS - 1) - 0.5) for place in range(POINTS))
    sizes = [middle * exp(step) for step in steps]
    budget = flops / PER_PARAMETER_AND_TOKEN
    return tuple(
        Point(size, {code: law.loss(size, budget / size) for code, law in curves.items()})
        for size in sizes
    )
