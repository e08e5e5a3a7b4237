"""What a plan needs of a cluster, held against what a cluster has; and what a plan says of the report's own formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from indicators.records import Text

Result = Mapping[str, Any]
Kind = Literal["machines", "storage", "network", "measured"]
FLOPS_PER_PARAMETER_AND_TOKEN = 8
SECONDS_PER_DAY, BITS, PETA = 86400.0, 8.0, 1e15
NODE_DAY_HOURS, RATE_DAYS = 24.0, 1000.0
KINDS: Mapping[Kind, Text] = {
    "machines": Text("算力与加速卡", "Compute and cards"),
    "storage": Text("存储", "Storage"),
    "network": Text("网络", "Network"),
    "measured": Text("运行指标", "Measured figures"),
}


KEPT = Text(
    "原始数据、训练数据、检查点与归档，含元数据与水位",
    "raw and training data, checkpoints and archive, with metadata and fill level",
)


@dataclass(frozen=True)
class Demand:
    """Something a plan needs: how much, in which unit, by which rule; ``less``: less of it is better."""

    code: str
    kind: Kind
    name: Text
    unit: str
    needs: float
    rule: Text
    less: bool = False


@dataclass(frozen=True)
class Held:
    """A demand beside what the cluster has; None where that is not known."""

    demand: Demand
    has: float | None

    @property
    def gap(self) -> float | None:
        """What is lacking, in the demand's unit: above 0 means too little (or, where less is better, too much)."""
        if self.has is None:
            return None
        return self.has - self.demand.needs if self.demand.less else self.demand.needs - self.has

    @property
    def covered(self) -> float | None:
        """Share of the need that is there; above 1 there is more than needed. None where it cannot be told."""
        if self.has is None or not self.demand.needs or not self.has:
            return None
        share = self.has / self.demand.needs
        return 1.0 / share if self.demand.less else share

    @property
    def met(self) -> bool | None:
        """Whether the need is met, rounding aside; None where nobody knows."""
        return None if self.gap is None else self.gap <= abs(self.demand.needs) * 1e-9


@dataclass(frozen=True)
class PlanInputs:
    """A plan in the words of the report's formula C = 8 N D / (T u): what P06 is held against.

    params N (the active ones), tokens D, days T of computing, utilisation u: the HFU at which the formula gives just the
    compute that the plan installs.
    """

    params: float
    tokens: float
    days: float
    utilisation: float


def plan_inputs(mode: str, result: Result) -> PlanInputs:
    """The plan as the report's formula takes it.

    u = 8 N D / (T P) with P the installed dense 16-bit peak in FLOP/s. For a plan by the report's own readings that is
    its HFU again; for an engineering plan it is MFU * 8 N D / C, about MFU * 8/6.

    Source: report, appendix (一); readings A6 (HFU), A9 (active parameters), A22 (days of computing).
    """
    if mode == "report":
        inputs, peak = result["inputs"], result["compute_pflops"]
        params, tokens, days = inputs["params"], inputs["tokens"], inputs["days"]
    else:
        peak = result["cards"] * result["values"]["peak_tflops"] / 1000.0
        params, tokens = result["active_params"], result["tokens"]
        days = result["time"]["compute_days"]
    operations = FLOPS_PER_PARAMETER_AND_TOKEN * params * tokens
    used = operations / (days * SECONDS_PER_DAY * peak * PETA)
    return PlanInputs(float(params), float(tokens), float(days), float(used))


def held_against(mode: str, result: Result, inputs: Mapping[str, float]) -> tuple[Held, ...]:
    """Every demand of a plan beside what a cluster has, from raw inputs of a submission by their codes.

    Args:
        mode: of the plan. result: as the plan's ``as_dict`` makes it.
        inputs: known inputs in canonical units: ``nodes``, ``cards_per_node``, ``card_peak`` (TFLOPS), ``storage_bandwidth``
            (GB/s), ``storage_capacity`` (PB), ``node_nics``, ``nic_rate`` (Gb/s), ``node_bandwidth`` (GB/s), ``hfu``, ``mfu``
            (%), ``mtbf`` (h), ``mean_time_to_recover`` (min), ``pue``; others are not looked at.
    """
    demands = _of_report(result) if mode == "report" else _of_engineering(result)
    has = has_of(inputs)
    return tuple(Held(item, has.get(item.code)) for item in demands)


def has_of(inputs: Mapping[str, float]) -> dict[str, float]:
    """What a cluster has, by the codes of demands; what follows from an unknown input is left out."""
    found = {
        "compute": _product(inputs, 1e-3, "nodes", "cards_per_node", "card_peak"),
        "cards": _product(inputs, 1.0, "nodes", "cards_per_node"),
        "servers": inputs.get("nodes"),
        "bandwidth": inputs.get("storage_bandwidth"),
        "capacity": inputs.get("storage_capacity"),
        "ports": inputs.get("node_nics"),
        "line_rate": _product(inputs, 1.0 / BITS, "node_nics", "nic_rate"),
        "node_bandwidth": inputs.get("node_bandwidth"),
        "hfu": _product(inputs, 0.01, "hfu"),
        "mfu": _product(inputs, 0.01, "mfu"),
        "restart": _product(inputs, 60.0, "mean_time_to_recover"),
        "pue": inputs.get("pue"),
        "failures": _failures(inputs),
    }
    return {code: value for code, value in found.items() if value is not None}


