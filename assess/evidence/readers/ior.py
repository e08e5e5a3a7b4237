"""IOR: parallel file-system bandwidth of its text output; IOPS of small random transfers; capacity of the file system.

Format: hpc/ior, "IOR-4.1.0". bw is MiB/s; the IOPS column is bw over transfer size, so it counts only for random
access in transfers of at most 16 KiB. Of repetitions the largest result counts. The line ``FS`` tells capacity and fill.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text
from indicators.units import convert

KIND, TOOL = "ior", "IOR"
MIB = 1024.0**2
SMALL_TRANSFER = 16 * 1024
HALF_SECOND_DIGIT = 0.005
HALF_UNIT = 0.5
SLACK = 1.2
SIZES = {
    "bytes": 1.0,
    "KiB": 1024.0,
    "MiB": MIB,
    "GiB": 1024.0**3,
    "TiB": 1024.0**4,
    "PiB": 1024.0**5,
}

START = re.compile(r"^IOR-(\S+?):")
OPTION = re.compile(r"^(\w[\w ]*?)\s*:\s(.*)$")
CAPACITY = re.compile(
    r"^FS\s*:\s*(\d{1,18}(?:\.\d{1,18})?) (\w+)\s+Used FS:\s*(\d{1,18}(?:\.\d{1,18})?)%"
)
ROW = re.compile(
    r"^(read|write)\s+(\d{1,18}(?:\.\d{1,18})?)\s+(\d{1,18}(?:\.\d{1,18})?|NA)\s+(.*)$"
)
MOVED = re.compile(r"Using actual aggregate bytes moved\s*=\s*(\d{1,18})\b")
COLUMNS_AFTER = 8
"""Latency, block, xfer, open, wr/rd, close, total, iter."""
SIZE = re.compile(r"(\d{1,18}(?:\.\d{1,18})?) (\w+)")

NO_ROW = Text("没有结果行：测试没有完成", "No row of results: the test did not finish")
DISAGREES = Text(
    "带宽与 IOPS 乘传输大小不符，未采用",
    "Bandwidth and IOPS times transfer size disagree; not used",
)
SIZE_UNCLEAR = Text("单位无法识别", "The unit is not known")
MISSING = Text(
    "结果行少于重复次数，最大值可能缺失", "Fewer rows than repetitions; the largest may be missing"
)
UNCHECKED = Text(
    "没有数据量或用时，带宽无从核对", "Without bytes and time the bandwidth cannot be checked"
)
BUFFERED = Text(
    "未用直接 IO，读到的可能是内存缓存", "Without direct I/O this may be the memory cache"
)
USED = Text("文件系统已用比例", "Share of the file system in use")


@dataclass(frozen=True)
class Row:
    """One result: MiB/s, IOPS as printed (None: not told), bytes moved (0: not told), seconds (0: not told)."""

    line: int
    direction: str
    bandwidth: float
    operations: float | None
    moved: int
    seconds: float


@dataclass
class Run:
    """One run: options, capacity, results."""

    version: str
    line: int
    options: dict[str, str] = field(default_factory=dict)
    capacity: tuple[int, str, str, str] | None = None
    moved: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def transfer(self) -> int:
        """Transfer size in bytes; 0 where it is not told."""
        found = SIZE.match(self.options.get("xfersize", ""))
        return int(float(found[1]) * SIZES.get(found[2], 0.0)) if found else 0

    @property
    def expected(self) -> int:
        """Bytes of all tasks as planned: tasks * block size; 0 where either is not told."""
        found, tasks = SIZE.match(self.options.get("blocksize", "")), self.options.get("tasks", "")
        if not found or not re.fullmatch(r"\d{1,9}", tasks):
            return 0
        return int(int(tasks) * float(found[1]) * SIZES.get(found[2], 0.0))

    @property
    def random(self) -> bool:
        """Whether access within a file is random."""
        return self.options.get("ordering in a file", "").startswith("random")


def recognise(source: Source) -> Match:
    """Told by the first words ``IOR-x.y: MPI Coordinated Test``."""
    if re.search(r"^IOR-\S+: MPI Coordinated Test", source.head, re.M):
        return Match(1.0, "title IOR-x.y: MPI Coordinated Test")
    return Match(0.0, "no title 'IOR-x.y: MPI Coordinated Test of Parallel I/O'")


def read(source: Source) -> Extract:
    """Readings of every run: the largest of its repetitions in each direction, and the capacity."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    version = ""
    for run in _runs(source):
        version = version or run.version
        found, said = _of_run(run)
        readings += found
        findings += said
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings))


def _runs(source: Source) -> Iterator[Run]:
    run: Run | None = None
    for number, line in source.lines():
        if start := START.match(line):
            if run is not None:
                yield run
            run = Run(start[1], number)
        elif run is not None:
            _take(run, number, line)
    if run is not None:
        yield run


