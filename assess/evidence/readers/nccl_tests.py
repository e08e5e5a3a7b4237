"""nccl-tests: collective bandwidth of NVIDIA's (and compatible) cards, as the text table of ``*_perf``.

Format: NVIDIA/nccl-tests, src/util.cu and doc/PERFORMANCE.md (a0b82b2). Columns: size count type [redop] [root], then
time algbw busbw #wrong twice, out-of-place and in-place. GB/s are decimal. What counts is the largest bus bandwidth
over messages of at least 128 MiB; it is computed again from the algorithm bandwidth and must agree.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "nccl_tests", "nccl-tests"
LARGE_MESSAGE = 128 * 1024 * 1024
ROUNDING = 1.2
HALF_DIGIT = 0.005
"""Printed bandwidths have two decimals."""

ELEMENT_BYTES = {
    **dict.fromkeys(("int8", "uint8", "char", "fp8e4m3", "fp8e5m2", "f8e4m3", "f8e5m2"), 1),
    **dict.fromkeys(("half", "bfloat16", "float16"), 2),
    **dict.fromkeys(("float", "int32", "uint32", "int"), 4),
    **dict.fromkeys(("double", "int64", "uint64"), 8),
}
"""Bytes of an element: a message is a whole number of counts of them."""

MOST_CELLS = 10
CELLS = 8
"""time algbw busbw #wrong, twice."""

HEADER = re.compile(r"^#\s+size\s+count\s+.*\balgbw\s+busbw\b", re.M)
RANK = re.compile(
    r"^#\s+Rank\s+(\d+)\s+(?:Group\s+\d+\s+)?Pid\s+\d+\s+on\s+(\S+)\s+device\s+(\d+)\s+\[(\S+?)\]\s*(.*)$"
)
VERSION = re.compile(r"nccl-tests version\s+(\S+)")
COMMAND = re.compile(
    r"Collective test starting:\s*(\w+)|\b(all_reduce|all_gather|reduce_scatter|alltoall|broadcast|reduce|sendrecv|gather|scatter)_perf\b"
)
WRONG = re.compile(r"Out of bounds values\s*:\s*(\d+)\s*(\w+)")
SOCKET = re.compile(r"NCCL_NET=Socket|NET/Socket\s*:\s*Using|Using network Socket", re.I)
ROW = re.compile(r"^\s*(\d+)\s+(\d+)\s+(\w+)\s+(.*)$")
FACTORS: Mapping[str, Callable[[int], float]] = MappingProxyType({
    "all_reduce": lambda n: 2.0 * (n - 1) / n,
    "all_gather": lambda n: (n - 1) / n,
    "reduce_scatter": lambda n: (n - 1) / n,
    "alltoall": lambda n: (n - 1) / n,
    "gather": lambda n: (n - 1) / n,
    "scatter": lambda n: (n - 1) / n,
    "broadcast": lambda n: 1.0,
    "reduce": lambda n: 1.0,
    "sendrecv": lambda n: 1.0,
})  # fmt: skip
"""Bus bandwidth over algorithm bandwidth for n ranks. Source: NVIDIA/nccl-tests, doc/PERFORMANCE.md."""

NO_RANKS = Text(
    "没有 Rank 行，无法知道卡数与主机", "No Rank lines, so cards and hosts are not known"
)
NO_FOOTER = Text(
    "没有结尾的校验行，文件可能被截断", "No closing line with the check; the file may be cut"
)
UNREADABLE = Text(
    "结果表中有一行无法读出，最大值可能缺失",
    "A row of the table cannot be read; the largest may be missing",
)
NO_TABLE = Text("没有结果表：测试没有完成", "No table of results: the test did not finish")
NO_LARGE = Text(
    "没有不小于 128 MiB 的消息，小消息测不到带宽",
    "No message of 128 MiB or more; small ones do not show the bandwidth",
)
VOID = Text("校验出错，结果作废", "The check found wrong values; the run is void")
SHARED_CARD = Text(
    "多个进程共用一块卡，测的不是互联", "Several ranks share one card; this measures no link"
)
OVER_SOCKET = Text("经由 TCP 套接字，测的不是高速网络", "Over TCP sockets, not the fast network")
DISAGREES = Text("总线带宽与算法带宽不符，未采用", "Bus and algorithm bandwidth disagree; not used")
ABOVE_WIRE = Text(
    "使用 NVLS，总线带宽可高于物理线速", "NVLS is in use: the bus bandwidth may exceed the wire"
)


@dataclass(frozen=True)
class Row:
    """One line of the table: bytes, and the better of out-of-place and in-place."""

    line: int
    size: int
    type: str
    algbw: float
    busbw: float
    placement: str
    wrong: bool
    pairs: tuple[tuple[float, float], ...]


