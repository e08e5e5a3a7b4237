"""perftest: bandwidth and latency of RDMA between two hosts (``ib_write_bw``, ``ib_send_lat`` and their kin), as text.

Format: linux-rdma/perftest, src/perftest_parameters.h. ``MB/sec`` (old) and ``MiB/sec`` (new) are both MiB/s; ``Gb/sec``
are decimal gigabits. The message rate proves every row: MsgRate * 1e6 * bytes. What counts is the average at the
largest message (the peak is 0.00 in runs by duration). Client and server print the same rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.numbers import plain
from assess.evidence.rdma import DISAGREES, Rate, latency_reading, rate_reading
from assess.evidence.reading import Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "perftest", "perftest"
BANDWIDTH = re.compile(
    r"#bytes\s+#iterations\s+BW peak\[(\S+?)\]\s+BW average\[(\S+?)\](\s+MsgRate\[Mpps\])?"
)
LATENCY = re.compile(r"#bytes\s+#iterations\s+t_min\[usec\]\s+t_max\[usec\]\s+t_typical\[usec\]")
TITLE = re.compile(r"^\s*(\w+(?: \S+)*?) (BW|Latency) Test\s*$")
KNOWN = re.compile(
    r"(RDMA_Write(_imm)?|RDMA_Read|Send|Raw\w*( Ethernet)?|(?i:atomic)\S*( \w+)?)( Bidirectional)?( Post List)?$"
)
PLAIN_COLUMNS, LATENCY_COLUMNS = 2, 6
"""Bytes and iterations; every other column has its unit in brackets."""

ADDRESS = re.compile(r"^\s*(local|remote) address:\s*LID (0x[0-9a-fA-F]+|\d+)")
GID = re.compile(r"^\s*GID:\s*(\S+)")

LOOPBACK = Text(
    "收发在同一主机端口上（回环），测的不是节点间网络",
    "Both ends are one port of one host (loopback); this measures no network between nodes",
)
SETUP_UNKNOWN = Text(
    "没有测试标题与两端地址，无法确认单双向与是否两台主机",
    "Without title and addresses neither direction nor two hosts can be told",
)
UNREADABLE = Text("结果表中有一行无法读出", "A row of the table cannot be read")
NO_ROWS = Text("没有结果行：测试没有完成", "No row of results: the test did not finish")


@dataclass
class Run:
    """One side's output: title, addresses, rows."""

    line: int
    title: str = ""
    unit: str = ""
    rated: bool = False
    latency: bool = False
    columns: int = 0
    inside: bool = False
    ends: dict[str, list[str]] = field(default_factory=dict)
    rows: list[tuple[int, list[float]]] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)

    @property
    def loopback(self) -> bool:
        """Whether both ends are one port: equal LIDs, or equal GIDs where there are no LIDs."""
        local, remote = self.ends.get("local", []), self.ends.get("remote", [])
        return any(local) and local == remote


def recognise(source: Source) -> Match:
    """Told by the heading of its table."""
    if BANDWIDTH.search(source.head) or LATENCY.search(source.head):
        return Match(1.0, "heading #bytes #iterations BW peak / t_min")
    return Match(0.0, "no heading '#bytes #iterations BW peak[...]' or 't_min[usec]'")


def read(source: Source) -> Extract:
    """The average at the largest message of every run; what client and server both print counts once."""
    readings: dict[tuple[object, ...], Reading] = {}
    findings: dict[tuple[object, ...], Finding] = {}
    for run in _runs(source):
        found, said = _judged(run)
        for reading in found:
            readings.setdefault((reading.quantity, reading.value, str(reading.conditions)), reading)
        for finding in said:
            findings.setdefault((finding.rule, finding.found), finding)
    if not readings and not findings:
        findings["no_rows", ""] = Finding("no_rows", "error", NO_ROWS)
    return Extract(KIND, TOOL, "", tuple(readings.values()), tuple(findings.values()))


def _runs(source: Source) -> Iterator[Run]:
    run = Run(1)
    for number, line in source.lines():
        titled = TITLE.match(line)
        if titled and run.inside:
            yield run
            run = Run(number)
        if titled:
            run.title, run.latency = titled[1], titled[2] == "Latency"
        _take(run, number, line)
    yield run


def _take(run: Run, number: int, line: str) -> None:
    if heading := BANDWIDTH.search(line):
        run.inside, run.unit, run.rated = True, heading[2], bool(heading[3])
        run.columns = PLAIN_COLUMNS + line.count("[")
    elif LATENCY.search(line):
        run.inside, run.latency = True, True
        run.columns = PLAIN_COLUMNS + line.count("[")
    elif run.inside and not line.startswith("#"):
        _take_row(run, number, line)
    elif address := ADDRESS.match(line):
        run.ends.setdefault(address[1], []).append(address[2] if address[2].strip("0x") else "")
    elif (gid := GID.match(line)) and run.ends:
        run.ends[list(run.ends)[-1]].append(gid[1])


def _take_row(run: Run, number: int, line: str) -> None:
    cells = [plain(cell) for cell in line.split()]
    known = [cell for cell in cells if cell is not None]
    if len(known) == len(cells) == run.columns:
        run.rows.append((number, known))
    elif len(known) >= run.columns - 1:
        run.unreadable.append(number)


def _judged(run: Run) -> tuple[list[Reading], list[Finding]]:
    findings = [
        Finding("unreadable_row", "warning", UNREADABLE, Where(line)) for line in run.unreadable
    ]
    if not run.rows:
        ended = (
            [Finding("no_rows", "error", NO_ROWS, Where(run.line))]
            if run.inside or run.title
            else []
        )
        return [], findings + ended
    if run.loopback:
        return [], [*findings, Finding("loopback", "error", LOOPBACK, Where(run.line))]
    if not KNOWN.match(run.title) or not run.ends.get("remote"):
        findings.append(Finding("setup_unknown", "warning", SETUP_UNKNOWN, Where(run.line)))
    if run.latency:
        return _latency(run), findings
    rates = [_rate(run, number, cells) for number, cells in run.rows]
    findings += [_disagreement(rate) for rate in rates if rate.unit is None]
    sound = [rate for rate in rates if rate.unit is not None]
    best = max(sound, key=lambda rate: rate.size, default=None)
    return ([] if best is None else [rate_reading(best)]), findings


def _rate(run: Run, number: int, cells: list[float]) -> Rate:
    units: tuple[str, ...] = ("MiB/s",) if run.unit in {"MB/sec", "MiB/sec"} else ("Gb/s",)
    messages = cells[4] if run.rated else None
    if 0.0 < cells[2] < cells[3]:  # an average above the peak, which is 0.00 in runs by duration
        units = ()
    return Rate(Where(number), int(cells[0]), cells[3], messages, units, run.title)


def _disagreement(rate: Rate) -> Finding:
    found = f"{rate.average:g}, {rate.messages} Mpps * {rate.size} B"
    return Finding("bandwidth_disagrees", "error", DISAGREES, rate.where, found)


def _latency(run: Run) -> list[Reading]:
    """The typical time of the smallest message; one way is half of what there and back takes, but for read and atomic."""
    rows = [row for row in run.rows if len(row[1]) >= LATENCY_COLUMNS]  # others are of a bandwidth
    if not rows:
        return []
    number, cells = min(rows, key=lambda row: row[1][0])
    return [latency_reading(run.title, Where(number), cells)]


READER = Reader(
    KIND,
    Text("perftest RDMA 带宽与时延（文本）", "perftest RDMA bandwidth and latency (text)"),
    (TOOL,),
    recognise,
    read,
)
