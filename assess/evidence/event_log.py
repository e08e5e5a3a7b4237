"""A log of outages as readers gather it, and the extract with all that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assess.evidence.derive.operations import Observed, operations
from assess.evidence.derive.said import FROM_EVENTS
from assess.evidence.outages import Outage, Window
from assess.evidence.reading import Condition, Extract, Finding, Severity, Where
from assess.evidence.stamps import Stamp
from indicators.records import Text

NO_ZONE = Text(
    "时间没有时区，夏令时的一小时无法分辨",
    "Times without a zone: the hour of a clock change cannot be told",
)
MIXED_ZONES = Text(
    "有的时间带时区、有的不带，无法对齐",
    "Some times have a zone and some have none; they cannot be aligned",
)
NO_EVENTS = Text("没有可用的事件", "No event that can be used")
MOST = 2_000_000
TOO_MANY = Text("中断事件过多，请按时间分成几个文件", "Too many outages; split the file by time")


@dataclass
class Log:
    """Outages, findings (each rule and line once), the window where the file tells it, nodes, and whether times had zones."""

    outages: list[Outage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    window: Window | None = None
    nodes: int | None = None
    whole: bool = False
    zones: set[bool] = field(default_factory=set)
    facts: Mapping[str, Condition] = field(default_factory=dict)

    def say(
        self, rule: str, severity: Severity, message: Text, where: Where, found: str = ""
    ) -> None:
        """Remember a finding; of one rule the first place and how often."""
        for place, known in enumerate(self.findings):
            if known.rule == rule:
                count = int(known.expected.removeprefix("x") or 1) + 1
                self.findings[place] = Finding(
                    rule, known.severity, known.message, known.where, known.found, f"x{count}"
                )
                return
        self.findings.append(Finding(rule, severity, message, where, found))

    def seen(self, *stamps: Stamp | None) -> None:
        """Remember whether times have zones."""
        self.zones |= {item.zoned for item in stamps if item is not None}


def log_extract(kind: str, tool: str, log: Log, version: str = "") -> Extract:
    """Everything that a log gives over its own window."""
    findings = [*log.findings, *_zone_findings(log)]
    unusable = len(log.zones) > 1 or len(log.outages) > MOST
    if len(log.outages) > MOST:
        findings.append(Finding("too_many_outages", "error", TOO_MANY, found=str(len(log.outages))))
    window = log.window or _around(log.outages)
    if window is None or unusable:
        if not any(item.severity == "error" for item in findings):
            findings.append(Finding("no_events", "error", NO_EVENTS))
        return Extract(kind, tool, version, findings=tuple(findings), facts=log.facts)
    if log.window is None:
        findings.append(Finding("window_from_events", "warning", FROM_EVENTS))
    derived = operations(Observed(tuple(log.outages), window, log.whole, log.nodes))
    return Extract(
        kind, tool, version, tuple(derived.readings), (*findings, *derived.findings),
        log.facts, tuple(log.outages), log.window, log.whole,
    )  # fmt: skip


def _around(outages: list[Outage]) -> Window | None:
    times = [time for item in outages for time in (item.start, item.end) if time is not None]
    return Window.around(times) if times else None


def _zone_findings(log: Log) -> list[Finding]:
    if len(log.zones) > 1:
        return [Finding("mixed_zones", "error", MIXED_ZONES)]
    return [Finding("no_zone", "warning", NO_ZONE)] if log.zones == {False} else []
