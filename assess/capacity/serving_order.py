"""The inputs of an inference plan, and reading them: a load, a model, cards, and how the model is held."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from assess.capacity.engineering_order import KNOWN, architecture_of, read_field
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.inference import Load, Service, Serving
from assess.capacity.machine import Machine
from assess.capacity.plan_fields import FIELD_BY_NAME, OURS, Group, PlanField
from indicators.records import Text

MLPERF = Text(
    "MLPerf Inference 4.0，Llama 2 70B，Server 场景", "MLPerf Inference 4.0, Llama 2 70B, server"
)
SIXTEEN_BITS = Text("16 位", "16 bits")
PREFILL = Text(
    "算衡的假设；DeepSeek 公布的节点为 FP8 峰值的 15%",
    "SuanHeng's assumption; DeepSeek's published node reaches 15 % of the FP8 peak",
)
DECODE = Text(
    "算衡的假设；DeepSeek 公布的节点为 19%",
    "SuanHeng's assumption; DeepSeek's published node reaches 19 %",
)
NEEDED = Text("必填", "needed")
FROM_MODEL = Text("由结构算出", "from the architecture")
UNUSED_LINK = 64.0
"""Links between cards are no input here; the roofline takes cards of a group as one."""

MODEL_NAMES = (
    "params", "layers", "hidden", "heads", "kv_heads", "head_width", "feed_forward", "vocabulary", "gated", "tied",
    "attention_params", "kv_width", "experts", "experts_chosen", "expert_width", "experts_shared", "dense_layers",
)  # fmt: skip
MACHINE_NAMES = ("peak_tflops", "memory_gb", "memory_gb_s", "cards_per_server")


def _field(
    name: str, group: Group, label: Text, unit: str, limits: tuple[float, float], taken: tuple[float | None, Text],
) -> PlanField:  # fmt: skip
    """``taken``: what counts where nothing is given (None: it is needed), and its source."""
    (low, high), (default, source) = limits, taken
    needed = default is None
    return PlanField(name, group, label, unit, low, high, default, source, unknown=not needed)


SERVING_FIELDS: tuple[PlanField, ...] = (
    _field("queries_per_s", "goal", Text("请求速率", "Requests"), "1/s", (1e-4, 1e7), (None, NEEDED)),
    _field("tokens_in", "goal", Text("每请求输入 token 数", "Tokens in per request"), "token", (1, 1e7), (None, NEEDED)),
    _field("tokens_out", "goal", Text("每请求输出 token 数", "Tokens out per request"), "token", (1, 1e7), (None, NEEDED)),
    _field("ttft_s", "goal", Text("首 token 时延（TTFT）", "Time to the first token (TTFT)"), "s", (1e-4, 3600), (2.0, MLPERF)),
    _field("tpot_s", "goal", Text("每 token 时延（TPOT）", "Time per output token (TPOT)"), "s", (1e-5, 60), (0.2, MLPERF)),
    _field("utilisation", "goal", Text("按峰值的几成规划", "Share of the rate to plan with"), "ratio", (0.05, 1), (0.7, OURS)),
    *(FIELD_BY_NAME[name] for name in MACHINE_NAMES),
    *(
        replace(FIELD_BY_NAME[name], group="model", source=FROM_MODEL if name == "params" else FIELD_BY_NAME[name].source)
        for name in MODEL_NAMES
    ),
    _field("weight_bytes", "operation", Text("每参数字节数", "Bytes per parameter"), "B", (0.25, 8), (2.0, SIXTEEN_BITS)),
    _field("cache_bytes", "operation", Text("缓存每数字节数", "Bytes per cached number"), "B", (0.25, 8), (2.0, SIXTEEN_BITS)),
    _field("prefill_share", "operation", Text("矩阵峰值的可达比例", "Share of the matrix peak reached"), "ratio", (0.01, 1), (0.4, PREFILL)),
    _field("decode_share", "operation", Text("显存带宽的可达比例", "Share of the memory bandwidth reached"), "ratio", (0.01, 1), (0.5, DECODE)),
)  # fmt: skip
SERVING_BY_NAME = {field.name: field for field in SERVING_FIELDS}
MODEL = Text("参数量，或层数与隐藏维度", "parameters, or layers and hidden width")


def read_serving(order: Mapping[str, object]) -> Service:
    """A checked service from an order as it came by REST, a form or the command line; raises PlanError with every fault."""
    faults = [
        PlanFault(str(name), str(order[name])[:60], KNOWN, "unknown")
        for name in order
        if name not in SERVING_BY_NAME and name != "card"
    ]
    values: dict[str, float | None] = {}
    for field in SERVING_FIELDS:
        values[field.name], fault = read_field(field, order.get(field.name))
        faults += [fault] if fault else []
    if not (values["params"] or (values["layers"] and values["hidden"])) and not any(
        fault.field == "params" for fault in faults
    ):
        faults.append(PlanFault("params", "", MODEL, "missing"))
    if faults:
        raise PlanError(faults)
    return _service(values)


def _service(values: Mapping[str, float | None]) -> Service:
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    context = ceil(given["tokens_in"] + given["tokens_out"])
    return Service(
        model=architecture_of({**values, "sequence": context}),
        machine=Machine(
            **{name: given[name] for name in MACHINE_NAMES[:3]},
            link_gb_s=UNUSED_LINK,
            network_gb_s=UNUSED_LINK,
            cards_per_server=int(given["cards_per_server"]),
        ),
        load=Load(**{name: given[name] for name in Load.__dataclass_fields__}),
        serving=Serving(**{name: given[name] for name in Serving.__dataclass_fields__}),
    )
