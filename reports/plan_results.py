"""What is told of a kept plan: the results that plans are compared by, and every input with where it came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assess.capacity.plan_fields import CATALOGUE, FIELDS, PlanField
from indicators.records import Text

GIVEN = Text("自行给出", "given")
RECOMPUTED = 6 / 8
"""MFU over HFU where all is recomputed (reading A6)."""


@dataclass(frozen=True)
class Taken:
    """A field of a kept plan: the value that counted, what was typed for it, or where else it came from."""

    field: PlanField
    value: float
    typed: str
    source: Text


def assumptions(order: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[Taken, ...]:
    """Every field of a kept plan that has a value, in the page's order."""
    found = []
    for field in FIELDS:
        value = result["values"].get(field.name)
        typed = order["typed"].get(field.name)
        if value is not None:
            unit = "" if not typed or typed["unit"] == field.unit else typed["unit"]
            words = f"{typed['value']} {unit}".strip() if typed else ""
            source = field.source if field.name not in order or not order.get("card") else CATALOGUE
            found.append(Taken(field, value, words, GIVEN if typed else source))
    return tuple(found)


@dataclass(frozen=True)
class Line:
    """A result that plans are compared by: how either mode tells it; None where it does not."""

    code: str
    name: Text
    unit: str
    report: Callable[[Mapping[str, Any]], Any]
    engineering: Callable[[Mapping[str, Any]], Any]
    remark: Text | None = None


def _none(_result: Mapping[str, Any]) -> None:
    return None


def _installed(result: Mapping[str, Any]) -> float:
    return float(result["cards"] * result["values"]["peak_tflops"] / 1000.0)


def _demand(result: Mapping[str, Any]) -> float:
    storage = result["storage"]
    needs = (storage["write_gb_s"], storage["restore_gb_s"], storage["loading_mb_s"] / 1000.0)
    return float(max(needs))


def _owned(result: Mapping[str, Any], name: str) -> float | None:
    """A figure of the cost of owning, if nothing of it is missing."""
    owned = result.get("owned")
    return float(owned[name]) if owned and owned["complete"] else None


ONLY_KNOWN = Text("只有全部价格已知时", "only where every price is known")
LINES = (
    Line("days", Text("天数", "Days"), "d", lambda row: row["inputs"]["days"], lambda row: row["time"]["wall_days"],
         Text("报告模式为不计故障的训练时长（A12、A22），工程模式为日历天数", "without failures by the report (A12, A22), by the calendar in engineering mode")),
    Line("cards", Text("装机卡数", "Cards installed"), "card", lambda row: row["installed_cards"], lambda row: row["cards"]),
    Line("servers", Text("服务器数", "Servers"), "count", lambda row: row["servers"], lambda row: row["servers"]),
    Line("spares", Text("备机", "Spare servers"), "count", _none, lambda row: row["time"]["spares"]),
    Line("compute", Text("装机算力（稠密 16 位峰值）", "Compute installed (dense 16-bit peak)"), "PFLOPS", lambda row: row["compute_pflops"], _installed),
    Line("flops", Text("总计算量", "Operations in all"), "FLOP", lambda row: row["total_flops"], lambda row: row["total_flops"],
         Text("报告模式含重计算（8ND），工程模式不含", "with recomputation by the report (8ND), without in engineering mode")),
    Line("mfu", Text("模型算力利用率 MFU", "Model utilisation (MFU)"), "ratio", lambda row: row["inputs"]["utilisation"] * RECOMPUTED, lambda row: row["mfu"],
         Text("报告模式由 HFU 乘 6/8 换算（A6）", "from the report's HFU times 6/8 (A6)")),
    Line("effective", Text("有效训练时长占比", "Share of effective time"), "ratio", _none, lambda row: row["time"]["effective_share"]),
    Line("bandwidth", Text("存储带宽", "Storage bandwidth"), "GB/s", lambda row: row["storage_bandwidth_gb_s"], _demand,
         Text("报告模式为每 PFLOPS 2 GB/s 的规则，工程模式为本次训练所需", "the report's rule of 2 GB/s per PFLOPS; what this training asks for in engineering mode")),
    Line("storage", Text("全场存储", "Storage of the whole site"), "PB", lambda row: row["storage_total_pb"], _none),
    Line("kept", Text("须提供的存储", "Storage to provide"), "PB", lambda row: row["storage_table"]["total_pb"], lambda row: row["volumes"]["total_pb"] if row.get("volumes") else None,
         Text("报告模式按模型计（附录表 1），工程模式含其他模型", "by models in report mode (appendix, table 1); other models included in engineering mode")),
    Line("checkpoint", Text("一个检查点", "A checkpoint"), "TB", _none, lambda row: row["storage"]["checkpoint_tb"]),
    Line("ports", Text("参数面端口", "Ports of the parameter plane"), "count", lambda row: row["networks"][0]["ports"], lambda row: row["fabric"]["ports"]),
    Line("switches", Text("参数面交换机", "Switches of the parameter plane"), "count", _none, lambda row: row["fabric"]["switches"]),
    Line("all_switches", Text("四个平面的交换机", "Switches of all planes"), "count", _none, lambda row: row["planes_total"]["switches"] if row.get("planes_total") else None),
    Line("power", Text("全场功率", "Power of the site"), "MW", _none, lambda row: row["power"]["site_mw"]),
    Line("energy", Text("用电量", "Energy"), "MWh", _none, lambda row: row["energy_mwh"]),
    Line("cost", Text("租用费用", "Cost on rented cards"), "price", _none, lambda row: row["cost"]),
    Line("owned", Text("自有集群上一次训练的费用", "Cost of the training on a cluster of one's own"), "price", _none, lambda row: _owned(row, "per_run"), ONLY_KNOWN),
    Line("purchase", Text("购置", "Purchase"), "price", _none, lambda row: _owned(row, "purchase"), ONLY_KNOWN),
    Line("days_p10", Text("天数 P10", "Days, P10"), "d", _none, lambda row: row["chances"]["days"][0]),
    Line("days_p90", Text("天数 P90", "Days, P90"), "d", _none, lambda row: row["chances"]["days"][2]),
)  # fmt: skip