def _product(inputs: Mapping[str, float], factor: float, *codes: str) -> float | None:
    product = factor
    for code in codes:
        if code not in inputs:
            return None
        product *= inputs[code]
    return product


def _failures(inputs: Mapping[str, float]) -> float | None:
    """Failures per 1,000 node-days: 24 * 1000 / (nodes * MTBF)."""
    node_hours = _product(inputs, 1.0, "nodes", "mtbf")
    return NODE_DAY_HOURS * RATE_DAYS / node_hours if node_hours else None


def _of_report(result: Result) -> tuple[Demand, ...]:
    inputs = result["inputs"]
    wire = inputs["cards_per_server"] * inputs["port_gbit_s"] / BITS
    rule = Text("报告附录", "the report's appendix")
    return (
        _compute(result["compute_pflops"], rule),
        _cards(result["cards"], rule),
        _servers(result["servers"], rule),
        _bandwidth(result["storage_bandwidth_gb_s"], Text("每 PFLOPS 2 GB/s", "2 GB/s per PFLOPS")),
        _capacity(result["storage_total_pb"], Text("算力规模除以 40", "compute over 40")),
        *_network(inputs["cards_per_server"], wire),
        Demand("hfu", "measured", Text("硬件算力利用率 HFU", "Hardware utilisation (HFU)"), "ratio", inputs["utilisation"], Text("规划所取的利用率（A6）", "the plan's utilisation (A6)")),
    )  # fmt: skip


def _of_engineering(result: Result) -> tuple[Demand, ...]:
    values, storage = result["values"], result["storage"]
    per_server = values["cards_per_server"]
    rule = Text("工程模式", "engineering mode")
    wire = per_server * values["port_gbit_s"] / BITS
    speed = max(storage["write_gb_s"], storage["restore_gb_s"], storage["loading_mb_s"] / 1000.0)
    kept = result.get("volumes")
    stored = kept["total_pb"] if kept else (storage["data_tb"] + storage["checkpoint_tb"]) / 1000.0
    assumed = Text("规划的假定", "what the plan assumes")
    return (
        _compute(result["cards"] * values["peak_tflops"] / 1000.0, rule),
        _cards(result["cards"], rule),
        _servers(result["servers"] + result["time"]["spares"], Text("含备机", "spares included")),
        _bandwidth(speed, Text("写检查点、恢复与读数据中的最大者", "the largest of writing checkpoints, restoring and reading data")),
        _capacity(stored, KEPT if kept else Text("至少：训练数据与一个检查点", "at least the training data and one checkpoint")),
        *_network(per_server, wire),
        Demand("mfu", "measured", Text("模型算力利用率 MFU", "Model utilisation (MFU)"), "ratio", result["mfu"], Text("无故障时", "while nothing fails")),
        Demand("failures", "measured", Text("故障率（每千节点日）", "Failures per 1,000 node-days"), "count", values["failure_rate"], assumed, less=True),
        Demand("restart", "measured", Text("恢复用时", "Restart time"), "s", values["restart_s"], assumed, less=True),
        Demand("pue", "measured", Text("PUE", "PUE"), "ratio", values["pue"], assumed, less=True),
    )  # fmt: skip


def _compute(pflops: float, rule: Text) -> Demand:
    name = Text("标称算力（稠密 16 位）", "Nominal compute (dense 16-bit)")
    return Demand("compute", "machines", name, "PFLOPS", pflops, rule)


def _cards(cards: float, rule: Text) -> Demand:
    return Demand("cards", "machines", Text("加速卡", "Cards"), "card", cards, rule)


def _servers(servers: float, rule: Text) -> Demand:
    return Demand("servers", "machines", Text("服务器", "Servers"), "count", servers, rule)


def _bandwidth(gb_s: float, rule: Text) -> Demand:
    return Demand("bandwidth", "storage", Text("存储带宽", "Storage bandwidth"), "GB/s", gb_s, rule)


def _capacity(pb: float, rule: Text) -> Demand:
    return Demand("capacity", "storage", Text("存储容量", "Storage capacity"), "PB", pb, rule)


def _network(ports: float, wire_gb_s: float) -> tuple[Demand, ...]:
    each = Text("每卡一个端口", "one port for each card")
    rate = Text("端口线速之和，单向", "line rate of all ports, one direction")
    measured = Text("实测值与线速相比", "what was measured, against the line rate")
    return (
        Demand("ports", "network", Text("每台服务器的参数面端口", "Parameter-plane ports per server"), "count", ports, each),
        Demand("line_rate", "network", Text("每台服务器的参数面线速", "Line rate of a server's parameter plane"), "GB/s", wire_gb_s, rate),
        Demand("node_bandwidth", "network", Text("节点间带宽（实测）", "Bandwidth between nodes (measured)"), "GB/s", wire_gb_s, measured),
    )  # fmt: skip
