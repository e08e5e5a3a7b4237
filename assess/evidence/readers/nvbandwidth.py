"""nvbandwidth: copies between cards and between host and card, as matrices in text or JSON (``-j``).

Format: NVIDIA/nvbandwidth, output.cpp and json_output.cpp (v0.6 to v0.8): ``Running NAME.``, a description such as
"memcpy CE GPU(row) <- GPU(column) bandwidth (GB/s)", a matrix, ``SUM NAME value``. One direction, GB/s decimal; the cells
must add up to the sum. Of a matrix between cards the weakest pair counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, first_document, listed, number
from indicators.records import Text

KIND, TOOL = "nvbandwidth", "nvbandwidth"
VERSION = re.compile(r"^nvbandwidth Version:\s*(\S+)", re.M)
BEGINS = re.compile(
    r'^nvbandwidth Version:|^Running (?:device|host)_to_\w+\.|"nvbandwidth"\s*:', re.M
)
RUNNING = re.compile(r"^Running (\w+)\.")
SUM = re.compile(r"^SUM (\w+)\s+(\S+)")
DEVICE = re.compile(r"^Device \d+: (.+?)(?: \([0-9A-Fa-f:.]+\))?:?$")
READ = re.compile(
    r"^(device_to_device_memcpy_(?:read|write)|host_to_device_memcpy|device_to_host_memcpy)_(ce|sm)$"
)
HALF_DIGIT = 0.005
"""Printed figures have two decimals."""

RELATIVE = 1e-5
"""Figures of the JSON have six digits."""

DISAGREES = Text(
    "矩阵各格之和与所印合计不符，未采用", "The cells do not add up to the printed sum; not used"
)
NO_SUM = Text(
    "缺少合计行，矩阵可能不完整，未采用",
    "Without the line of the sum the matrix may be cut; not used",
)
OTHERS = Text(
    "双向、多对一与时延等测试不计入，未读取",
    "Tests of both ways, of all to one and of latency do not count and were not read",
)
NOTHING = Text("没有可用的单向拷贝测试", "No test of copies in one direction")


@dataclass
class Test:
    """One test: its cells with the place of the first, and its sum."""

    where: Where
    name: str
    cells: list[float] = field(default_factory=list)
    total: float | None = None
    unreadable: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether the cells add up to the sum, rounding aside."""
        rounding = HALF_DIGIT * (len(self.cells) + 1) + RELATIVE * abs(self.total or 0.0)
        return not self.unreadable and abs(sum(self.cells) - (self.total or 0.0)) <= rounding


def recognise(source: Source) -> Match:
    """Told by its title, or its root key."""
    if BEGINS.search(source.head):
        return Match(1.0, "title 'nvbandwidth Version:' or key \"nvbandwidth\"")
    return Match(0.0, "no title 'nvbandwidth Version:'")


def read(source: Source) -> Extract:
    """The weakest pair of cards of each copy between cards, and the mean between host and card."""
    document = first_document(source.text(), "nvbandwidth")
    if document is None:
        version, tests = VERSION.search(source.head), list(_tests(source))
        told = version[1] if version else ""
    else:
        tests, told = (
            list(_entries(document)),
            str(at(document, "nvbandwidth", "git_version") or ""),
        )
    readings: list[Reading] = []
    findings: list[Finding] = []
    for test in (test for test in tests if READ.match(test.name)):
        if fault := _fault(test):
            findings.append(fault)
        elif max(test.cells, default=0.0) > HALF_DIGIT * (len(test.cells) + 1):
            readings.append(_reading(test))
    if len(tests) > len(readings) + len(findings):
        findings.append(Finding("other_tests", "note", OTHERS))
    if not readings and not any(item.severity == "error" for item in findings):
        findings.append(Finding("nothing_read", "error", NOTHING))
    return Extract(KIND, TOOL, told, tuple(readings), tuple(findings), _facts(source))


def _tests(source: Source) -> Iterator[Test]:
    """Tests of the text; a row of a matrix begins with the number of its device."""
    test: Test | None = None
    for place, line in source.lines():
        if running := RUNNING.match(line):
            if test is not None:
                yield test
            test = Test(Where(place), running[1])
        elif test is not None and (total := SUM.match(line)):
            test.total = plain(total[2]) if total[1] == test.name else None
            yield test
            test = None
        elif test is not None:
            _take(test, place, line)
    if test is not None:
        yield test


def _take(test: Test, place: int, line: str) -> None:
    """A row of the matrix: device and figures with a point; the heading holds whole numbers only."""
    cells = line.split()
    if not cells or "." not in line or not cells[0].isdigit():
        test.unreadable = test.unreadable or bool(test.cells and line.strip())
        return
    figures = [plain(cell) for cell in cells[1:] if cell != "N/A"]
    if not test.cells:
        test.where = Where(place)
    test.unreadable = test.unreadable or None in figures
    test.cells += [figure for figure in figures if figure is not None]


def _entries(document: object) -> Iterator[Test]:
    """Tests of the JSON."""
    for place, entry in enumerate(listed(document, "nvbandwidth", "testcases")):
        test = Test(Where(key=f"nvbandwidth.testcases[{place}]"), str(at(entry, "name")))
        told = [
            cell
            for row in listed(entry, "bandwidth_matrix")
            for cell in listed(row)
            if cell != "N/A"
        ]
        figures = [number(cell) for cell in told]
        test.unreadable, test.total = None in figures, number(at(entry, "sum"))
        test.cells = [figure for figure in figures if figure is not None]
        yield test


def _fault(test: Test) -> Finding | None:
    if test.total is None and (test.cells or test.unreadable):
        return Finding("no_sum", "error", NO_SUM, test.where, test.name)
    if test.total is not None and not test.adds_up:
        found = f"{test.name}: {sum(test.cells):.2f}"
        return Finding("sum_disagrees", "error", DISAGREES, test.where, found, f"{test.total:.2f}")
    return None


def _reading(test: Test) -> Reading:
    known = [cell for cell in test.cells if cell > HALF_DIGIT * (len(test.cells) + 1)]
    conditions: dict[str, Condition] = {"test": test.name, "pairs": len(known)}
    conditions |= {"least": min(known), "largest": max(known), "directions": 1}
    if test.name.startswith("device_to_device"):
        least = min(known)
        return Reading("card_link_bandwidth", least, f"{least:g}", "GB/s", test.where, conditions)
    mean = sum(known) / len(known)
    how = f"mean of {len(known)} cells"
    return Reading(
        "host_card_bandwidth", mean, f"{test.total:g}", "GB/s", test.where, conditions, how
    )


def _facts(source: Source) -> dict[str, Condition]:
    """Cards as its list of devices names them."""
    cards = [found[1] for line in source.head.splitlines() if (found := DEVICE.match(line))]
    return {"cards": len(cards), "card": cards[0]} if cards else {}


READER = Reader(
    KIND,
    Text("nvbandwidth 卡间与主机-卡拷贝带宽", "nvbandwidth copies between cards and to the host"),
    (TOOL,),
    recognise,
    read,
)