def _take(run: Run, number: int, line: str) -> None:
    if capacity := CAPACITY.match(line):
        run.capacity = (number, capacity[1], capacity[2], capacity[3])
    elif moved := MOVED.search(line):
        run.moved = int(moved[1])
    elif row := ROW.match(line):
        run.rows.append(_row(run, number, row))
        run.moved = 0
    elif option := OPTION.match(line):
        run.options.setdefault(option[1].strip(), option[2].strip())


def _row(run: Run, number: int, found: "re.Match[str]") -> Row:
    """A row of results; bytes are those that a warning above it tells, else tasks times block size."""
    cells = found[4].split()
    seconds = float(cells[-2]) if len(cells) == COLUMNS_AFTER and _is_number(cells[-2]) else 0.0
    operations = None if found[3] == "NA" else float(found[3])
    return Row(number, found[1], float(found[2]), operations, run.moved or run.expected, seconds)


def _is_number(text: str) -> bool:
    return plain(text) is not None


def _of_run(run: Run) -> tuple[list[Reading], list[Finding]]:
    if not run.rows:
        return [], [Finding("no_rows", "error", NO_ROW, Where(run.line))]
    readings = _capacity(run)
    findings: list[Finding] = []
    for direction in ("write", "read"):
        rows = [row for row in run.rows if row.direction == direction]
        wrong = [row for row in rows if _disagrees(row)]
        findings += [_disagreement(row) for row in wrong]
        sound = [row for row in rows if row not in wrong]
        findings += _partly_checked(sound)
        repetitions = run.options.get("repetitions", "")
        if rows and repetitions.isdigit() and f"{len(rows)}" != repetitions:
            found = f"{len(rows)} {direction}"
            findings.append(
                Finding("rows_missing", "warning", MISSING, Where(run.line), found, repetitions)
            )
        if sound:
            readings += _results(run, max(sound, key=lambda row: row.bandwidth))
    return readings, findings


def _partly_checked(rows: list[Row]) -> list[Finding]:
    """A remark where some rows tell bytes and seconds and others do not, as where a cell was lost or added."""
    alone = [row for row in rows if not row.moved or not row.seconds]
    if not 0 < len(alone) < len(rows):
        return []
    return [Finding("unchecked", "warning", UNCHECKED, Where(alone[0].line))]


def _disagrees(row: Row) -> bool:
    """Whether bytes over seconds give another bandwidth than printed, rounding of both aside."""
    if not row.moved or not row.seconds:
        return False
    expected = row.moved / row.seconds / MIB
    rounding = expected * HALF_SECOND_DIGIT / row.seconds + HALF_UNIT
    return abs(expected - row.bandwidth) > SLACK * rounding


def _disagreement(row: Row) -> Finding:
    found = f"{row.bandwidth:g} MiB/s, {row.moved} B / {row.seconds} s"
    return Finding("bandwidth_disagrees", "error", DISAGREES, Where(row.line), found)


def _results(run: Run, row: Row) -> list[Reading]:
    conditions = _conditions(run, row.direction)
    command, where = run.options.get("Command line", ""), Where(row.line)
    warnings: list[Finding] = []
    if "odirect" not in command and " -B" not in command:
        warnings.append(Finding("page_cache", "warning", BUFFERED, where))
    if not row.moved or not row.seconds:
        warnings.append(Finding("unchecked", "warning", UNCHECKED, where))
    small = run.random and 0 < run.transfer <= SMALL_TRANSFER
    quantity = "storage_bandwidth_other" if small else f"storage_{row.direction}_bandwidth"
    value, told = convert(row.bandwidth, "MiB/s", "GB/s"), tuple(warnings)
    found = [
        Reading(quantity, value, f"{row.bandwidth:g}", "MiB/s", where, conditions, warnings=told)
    ]
    if small:
        # bw over transfer size, from the figure that was checked
        rate = row.bandwidth * MIB / run.transfer
        how = f"{row.bandwidth:g} MiB/s / {run.transfer} B"
        found.append(
            Reading(f"storage_{row.direction}_iops", rate, f"{row.operations}", "IOPS", where, conditions, how, told)
        )  # fmt: skip
    return found


def _conditions(run: Run, direction: str) -> dict[str, Condition]:
    found: dict[str, Condition] = {"direction": direction, "block_bytes": run.transfer}
    found["pattern"] = "random" if run.random else "sequential"
    for name in ("nodes", "tasks"):
        if re.fullmatch(r"\d{1,9}", run.options.get(name, "")):
            found[name] = int(run.options[name])
    if api := run.options.get("api"):
        found["api"] = api
    return found


def _capacity(run: Run) -> list[Reading]:
    """Capacity of the file system, usable; its fill as a condition."""
    if run.capacity is None:
        return []
    line, size, unit, used = run.capacity
    if unit not in SIZES:
        return []
    value = float(size) * SIZES[unit] / 1e15
    conditions: dict[str, Condition] = {"used_percent": float(used), "usable": True}
    return [Reading("storage_capacity", value, size, unit, Where(line), conditions)]


READER = Reader(
    KIND,
    Text("IOR 并行存储测试（文本）", "IOR parallel storage test (text)"),
    (TOOL,),
    recognise,
    read,
)
