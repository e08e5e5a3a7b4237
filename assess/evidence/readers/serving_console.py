"""What vLLM's ``bench serve`` and SGLang's ``bench_serving`` print at the end: "Serving Benchmark Result"; also SGLang's
``bench_offline_throughput``, "Offline Throughput Benchmark Result".

Times are milliseconds, two decimals; several runs may stand in one file, each between lines of equals signs, also as
comments or behind the prefix of a log. What was asked for (rate, concurrency, model, number) stands before the result, as
Python's Namespace or in the command; several commands before one result tell nothing of it.
The last progress bar before a result counts the requests that were sent.
Source: vllm-project/vllm, vllm/benchmarks/serve.py; sgl-project/sglang, bench_serving.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assess.evidence.load_checks import judged
from assess.evidence.load_tests import (
    BATCH_RATE,
    Figure,
    LoadTest,
    Times,
    as_offline,
    target_conditions,
)
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.serving_results import is_run
from assess.evidence.source import Source
from assess.evidence.structured import found_objects, number
from indicators.records import Text

KIND, VLLM, SGLANG = "serving_console", "vLLM bench serve", "SGLang bench_serving"
TITLE = re.compile(r"={3,} *(Serving|Offline Throughput) Benchmark Result *={3,}")
END = re.compile(r"(?:^|\W)={20,}\s*$")
VALUE = r"\s*:\s*(?P<value>\S+)"
TIME = re.compile(
    r"\b(?P<statistic>Mean|Median|Std|Min|Max|P\d+(?:\.\d+)?) (?P<name>TTFT|TPOT|ITL|E2EL|E2E Latency) \(ms\)"
    + VALUE
)
TIMES = {"TTFT": "ttft", "TPOT": "tpot", "ITL": "itl", "E2EL": "e2e", "E2E Latency": "e2e"}
ROWS = {
    "Successful requests": ("completed", "req"),
    "Failed requests": ("failed", "req"),
    "Benchmark duration (s)": ("seconds", "s"),
    "Total input tokens": ("input_tokens", "token"),
    "Total generated tokens": ("output_tokens", "token"),
    "Total generated tokens (retokenized)": ("recounted", "token"),
    "Request throughput (req/s)": ("qps", "req/s"),
    "Request goodput (req/s)": ("goodput", "req/s"),
    "Input token throughput (tok/s)": ("input_rate", "token/s"),
    "Output token throughput (tok/s)": ("output_rate", "token/s"),
    "Total Token throughput (tok/s)": ("total_rate", "token/s"),
    "Total token throughput (tok/s)": ("total_rate", "token/s"),
    "Total throughput (tok/s)": ("total_rate", "token/s"),
    "Concurrency": ("in_flight", "req"),
    "Maximum request concurrency": ("limit", "req"),
    "Max request concurrency": ("limit", "req"),
    "Max reqeuest concurrency": ("limit", "req"),
    "Request rate configured (RPS)": ("request_rate", "req/s"),
    "Traffic request rate": ("request_rate", "req/s"),
}
ROW = re.compile(rf"(?P<name>{'|'.join(map(re.escape, ROWS))}){VALUE}")
BACKEND = re.compile(r"\bBackend:\s+(\S+)")
ASKED = re.compile(
    r"\b(model|num_prompts|request_rate|max_concurrency|backend)=(?:'([^']*)'|([^,\s)]+))"
)
COMMAND = re.compile(r"--(model|num-prompts|request-rate|max-concurrency)[= ]+['\"]?([^\s'\"]+)")
TARGET = re.compile(r"\b(ttft|tpot|e2el):(\d+(?:\.\d+)?)")
GOODPUT = re.compile(r"(?:--goodput\s|\bgoodput=\[)")
PROGRESS = re.compile(r"\|\s*\d+/(\d+) \[")
SIMULATED = re.compile(r"SIMULATED|inference-sim\b|_simulator\b")
ASKED_NAMES = {"num_prompts": "asked", "request_rate": "request_rate", "max_concurrency": "limit"}
SAYS_NOTHING = {"not", "none", "None"}

FAKE = Text(
    "结果来自模拟器，不是真实的服务，未采用",
    "The result comes from a simulator, not from a real service; not used",
)
AS_JSON = Text(
    "同一次测试在文件中还有 JSON，屏幕输出略去",
    "The same run stands in the file as JSON; its screen output is left out",
)
NOT_CLOSED = Text(
    "结果没有结尾行，文件可能被截断", "The result has no closing line; the file may be cut"
)
UNREADABLE = Text("这个数读不出", "This number cannot be read")


@dataclass
class Block:
    """One result: figures, times and what was asked for; line of its title, 0 before it."""

    line: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)
    times: dict[str, dict[str, Figure]] = field(default_factory=dict)
    told: dict[str, Condition] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    sglang: bool = False
    offline: bool = False
    simulated: bool = False
    commands: dict[str, list[str]] = field(default_factory=dict)
    bar: Figure | None = None


def recognise(source: Source) -> Match:
    """Told by the title of the result."""
    if TITLE.search(source.head):
        return Match(1.0, 'title "Serving Benchmark Result"')
    return Match(0.0, 'no title "Serving Benchmark Result"')


def read(source: Source) -> Extract:
    """Readings of every result in the file."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    sglang, twins = False, _twins(source)
    for block in _blocks(source):
        if _size(block.figures) in twins:
            findings.append(Finding("also_as_json", "note", AS_JSON, Where(block.line)))
            continue
        found, said = _judged(block)
        readings += found
        findings += [*block.faults, *said]
        sglang = sglang or block.sglang
    return Extract(KIND, SGLANG if sglang else VLLM, "", tuple(readings), tuple(findings))


