"""Start of vLLM or SGLang: the size of a model's weights in memory.

Formats: vLLM "Loading model weights took X GB", "Model loading took X GB" or "X GiB"; SGLang "Load weight end. ... mem
usage=X GB". All are bytes over 2^30, however written, of one rank, so that the ranks add up. Scales of quantised weights
are in them. The line of the engine's settings tells model, type, quantisation and the parallel sizes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text
from indicators.units import convert

KIND, TOOLS = "vllm_load", ("vLLM", "SGLang")
AMOUNT = r"(\d{1,6}(?:\.\d{1,9})?)"
SIZES = {
    "vLLM": re.compile(rf"(?:Loading model weights|Model loading) took {AMOUNT} (GB|GiB)\b"),
    "SGLang": re.compile(rf"Load weight end\..*?\bmem usage={AMOUNT} (GB)\b"),
}
ENGINE = re.compile(
    r"with config: ?.{0,40}?\bmodel='([^']{1,300})'|ServerArgs\(model_path='([^']{1,300})'"
)
STARTING = re.compile(r"Starting to load model (\S{1,300}?)\.\.\.")
WORLD = re.compile(r"\brank \d{1,5} in world size (\d{1,5})\b")
SETTINGS = {
    "dtype": re.compile(r"\bdtype='?(?:torch\.)?(\w{1,30})"),
    "quantization": re.compile(r"\bquantization='?([\w-]{1,40})"),
    "tensor_parallel": re.compile(r"\b(?:tensor_parallel_size|tp_size)=(\d{1,4})\b"),
    "pipeline_parallel": re.compile(r"\b(?:pipeline_parallel_size|pp_size)=(\d{1,4})\b"),
}
UNEVEN_FROM = 1.02

MEMORY = Text(
    "权重载入显存后的大小，与文件略有不同；所印 GB 为 GiB",
    "Weights as loaded, which differ a little from the files; the GB printed are GiB",
)
RANKS = Text(
    "行数与并行数不符，整个模型的大小无从得出",
    "Not as many lines as ranks: the size of the whole model does not follow",
)
ONE_RANK = Text(
    "只有一个进程印出大小，按各进程相同计",
    "Only one rank tells its size; the others are taken to be alike",
)
UNKNOWN = Text(
    "没有引擎配置行，进程数未知，按所印各行相加",
    "No line of the engine's settings: the ranks are not known and the lines are added",
)
UNEVEN = Text("各进程所载大小相差较大", "Ranks differ much in what they load")
NOTHING = Text("没有载入大小的行", "No line tells a size")


@dataclass
class Load:
    """One model as it was loaded: what the settings tell, and of each rank line, GB, figure and unit as printed."""

    told: dict[str, Condition] = field(default_factory=dict)
    sizes: list[tuple[int, float, str, str]] = field(default_factory=list)
    tool: str = TOOLS[0]
    engine: bool = False
    world: int | None = None

    @property
    def ranks(self) -> int | None:
        """Ranks that hold the model together, by the settings or as each rank tells them; None where none does."""
        if not self.engine:
            return self.world
        sizes = [self.told.get(f"{name}_parallel", 1) for name in ("tensor", "pipeline")]
        return int(sizes[0]) * int(sizes[1])


def recognise(source: Source) -> Match:
    """Told by a line with the size of the weights."""
    for tool, form in SIZES.items():
        if form.search(source.glimpses):
            return Match(1.0, f"{tool} tells the size of the weights")
    return Match(0.0, "no line of vLLM or SGLang with the size of the weights")


def read(source: Source) -> Extract:
    """The size of every model that was loaded."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    loads = [load for load in _loads(source) if load.sizes]
    for load in loads:
        found, said = _of(load)
        readings += found
        findings += said
    if not loads:
        findings.append(Finding("no_size", "error", NOTHING))
    if readings:
        findings.append(Finding("in_memory", "note", MEMORY))
    tool = loads[0].tool if loads else TOOLS[0]
    return Extract(KIND, tool, "", tuple(readings), tuple(findings))


def _loads(source: Source) -> Iterator[Load]:
    """Loads in their order; the settings of an engine begin one, as far as sizes were told before."""
    load = Load()
    for place, line in source.lines():
        if begun := ENGINE.search(line):
            if load.sizes:
                yield load
                load = Load()
            load.told, load.engine = {"model": begun[1] or begun[2], **_settings(line)}, True
        elif named := STARTING.search(line):
            load.told.setdefault("model", named[1])
        elif world := WORLD.search(line):
            load.world = int(world[1])
        for tool, form in SIZES.items():
            if found := form.search(line):
                size = convert(float(found[1]), "GiB", "GB")
                load.sizes.append((place, size, found[1], found[2]))
                load.tool = tool
    yield load


def _settings(line: str) -> dict[str, Condition]:
    found = {name: form.search(line) for name, form in SETTINGS.items()}
    known = {name: item[1] for name, item in found.items() if item}
    return {
        name: int(text) if name.endswith("_parallel") else text
        for name, text in known.items()
        if text not in {"None", "auto"}
    }


def _of(load: Load) -> tuple[list[Reading], list[Finding]]:
    lines, ranks = len(load.sizes), load.ranks
    where = Where(load.sizes[0][0], end=load.sizes[-1][0])
    amounts = [size for _line, size, _text, _unit in load.sizes]
    warnings = []
    if ranks is None:
        warnings.append(Finding("ranks_unknown", "warning", UNKNOWN, where, f"{lines}"))
    elif lines == 1 < ranks:
        warnings.append(Finding("one_rank", "warning", ONE_RANK, where, "1", f"{ranks}"))
    elif lines != ranks:
        return [], [Finding("ranks_disagree", "error", RANKS, where, f"{lines}", f"{ranks}")]
    if max(amounts) > UNEVEN_FROM * min(amounts):
        found = f"{min(amounts):.4g} GB, {max(amounts):.4g} GB"
        warnings.append(Finding("uneven", "warning", UNEVEN, where, found))
    times = ranks or 1 if lines == 1 else 1
    value = sum(amounts) * times
    _line, _size, text, unit = load.sizes[0]
    how = f"{lines} lines added, 1 GiB = 1.073741824 GB" if times == 1 else f"{ranks} * {text} GiB"
    printed = text if lines == 1 else f"{convert(sum(amounts), 'GB', 'GiB'):.10g}"
    told: dict[str, Condition] = {**load.told, "lines": lines, "statistic": "in memory"}
    return [Reading("model_size", value, printed, unit, where, told, how, tuple(warnings))], []


READER = Reader(
    KIND,
    Text("vLLM 与 SGLang 载入日志", "vLLM and SGLang, log of loading"),
    TOOLS,
    recognise,
    read,
)
