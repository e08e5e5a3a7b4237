"""What is reconciled: one figure of an indicator each; P09 has two."""

from dataclasses import dataclass
from typing import Literal

from indicators.records import Text


@dataclass(frozen=True)
class Slot:
    """A figure that files can prove. tolerance: how far candidates may lie apart, as a share, or in points if ``points``."""

    code: str
    indicator: str
    name: Text
    unit: str
    better: Literal["higher", "lower"]
    tolerance: float = 0.1
    points: bool = False


def _slot(code: str, zh: str, en: str, unit: str, better: Literal["higher", "lower"]) -> Slot:
    return Slot(code, code[:3], Text(zh, en), unit, better)


SLOTS = {
    item.code: item
    for item in (
        Slot("P01", "P01", Text("可用度", "Availability"), "%", "higher", 1.0, points=True),
        _slot("P02", "平均无故障时间", "Mean time to failure", "h", "higher"),
        _slot("P03", "平均无故障运行时间", "Mean time between failures", "h", "higher"),
        _slot("P04", "日均故障率", "Mean daily failure rate", "%/day", "lower"),
        _slot("P05", "PUE", "PUE", "1", "lower"),
        _slot("P06", "标称算力", "Nominal compute", "PFLOPS", "higher"),
        _slot("P07", "硬件算力利用率 HFU", "Hardware FLOPs utilization", "%", "higher"),
        _slot("P08", "存储容量", "Storage capacity", "PB", "higher"),
        _slot("P09a", "存储带宽", "Storage bandwidth", "GB/s", "higher"),
        _slot("P09b", "存储 IOPS", "Storage IOPS", "IOPS", "higher"),
        _slot("P10", "片间互联带宽", "Bandwidth between cards", "GB/s", "higher"),
        _slot("P11", "节点间互联带宽", "Bandwidth between nodes", "GB/s", "higher"),
        _slot("P12", "网络吞吐率", "Share of line rate achieved", "%", "higher"),
        _slot("P13", "模型算力利用率 MFU", "Model FLOPs utilization", "%", "higher"),
        _slot("P14", "训练平均吞吐", "Training throughput", "samples/s", "higher"),
        _slot("P15", "模型压缩比", "Compression ratio", "1", "lower"),
        _slot("P16", "压缩精度损失", "Accuracy loss from compression", "percentage point", "lower"),
        _slot("P17", "推理时延 p99", "Inference latency, p99", "s", "lower"),
        _slot("P18", "推理吞吐 QPS", "Inference throughput (QPS)", "1/s", "higher"),
        _slot("P19", "平均故障定位时间", "Mean time to locate", "min", "lower"),
        _slot("P20", "平均故障恢复时间", "Mean time to recovery", "min", "lower"),
    )
}
"""Tolerance: 10 %, twice the half-width of E3 (docs/method.md, section 8); availability 1 point, as rule CK3."""

INDICATORS = tuple(dict.fromkeys(item.indicator for item in SLOTS.values()))
