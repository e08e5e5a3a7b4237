"""What a Prometheus export gives, whatever its form: series by metric into readings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from assess.evidence import card_metrics, host_metrics, uptime_metrics
from assess.evidence.card_metrics import Cards
from assess.evidence.host_metrics import Hosts
from assess.evidence.reading import Condition, Extract, Finding, Reading
from assess.evidence.remarks import Remarks
from assess.evidence.samples import Samples, sound
from assess.evidence.uptime_metrics import Uptime
from indicators.records import Text

WANTED = uptime_metrics.NAMES | card_metrics.NAMES | host_metrics.NAMES
UNNAMED = Text(
    "序列没有指标名（计算过的查询）：说不出算的是什么，未采用",
    "Series without a metric's name (a computed query): what was computed is not told; not used",
)
OTHERS = Text("其他指标的序列未用", "Series of other metrics are not used")
NOTHING = Text("没有可用的指标", "No metric that is of use")


@dataclass
class Export:
    """Series on their way into readings."""

    remarks: Remarks = field(default_factory=Remarks)
    uptime: Uptime = field(default_factory=Uptime)
    cards: Cards = field(default_factory=Cards)
    hosts: Hosts = field(default_factory=Hosts)
    others: Counter[str] = field(default_factory=Counter)

    def add(self, series: Samples) -> None:
        """Take in one series."""
        name = series.metric
        if name not in WANTED:
            self.others[name] += 1
            return
        found = sound(series, self.remarks)
        if len(found.values):
            for names, taker in (
                (uptime_metrics.NAMES, self.uptime.add),
                (card_metrics.NAMES, self.cards.add),
                (host_metrics.NAMES, self.hosts.add),
            ):
                if name in names:
                    taker(found, self.remarks)

    def extract(self, kind: str, tool: str) -> Extract:
        """Readings and findings of all series."""
        results = [*self.uptime.results(), *self.cards.results(), *self.hosts.results()]
        readings = tuple(item for item in results if isinstance(item, Reading))
        findings = [*self.remarks, *self._left_out()]
        findings += [item for item in results if isinstance(item, Finding)]
        if not readings and not any(item.severity == "error" for item in findings):
            findings.append(Finding("no_known_metric", "error", NOTHING))
        return Extract(kind, tool, "", readings, tuple(findings), self._facts())

    def _left_out(self) -> Iterable[Finding]:
        if unnamed := self.others.pop("", 0):
            yield Finding("unnamed_series", "warning", UNNAMED, found=str(unnamed))
        if self.others:
            names = ", ".join(sorted(self.others)[:5])
            yield Finding("other_metrics", "note", OTHERS, found=f"{self.others.total()}: {names}")

    def _facts(self) -> dict[str, Condition]:
        found: dict[str, Condition] = {}
        if self.cards.known:
            found["cards"] = len(self.cards.known)
        if self.cards.models:
            found["card"] = "/".join(sorted(self.cards.models))
        if self.cards.hosts:
            found["hosts"] = len(self.cards.hosts)
        return found
