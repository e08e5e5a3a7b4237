"""Basics of node_exporter: boots, the rate of InfiniBand and RoCE ports, and how fast they sent.

Source: node_exporter, collectors ``stat``, ``time`` and ``infiniband``. Rates are bytes per second.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from assess.evidence.reading import Condition, Finding, Reading, Where
from assess.evidence.remarks import Remarks
from assess.evidence.samples import Samples
from indicators.records import Text

BOOT, RATE = "node_boot_time_seconds", "node_infiniband_rate_bytes_per_second"
SENT = "node_infiniband_port_data_transmitted_bytes_total"
NAMES = frozenset({BOOT, RATE, SENT})
ADJUSTED = 300.0
"""Seconds by which a corrected clock may move the time of boot."""

BOOTED = Text(
    "统计期内节点重新启动；计划内还是故障，文件说不出",
    "Nodes booted again in the window; whether planned or failed the file cannot say",
)
RATES_DIFFER = Text("端口速率不一，取最低者", "Ports differ in rate; the lowest is told")


@dataclass
class Hosts:
    """What the hosts' metrics tell: boots, rates of ports, the fastest sending of a port."""

    boots: int = 0
    rates: dict[str, float] = field(default_factory=dict)
    fastest: float = 0.0
    fastest_port: str = ""
    sending: int = 0

    def add(self, series: Samples, _remarks: Remarks) -> None:
        """Take in a series of one of the metrics."""
        port = "/".join(series.labels.get(name, "") for name in ("instance", "device", "port"))
        if series.metric == BOOT:
            self.boots += int((np.abs(np.diff(series.values)) > ADJUSTED).sum())
        elif series.metric == RATE:
            self.rates[port] = float(series.values.min())
        elif len(series.times) > 1:
            self.sending += 1
            steps = np.diff(series.values)
            rates = np.where(steps >= 0.0, steps, 0.0) / np.diff(series.times)
            if float(rates.max()) > self.fastest:
                self.fastest, self.fastest_port = float(rates.max()), port

    def results(self) -> Iterator[Reading | Finding]:
        """Readings, and what must be said of them."""
        if self.boots:
            yield Finding("reboots", "note", BOOTED, Where(key=BOOT), str(self.boots))
        if self.rates:
            yield from self._rates()
        if self.fastest:
            told: dict[str, Condition] = {
                "port": self.fastest_port,
                "ports": self.sending,
                "statistic": "maximum",
            }
            yield Reading(
                "network_rate", self.fastest / 1e9, f"{self.fastest:.6g}", "B/s", Where(key=SENT), told,
                "fastest step of any port, one way",
            )  # fmt: skip

    def _rates(self) -> Iterator[Reading | Finding]:
        least, most = min(self.rates.values()), max(self.rates.values())
        if most > least:
            yield Finding(
                "rates_differ",
                "warning",
                RATES_DIFFER,
                Where(key=RATE),
                f"{least:g} .. {most:g} B/s",
            )
        told: dict[str, Condition] = {"ports": len(self.rates), "per": "port"}
        yield Reading("line_rate", least / 1e9, f"{least:g}", "B/s", Where(key=RATE), told)
