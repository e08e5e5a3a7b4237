"""The table of nccl-tests and what stands around it: runs with their ranks and rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.numbers import plain
from assess.evidence.reading import Where
from assess.evidence.source import Source

CELLS = 8
"""time algbw busbw #wrong, twice."""
MOST_CELLS = 10
HALF_DIGIT = 0.005
"""Bandwidths of the table have two decimals."""

ELEMENT_BYTES = {
    **dict.fromkeys(("int8", "uint8", "char", "fp8e4m3", "fp8e5m2", "f8e4m3", "f8e5m2"), 1),
    **dict.fromkeys(("half", "bfloat16", "float16"), 2),
    **dict.fromkeys(("float", "int32", "uint32", "int"), 4),
    **dict.fromkeys(("double", "int64", "uint64"), 8),
}
"""Bytes of an element: a message is a whole number of counts of them."""
HEADER = re.compile(r"^#\s+size\s+count\s+.*\balgbw\s+busbw\b", re.M)
RANK = re.compile(
    r"^#\s+Rank\s+(\d{1,18})\s+(?:Group\s+\d+\s+)?Pid\s+\d+\s+on\s+(\S+)\s+device\s+(\d{1,18})\s+\[(\S+?)\]\s*(.*)$"
)
VERSION = re.compile(r"nccl-tests version\s+(\S+)")
COMMAND = re.compile(
    r"Collective test starting:\s*(\w+)|\b(all_reduce|all_gather|reduce_scatter|alltoall|broadcast|reduce|sendrecv|gather|scatter)_perf\b"
)
WRONG = re.compile(r"Out of bounds values\s*:\s*(\d{1,18})\s*(\w+)")
SOCKET = re.compile(r"NCCL_NET=Socket|NET/Socket\s*:\s*Using|Using network Socket", re.I)
ROW = re.compile(r"^\s*(\d{1,18})\s+(\d{1,18})\s+(\w+)\s+(.*)$")


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
    key: str = ""

    @property
    def where(self) -> Where:
        """Its line, or its key in a document."""
        return Where(self.line or None, self.key)


@dataclass
class Run:
    """One run of the tool: its ranks, its table, what was said around them."""

    line: int
    collective: str = ""
    version: str = ""
    ranks: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    unreadable: list[Where] = field(default_factory=list)
    inside: bool = False
    wrong: bool = False
    checked: bool = False
    socket: bool = False
    nvls: bool = False
    half_digit: float = HALF_DIGIT

    @property
    def where(self) -> Where:
        """The line on which it begins; nowhere in particular in a document."""
        return Where(self.line or None)

    @property
    def hosts(self) -> int:
        """Hosts that took part."""
        return len({host for host, _device, _name in self.ranks.values()})


def runs_of(source: Source) -> Iterator[Run]:
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
        run.unreadable.append(Where(number))


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
