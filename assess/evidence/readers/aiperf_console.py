"""The table that AIPerf and GenAI-Perf print at the end: "LLM Metrics", a metric a row, statistics as columns.

Thousands have commas, what does not apply is N/A, and a long name goes on in the next row. Early GenAI-Perf prints rates
below the table. AIPerf repeats its command, which tells concurrency, rate and model.
Source: ai-dynamo/aiperf and triton-inference-server/perf_analyzer, console exporters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.aiperf import Metric, load_test, named
from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND = "aiperf_console"
TOOLS = ("AIPerf", "GenAI-Perf")
TITLE = re.compile(r"LLM Metrics\s*$")
BAR = re.compile(r"[│┃|]")
BELOW = re.compile(
    r"^\s*(?P<name>(?:Output token|Request) (?:throughput|goodput)) \((?P<unit>[^()]*)\): (?P<value>\S+)\s*$"
)
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
COLUMNS = re.compile(r"avg|min|max|std|p\d+")
COMMAND = re.compile(
    r"(?:^|\s)(?P<name>--concurrency|--request-rate|--model|-m)[= ]+'?(?P<value>[^\s']+)"
)
ASKED = {"--concurrency": "limit", "--request-rate": "request_rate"}
UNREADABLE = Text("这个数读不出", "This number cannot be read")
NO_ROWS = Text("表中没有可用的行", "No row of the table can be used")


@dataclass
class Table:
    """One table: heading, rows by name with their cells, rates printed below, what the command asked for."""

    line: int
    heading: list[str] = field(default_factory=list)
    rows: list[tuple[int, str, list[str]]] = field(default_factory=list)
    asked: dict[str, Figure] = field(default_factory=dict)
    told: dict[str, Condition] = field(default_factory=dict)


def recognise(source: Source) -> Match:
    """Told by its title, and a row of requests."""
    titled = any(TITLE.search(line) for line in source.head.splitlines())
    if titled and re.search(r"[│┃|]\s*Request latency", source.head, re.I):
        return Match(1.0, 'title "LLM Metrics" and a row "Request latency"')
    return Match(0.0, 'no table "LLM Metrics" with "Request latency"')


def read(source: Source) -> Extract:
    """Readings of every table."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    for table in _tables(source):
        metrics, faults = _metrics(table)
        found, said = judged(load_test(metrics, table.asked, table.told))
        readings += found
        findings += [*faults, *said]
    if not readings and not findings:
        findings.append(Finding("no_rows", "error", NO_ROWS))
    return Extract(
        KIND,
        TOOLS[0] if "AIPerf" in source.head else TOOLS[1],
        "",
        tuple(readings),
        tuple(findings),
    )


def _tables(source: Source) -> Iterator[Table]:
    table: Table | None = None
    for line, text in source.lines():
        if TITLE.search(text):
            if table is not None:
                yield table
            table = Table(line)
        elif table is not None:
            _take(table, line, text)
    if table is not None:
        yield table


def _take(table: Table, line: int, text: str) -> None:
    cells = [cell.strip() for cell in BAR.split(text)][1:-1]
    if below := BELOW.match(text):
        table.rows.append((line, f"{below['name']} ({below['unit']})", [below["value"]]))
    elif len(cells) > 1 and any(COLUMNS.fullmatch(cell) for cell in cells[1:]):
        table.heading = cells[1:]
    elif len(cells) > 1 and table.heading:
        _take_row(table, line, cells)
    elif "aiperf" in text or "genai-perf" in text:
        _take_command(table, line, text)


def _take_row(table: Table, line: int, cells: list[str]) -> None:
    """A row, or the rest of the name of the row above."""
    name, values = cells[0], cells[1:]
    if any(values):
        table.rows.append((line, name, values))
    elif table.rows:
        above, before, known = table.rows[-1]
        table.rows[-1] = (above, f"{before} {name}", known)


def _take_command(table: Table, line: int, text: str) -> None:
    for found in COMMAND.finditer(text):
        value = plain(found["value"])
        if found["name"] in ASKED and value is not None:
            figure = Figure(value, found["value"], Where(line), "req")
            table.asked.setdefault(ASKED[found["name"]], figure)
        elif found["name"] not in ASKED:
            table.told.setdefault("model", found["value"])


def _metrics(table: Table) -> tuple[dict[str, Metric], list[Finding]]:
    metrics: dict[str, Metric] = {}
    faults: list[Finding] = []
    for line, printed, cells in table.rows:
        name, unit = named(printed)
        if name is None or name in metrics:
            continue
        figures: dict[str, Figure] = {}
        for column, cell in zip(table.heading or ["avg"], cells, strict=False):
            number = cell.replace(",", "") if THOUSANDS.fullmatch(cell) else cell
            value = plain(number)
            if value is not None:
                figures[column] = Figure(value, number, Where(line), unit)
            elif cell not in {"", "N/A"}:
                faults.append(
                    Finding("unreadable_number", "warning", UNREADABLE, Where(line), cell)
                )
        metrics[name] = Metric(unit, figures)
    return metrics, faults


READER = Reader(
    KIND,
    Text("AIPerf、GenAI-Perf 结果（屏幕表格）", "AIPerf and GenAI-Perf results (screen)"),
    TOOLS,
    recognise,
    read,
)
