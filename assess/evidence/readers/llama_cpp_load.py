"""llama.cpp loading a GGUF file: the size of the model, with its parameters and bits per weight.

Format: ggml-org/llama.cpp, llama-model.cpp, print_info (formerly llm_load_print_meta): "model size = X GiB (n BPW)" or
"file size", "model params = N B", "model ftype" or "file type", "general.name". Size * 8 / parameters are the bits per
weight, scales included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text
from indicators.units import convert

KIND, TOOL = "llama_cpp_load", "llama.cpp"
AMOUNT = r"(\d{1,6}(?:\.\d{1,9})?)"
SIZE = re.compile(rf"(?:model|file) size\s+= {AMOUNT} (KiB|MiB|GiB) \({AMOUNT} BPW\)")
PARAMETERS = re.compile(rf"model params\s+= {AMOUNT} ([KMBT])\b")
NAME = re.compile(r"general\.name\s+= (\S.{0,199}?)\s*$")
TYPE = re.compile(r"(?:model ftype|file type)\s+= (\S.{0,79}?)\s*$")
SCALES = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
LAST_DIGITS = 0.006

BITS = Text(
    "大小、参数量与每权重比特数不符，未采用",
    "Size, parameters and bits per weight disagree; not used",
)
UNHELD = Text("没有参数量，大小无从核对", "Without parameters nothing holds the size")
NOTHING = Text("没有模型大小的行", "No line tells the size of the model")


@dataclass
class Load:
    """One file: the line of its size, figure, unit, bits per weight; parameters, and as printed; name, type."""

    line: int = 0
    size: str = ""
    unit: str = ""
    bits: float = 0.0
    parameters: float = 0.0
    printed: float = 0.0
    told: dict[str, Condition] = field(default_factory=dict)


def recognise(source: Source) -> Match:
    """Told by the line with size and bits per weight."""
    if SIZE.search(source.glimpses):
        return Match(1.0, "model size with bits per weight")
    return Match(0.0, "no line 'model size = X GiB (n BPW)'")


def read(source: Source) -> Extract:
    """The size of every model."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    for load in _loads(source):
        found = _of(load)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            readings.append(found)
    if not readings and not findings:
        findings.append(Finding("no_size", "error", NOTHING))
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _loads(source: Source) -> Iterator[Load]:
    """Files in their order; a second size, or a name after one, begins another."""
    load = Load()
    for place, line in source.lines():
        size, kind = SIZE.search(line), TYPE.search(line)
        if load.line and (size or kind):
            yield load
            load = Load()
        if size:
            load.line, load.size, load.unit, load.bits = place, size[1], size[2], float(size[3])
        if kind:
            load.told["quantization"] = kind[1]
        if found := PARAMETERS.search(line):
            load.printed = float(found[1])
            load.parameters = load.printed * SCALES[found[2]]
        if found := NAME.search(line):
            load.told["model"] = found[1]
    if load.line:
        yield load


def _of(load: Load) -> Reading | Finding:
    where, value = Where(load.line), convert(float(load.size), load.unit, "GB")
    told: dict[str, Condition] = {**load.told, "bits_per_weight": load.bits}
    if not value:
        return Finding("no_size", "error", NOTHING, where, load.size)
    if not load.parameters:
        warning = Finding("unheld", "warning", UNHELD, where)
        return Reading("model_size", value, load.size, load.unit, where, told, warnings=(warning,))
    bits = value * 8e9 / load.parameters
    slack = bits * LAST_DIGITS * (1.0 / float(load.size) + 1.0 / load.printed) + LAST_DIGITS
    if abs(bits - load.bits) > slack:
        found = f"{load.size} {load.unit}, {load.parameters:g}, {load.bits:g}"
        return Finding("bits_disagree", "error", BITS, where, found, f"{bits:.4g}")
    told["parameters"] = load.parameters
    return Reading("model_size", value, load.size, load.unit, where, told)


READER = Reader(
    KIND,
    Text("llama.cpp 载入日志", "llama.cpp, log of loading"),
    (TOOL,),
    recognise,
    read,
)
