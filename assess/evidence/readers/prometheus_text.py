"""Prometheus' text exposition and OpenMetrics: what an exporter answers at /metrics, or samples with times.

Parsed by the reference parser (prometheus-client), line by line, so that a damaged line loses no other one. Times are
milliseconds in the text format and seconds in OpenMetrics, told apart by their size.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from assess.evidence.prometheus_extract import WANTED, Export
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.remarks import Remarks
from assess.evidence.samples import Samples
from assess.evidence.source import WHOLE_BYTES, Source, TooLarge
from indicators.records import Text

KIND, TOOL = "prometheus_text", "Prometheus exposition"
LINE = re.compile(
    r"(?P<name>[A-Za-z_:][\w:]*)(?:\{.*\})?\s+[-+]?(?:[0-9][0-9.eE+-]{0,40}|\.[0-9]+|Inf|NaN)(?:\s+-?[0-9.]{1,20})?"
)
COMMENT = re.compile(r"# (?:HELP|TYPE|UNIT) [A-Za-z_:]|# EOF$")
EXEMPLAR = re.compile(r"\s+# \{.*$")
SHARE, FEWEST = 0.5, 3
SECONDS = 1e8
"""The parser takes times for milliseconds; what it makes of seconds lies below this, what it makes of milliseconds above."""

UNREADABLE = Text("有行不是样本，未采用", "Lines that are no samples are not used")

Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass
class Lines:
    """The samples of one series as they stand in the file."""

    line: int
    times: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


def recognise(source: Source) -> Match:
    """Told by its lines: most are samples or comments of the format."""
    if not source.is_text:
        return Match(0.0, "not text")
    lines = [line for line in source.head.splitlines()[:2000] if line.strip()]
    sampled = sum(bool(LINE.fullmatch(EXEMPLAR.sub("", line).strip())) for line in lines)
    marked = sum(bool(COMMENT.match(line)) for line in lines)
    wanted = any(line.startswith(tuple(WANTED)) for line in lines)
    if sampled + marked >= SHARE * len(lines) and (marked >= FEWEST or (sampled and wanted)):
        return Match(0.9, f"{sampled} samples and {marked} comments in {len(lines)} lines")
    return Match(0.0, "no # HELP, # TYPE and samples of the exposition format")


def read(source: Source) -> Extract:
    """Series of the lines that are samples."""
    if source.size > WHOLE_BYTES:
        raise TooLarge(source.size, WHOLE_BYTES)
    export = Export()
    for series in _series(source, export.remarks):
        export.add(series)
    return export.extract(KIND, TOOL)


def _series(source: Source, remarks: Remarks) -> Iterator[Samples]:
    held: dict[Key, Lines] = {}
    for number, line in source.lines():
        text = EXEMPLAR.sub("", line).strip()
        if not text or text.startswith("#"):
            continue
        found = LINE.fullmatch(text)
        sample = _sample(text) if found and found["name"] in WANTED else None
        if found is None or (sample is None and found["name"] in WANTED):
            where = Where(number)
            remarks.say(Finding("unreadable_lines", "warning", UNREADABLE, where, text[:80]))
        elif sample is None:
            held.setdefault((found["name"], ()), Lines(number))
        else:
            lines = held.setdefault(
                (sample.name, tuple(sorted(sample.labels.items()))), Lines(number)
            )
            lines.times.append(_seconds(sample))
            lines.values.append(float(sample.value))
    for (name, labels), lines in held.items():
        told = {"__name__": name, **dict(labels)}
        where = Where(lines.line, name)
        yield Samples(told, np.array(lines.times), np.array(lines.values), where)


def _sample(text: str) -> Sample | None:
    """The one sample of a line; None where the parser refuses it."""
    try:
        families = list(text_string_to_metric_families(text + "\n"))
    except (ValueError, IndexError, KeyError):
        return None
    samples = [sample for family in families for sample in family.samples]
    return samples[0] if len(samples) == 1 else None


def _seconds(sample: Sample) -> float:
    """Its time in seconds; 0 without one."""
    time = float(sample.timestamp or 0.0)
    return time * 1000.0 if abs(time) < SECONDS else time


READER = Reader(
    KIND,
    Text("Prometheus 文本格式、OpenMetrics", "Prometheus text format, OpenMetrics"),
    (TOOL, "DCGM exporter", "node_exporter"),
    recognise,
    read,
)