@dataclass
class Run:
    """One run of the tool: its ranks, its table, what was said around them."""

    line: int
    collective: str = ""
    version: str = ""
    ranks: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    inside: bool = False
    wrong: bool = False
    checked: bool = False
    socket: bool = False
    nvls: bool = False

    @property
    def hosts(self) -> int:
        """Hosts that took part."""
        return len({host for host, _device, _name in self.ranks.values()})


def recognise(source: Source) -> Match:
    """Told by the heading of the table, or by the rank list of a run that failed."""
    head = source.head
    if HEADER.search(head):
        return Match(1.0, "table heading size count ... algbw busbw")
    if re.search(r"^#?\s*nThread \d+ nGpus \d+ minBytes", head, re.M) or VERSION.search(head):
        return Match(0.8, "parameters of nccl-tests, no table in the beginning")
    return Match(0.0, "no heading 'size count ... algbw busbw'")


def read(source: Source) -> Extract:
    """Readings of every run in the file, the largest bus bandwidth of each."""
    runs = list(_runs(source))
    readings: list[Reading] = []
    findings: list[Finding] = []
    for run in runs:
        found, said = _judged(run)
        readings += found
        findings += said
    if not runs:
        findings.append(Finding("no_table", "error", NO_TABLE))
    version = next((run.version for run in runs if run.version), "")
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings), _facts(runs))


def _runs(source: Source) -> Iterator[Run]:
    """Split a file into runs: each begins with its parameters or its heading."""
    run: Run | None = None
    said = Said()
    for number, line in source.lines():
        said.hear(line)
        begins = "nThread" in line and "minBytes" in line
        if run is not None and begins:
            yield run
        if begins or (run is None and HEADER.search(line)):
            run = Run(number)
        if run is not None:
            run.collective, run.version, run.socket = said.collective, said.version, said.socket
            _take(run, number, line)
    if run is not None:
        yield run


@dataclass
class Said:
    """What lines between and around the tables say of the runs that follow."""

    collective: str = ""
    version: str = ""
    socket: bool = False

    def hear(self, line: str) -> None:
        """Take in one line."""
        self.socket = self.socket or bool(SOCKET.search(line))
        if named := COMMAND.search(line):
            self.collective = (named[1] or named[2]).removesuffix("_mpi").removesuffix("_perf")
        if found := VERSION.search(line):
            self.version = found[1]


def _take(run: Run, number: int, line: str) -> None:
    if rank := RANK.match(line):
        run.ranks[int(rank[1])] = (rank[2], rank[3], rank[5].strip())
    elif (wrong := WRONG.search(line)) and line.lstrip().startswith("#"):
        run.checked = True
        run.wrong = run.wrong or wrong[2] != "OK" or wrong[1] != "0"
    elif "NVLS" in line:
        run.nvls = True
    elif HEADER.search(line):
        run.inside = True
    elif run.inside:
        _take_row(run, number, line)


def _take_row(run: Run, number: int, line: str) -> None:
    """A line of the table; one that begins like a row and cannot be read is remembered."""
    row = ROW.match(line)
    found = _row(number, row) if row and len(row[4].split()) >= CELLS else None
    if found is not None:
        run.rows.append(found)
    elif sum(plain(cell) is not None for cell in line.split()) >= CELLS // 2:
        run.unreadable.append(number)


def _row(number: int, found: "re.Match[str]") -> Row | None:
    """A row of the table; the last eight cells are time algbw busbw wrong, twice. None where one is no number."""
    cells = found[4].split()[-CELLS:]
    rates = [plain(cells[place]) for place in (1, 2, 5, 6)]
    if any(plain(cells[place]) is None for place in (0, 4)) or None in rates:
        return None
    size, element = int(found[1]), ELEMENT_BYTES.get(found[3], 0)
    part = int(found[2]) * element
    if not element or len(found[4].split()) > MOST_CELLS or (size and (not part or size % part)):
        return None
    known = [rate or 0.0 for rate in rates]
    pairs = ((known[0], known[1], "out of place"), (known[2], known[3], "in place"))
    algbw, busbw, placement = max(pairs, key=lambda item: item[1])
    wrong = any(
        cell not in {"N/A", "0", "0e+00"} and _is_count(cell) for cell in (cells[3], cells[7])
    )
    both = ((known[0], known[1]), (known[2], known[3]))
    return Row(number, size, found[3], algbw, busbw, placement, wrong, both)


def _is_count(text: str) -> bool:
    """A count of wrong values; older versions print the largest error, which may be small, in its place."""
    return text.isdigit()