def _twins(source: Source) -> set[tuple[float, float]]:
    """Requests and tokens of the runs that stand in the same file as JSON, which is more exact."""
    if '"request_throughput"' not in source.head:
        return set()
    runs = (document for _where, document in found_objects(source, is_run) if document is not None)
    sizes = ((number(run.get("completed")), number(run.get("total_output_tokens"))) for run in runs)
    return {
        (requests, tokens)
        for requests, tokens in sizes
        if requests is not None and tokens is not None
    }


def _size(figures: Mapping[str, Figure]) -> tuple[float, float]:
    """Requests and tokens of a result; -1 where they are missing."""
    completed, tokens = (figures.get(name) for name in ("completed", "output_tokens"))
    return (completed.value if completed else -1.0, tokens.value if tokens else -1.0)


def _judged(block: Block) -> tuple[list[Reading], list[Finding]]:
    where = Where(block.line)
    if block.simulated:
        return [], [Finding("simulated", "error", FAKE, where)]
    found, said = judged(_load_test(block))
    if block.offline and found:
        return as_offline(found), [*said, Finding("offline_batch", "note", BATCH_RATE, where)]
    return found, said


def _blocks(source: Source) -> Iterator[Block]:
    block = Block()
    for line, text in source.lines():
        titled = TITLE.search(text)
        if block.line and (titled or END.search(text)):
            if titled:
                block.faults.append(Finding("not_closed", "warning", NOT_CLOSED, Where(block.line)))
            yield block
            block = Block()
        if titled:
            block.line, block.offline = line, titled[1] != "Serving"
            _apply_commands(block)
        else:
            _take(block, line, text)
    if block.line:
        block.faults.append(Finding("not_closed", "warning", NOT_CLOSED, Where(block.line)))
        yield block


def _take(block: Block, line: int, text: str) -> None:
    """A row of the result, or what was asked for before it."""
    if (row := TIME.search(text)) and block.line:
        statistic = {"Median": "p50"}.get(row["statistic"], row["statistic"].lower())
        if (figure := _figure(block, line, row["value"], "ms")) is not None:
            block.times.setdefault(TIMES[row["name"]], {})[statistic] = figure
        block.sglang = block.sglang or row["name"] == "E2E Latency"
    elif row := ROW.search(text):
        _take_row(block, line, row)
    elif (backend := BACKEND.search(text)) and block.line:
        block.told["backend"], block.sglang = backend[1], True
    elif not block.line:
        _take_before(block, line, text)


def _take_before(block: Block, line: int, text: str) -> None:
    """What a line before the result tells of it."""
    block.simulated = block.simulated or bool(SIMULATED.search(text))
    if bar := PROGRESS.search(text):
        block.bar = Figure(float(bar[1][:12]), bar[1], Where(line), "req")
    if found := GOODPUT.search(text):
        named = TARGET.findall(text[found.end() :])
        block.told |= target_conditions({name: float(value) for name, value in named})
    for name, value in COMMAND.findall(text):
        block.commands.setdefault(name.replace("-", "_"), []).append(value)
    if "Namespace(" in text:
        _take_asked(block, line, text)


def _apply_commands(block: Block) -> None:
    """What a single command before the result asked for, unless the tool itself printed it."""
    for name, values in block.commands.items():
        if len(values) != 1:
            continue
        value = plain(values[0])
        if name in ASKED_NAMES and value is not None:
            block.figures.setdefault(
                ASKED_NAMES[name], Figure(value, values[0], Where(block.line), "req")
            )
        elif (name == "model" and not values[0].startswith("$")) or values[0] == "inf":
            block.told.setdefault(name, values[0])


def _take_row(block: Block, line: int, row: re.Match[str]) -> None:
    name, unit = ROWS[row["name"]]
    if row["value"] == "inf":
        block.told["request_rate"] = "inf"
    elif (
        row["value"] not in SAYS_NOTHING
        and (figure := _figure(block, line, row["value"], unit)) is not None
    ):
        block.figures[name] = figure


def _take_asked(block: Block, line: int, text: str) -> None:
    """The arguments as Python prints them."""
    for name, quoted, bare in ASKED.findall(text):
        if name in ASKED_NAMES and (value := plain(bare)) is not None:
            block.figures[ASKED_NAMES[name]] = Figure(value, bare, Where(line), "req")
        elif bare == "inf" or quoted:
            block.told[name] = quoted or bare


def _figure(block: Block, line: int, printed: str, unit: str) -> Figure | None:
    size = plain(printed.removeprefix("-"))
    if size is None:
        block.faults.append(
            Finding("unreadable_number", "warning", UNREADABLE, Where(line), printed)
        )
        return None
    scale = 1e-3 if unit == "ms" else 1.0
    return Figure(
        -size * scale if printed.startswith("-") else size * scale,
        printed,
        Where(line),
        unit,
        scale,
    )


def _load_test(block: Block) -> LoadTest:
    answered = block.figures.get("completed")
    if block.bar and answered and block.bar.value >= answered.value:
        block.figures["asked"] = block.bar
    times = {name: Times(block.times.get(name, {})) for name in ("e2e", "ttft", "tpot", "itl")}
    return LoadTest(Where(block.line), block.figures, conditions=block.told, **times)


READER = Reader(
    KIND,
    Text("vLLM、SGLang 服务压测（屏幕输出）", "vLLM and SGLang serving benchmark (console)"),
    (VLLM, SGLANG),
    recognise,
    read,
)
