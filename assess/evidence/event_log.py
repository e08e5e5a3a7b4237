"""A log of outages as readers gather it, and the extract with all that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assess.evidence.derive.operations import Observed, operations
from assess.evidence.derive.said import FROM_EVENTS
from assess.evidence.outages import Outage, Window
from assess.evidence.reading import Condition, Extract, Finding, Severity, Where
from assess.evidence.remarks import Remarks
from assess.evidence.stamps import Stamp
from indicators.records import Text

NO_ZONE = Text(
    "时间没有时区，夏令时的一小时无法分辨",
    "Times without a zone: the hour of a clock change cannot be told",
)
MIXED_ZONES = Text(
    "有的时间带时区、有的不带，无法对齐：少数的一类未采用",
    "Some times have a zone and some have none; they cannot be aligned: the fewer ones are not used",
)
NO_EVENTS = Text("没有可用的事件", "No event that can be used")
MOST = 2_000_000
TOO_MANY = Text("中断事件过多，请按时间分成几个文件", "Too many outages; split the file by time")


@dataclass
class Log:
    """Outages with whether their times have zones, what is said of them, the window where the file tells it, nodes."""

    outages: list[Outage] = field(default_factory=list)
    zoned: list[bool] = field(default_factory=list)
    remarks: Remarks = field(default_factory=Remarks)
    window: Window | None = None
    nodes: int | None = None
    whole: bool = False
    facts: Mapping[str, Condition] = field(default_factory=dict)

    def say(
        self, rule: str, severity: Severity, message: Text, where: Where, found: str = ""
    ) -> None:
        """Remember a finding; of one rule the first place and how often."""
        self.remarks.say(Finding(rule, severity, message, where, found))

    def take(self, outage: Outage, *stamps: Stamp | None) -> None:
        """Take in an outage and the times that it was read from."""
        kinds = {item.zoned for item in stamps if item is not None}
        self.outages.append(outage)
        self.zoned.append(True in kinds)
        if len(kinds) > 1:
            self.say("mixed_zones", "warning", MIXED_ZONES, Where(outage.line or None))

    def aligned(self) -> list[Outage]:
        """The outages of one clock: those with zones or those without, whichever are more."""
        zones = 2 * sum(self.zoned) >= len(self.zoned)
        pairs = list(zip(self.outages, self.zoned, strict=True))
        kept = [outage for outage, zoned in pairs if zoned is zones]
        lost = [outage for outage, zoned in pairs if zoned is not zones]
        for outage in lost:
            self.say("mixed_zones", "error", MIXED_ZONES, Where(outage.line or None))
        if kept and not zones:
            self.say("no_zone", "warning", NO_ZONE, Where())
        return kept


def log_extract(kind: str, tool: str, log: Log, version: str = "") -> Extract:
    """Everything that a log gives over its own window."""
    outages = log.aligned()
    if len(outages) > MOST:
        log.say("too_many_outages", "error", TOO_MANY, Where(), str(len(outages)))
    window = log.window or _around(outages)
    if window is None or len(outages) > MOST:
        if not any(item.severity == "error" for item in log.remarks):
            log.say("no_events", "error", NO_EVENTS, Where())
        return Extract(kind, tool, version, findings=tuple(log.remarks), facts=log.facts)
    if log.window is None:
        log.say("window_from_events", "warning", FROM_EVENTS, Where())
    derived = operations(Observed(tuple(outages), window, log.whole, log.nodes))
    return Extract(
        kind, tool, version, tuple(derived.readings), (*log.remarks, *derived.findings),
        log.facts, tuple(outages), log.window, log.whole,
    )  # fmt: skip


def _around(outages: list[Outage]) -> Window | None:
    times = [time for item in outages for time in (item.start, item.end) if time is not None]
    return Window.around(times) if times else None