def _judged(run: Run) -> tuple[list[Reading], list[Finding]]:
    """The reading of a run, or why there is none."""
    where = Where(run.line)
    if not run.rows:
        return [], [Finding("no_table", "error", NO_TABLE, where)]
    if run.wrong or any(row.wrong for row in run.rows):
        return [], [Finding("wrong_values", "error", VOID, where)]
    if run.socket:
        return [], [Finding("socket_transport", "error", OVER_SOCKET, where)]
    if len({(host, device) for host, device, _name in run.ranks.values()}) < len(run.ranks):
        return [], [Finding("shared_card", "error", SHARED_CARD, where)]
    large = [row for row in run.rows if row.size >= LARGE_MESSAGE]
    if not large:
        largest = max(row.size for row in run.rows)
        return [], [
            Finding(
                "no_large_message",
                "error",
                NO_LARGE,
                where,
                f"{largest} B",
                f">= {LARGE_MESSAGE} B",
            )
        ]
    best = max(large, key=lambda row: row.busbw)
    return _readings(run, best)


def _readings(run: Run, best: Row) -> tuple[list[Reading], list[Finding]]:
    where, ranks = Where(best.line), len(run.ranks)
    findings = [] if ranks else [Finding("no_ranks", "warning", NO_RANKS, Where(run.line))]
    if run.unreadable:
        findings.append(Finding("unreadable_row", "warning", UNREADABLE, Where(run.unreadable[0])))
    if not run.checked:
        findings.append(Finding("no_footer", "warning", NO_FOOTER, Where(run.line)))
    warned = [Finding("nvls", "warning", ABOVE_WIRE, where)] if run.nvls else []
    factor = FACTORS.get(run.collective)
    if factor and ranks > 1 and (fault := _disagreement(run, factor(ranks))):
        return [], [*findings, fault]
    conditions = _conditions(run, best)
    spread = {0: "bus_bandwidth", 1: "card_link_bus_bandwidth"}
    quantity = spread.get(run.hosts, "fabric_bus_bandwidth")
    readings = [
        Reading(
            quantity, best.busbw, f"{best.busbw}", "GB/s", where, conditions, warnings=tuple(warned)
        )
    ]
    if run.hosts > 1 and ranks % run.hosts == 0:
        readings.append(_between_hosts(run, best, conditions))
    return readings, findings


def _disagreement(run: Run, factor: float) -> Finding | None:
    """The first large row whose bus bandwidth does not follow from its algorithm bandwidth, rounding aside."""
    for row in run.rows:
        for algbw, busbw in row.pairs:
            expected = algbw * factor
            if (
                row.size >= LARGE_MESSAGE
                and abs(expected - busbw) > HALF_DIGIT * (1 + factor) * ROUNDING
            ):
                found = f"algbw {algbw}, busbw {busbw}"
                wanted = f"busbw {expected:.2f}"
                return Finding(
                    "busbw_disagrees", "error", DISAGREES, Where(row.line), found, wanted
                )
    return None


def _between_hosts(run: Run, best: Row, conditions: Mapping[str, Condition]) -> Reading:
    """Each card's own rate between hosts: busbw * (k - 1) / (n - 1) for n ranks on k hosts.

    Source: stas00/ml-engineering, network/README.md; all-reduce of AWS p5: 437.79 GB/s are 29.2 GB/s per card.
    """
    ranks, hosts = len(run.ranks), run.hosts
    rate = best.busbw * (hosts - 1) / (ranks - 1)
    how = f"{best.busbw} * ({hosts} - 1) / ({ranks} - 1)"
    return Reading(
        "fabric_card_bandwidth", rate, f"{best.busbw}", "GB/s", Where(best.line), conditions, how
    )


def _conditions(run: Run, best: Row) -> dict[str, Condition]:
    found: dict[str, Condition] = {
        "size_bytes": best.size,
        "type": best.type,
        "placement": best.placement,
    }
    if run.collective:
        found["collective"] = run.collective
    if run.ranks:
        found |= {"cards": len(run.ranks), "nodes": run.hosts, "algbw_gb_s": best.algbw}
    return found


def _facts(runs: list[Run]) -> dict[str, Condition]:
    """Hosts and card model of the largest run."""
    largest = max(runs, key=lambda run: len(run.ranks), default=None)
    if largest is None or not largest.ranks:
        return {}
    card = next(iter(largest.ranks.values()))[2]
    return {"cards": len(largest.ranks), "nodes": largest.hosts, "card": card}


READER = Reader(
    KIND,
    Text("nccl-tests 集合通信带宽（文本）", "nccl-tests collective bandwidth (text)"),
    (TOOL,),
    recognise,
    read,
)
