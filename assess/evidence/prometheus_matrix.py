"""A Prometheus export of any size: ``query_range`` as its HTTP API answers, or the bare list of its results.

Streamed: only the series at hand is in memory. The text between the blocks of samples is parsed as JSON, so a file that
is cut or has lost a bracket is refused; the blocks go to the columnar engine.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from assess.evidence.reading import Finding, Where
from assess.evidence.remarks import Remarks
from assess.evidence.sample_blocks import columns
from assess.evidence.samples import Samples
from assess.evidence.source import Source
from indicators.records import Text

VALUES = re.compile(rb'"values"\s*:\s*\[')
RESULTS = re.compile(rb'(?:^|"result"\s*:)\s*\[')
CLOSED = re.compile(rb"\]\s*\]")
LAST = b'{"samples": 0'
"""Stands for the last series, whose samples were taken out of the text."""

CHUNK, BATCH = 4 * 1024 * 1024, 16 * 1024 * 1024
LONGEST_SERIES = 64 * 1024 * 1024
"""Bytes of the samples of one series: three million of them."""

CUT = Text(
    "文件不完整或结构已损坏：可能缺少序列，全部未采用",
    "The file is cut or its structure is damaged: series may be missing, so nothing is used",
)
REFUSED = Text(
    "有样本不是“时间, 值”，未采用", "Samples that are no pair of time and value are not used"
)
TOO_LONG = Text("一个序列过长，未采用", "A series is too long and is not used")


class Broken(ValueError):
    """The structure around the samples is not JSON."""


class Block(NamedTuple):
    """A series before its samples are parsed: labels, the bytes of its pairs, its place in the file."""

    labels: Mapping[str, str]
    pairs: bytes
    where: Where


@dataclass
class Matrix:
    """A file being read. envelope: what stands around the results, once all were read."""

    source: Source
    remarks: Remarks
    chunk: int = CHUNK
    envelope: Any = None
    _head: bytes = b""
    _held: list[Block] = field(default_factory=list)

    def series(self, wanted: frozenset[str]) -> Iterator[Samples]:
        """Every series of wanted metrics; raises Broken where the file is cut or damaged."""
        size = 0
        for block in self._blocks(wanted):
            self._held.append(block)
            size += len(block.pairs)
            if size >= BATCH:
                yield from self._parsed()
                size = 0
        yield from self._parsed()

    def _parsed(self) -> Iterator[Samples]:
        held, self._held = self._held, []
        for block, found in zip(held, columns([item.pairs for item in held]), strict=True):
            where = Where(key=f"{block.where.key}.values[{found.first_refused}]")
            self.remarks.say(Finding("samples_refused", "warning", REFUSED, where), found.refused)
            yield Samples(block.labels, found.times, found.values, block.where)

    def _blocks(self, wanted: frozenset[str]) -> Iterator[Block]:
        """Series with the bytes of their samples; those of other metrics empty, so that they are counted all the same."""
        with self.source.opened() as file:
            text = _Buffer(file, self.chunk)
            number = 0
            while (before := text.until_values()) is not None:
                labels = self._labels(before, number)
                where = Where(key=f"result[{number}]")
                number += 1
                pairs = text.until_closed()
                if labels.get("__name__", "") not in wanted:
                    pairs = b""
                if len(pairs) > LONGEST_SERIES:
                    self.remarks.say(Finding("series_too_long", "error", TOO_LONG, where))
                    pairs = b""
                yield Block(labels, pairs, where)
            last = LAST if number else b""
            self.envelope = _json(self._head + last + text.rest())

    def _labels(self, before: bytes, number: int) -> Mapping[str, str]:
        """The labels of a series, from what stands between the last one's samples and its own.

        Series without samples (native histograms) may lie between and are left out.
        """
        if number == 0:
            found = RESULTS.search(before)
            if found is None:
                raise Broken
            self._head, before = before[: found.end()], before[found.end() :]
        told = _json(b"[" + (LAST if number else b"") + before.rstrip().rstrip(b",") + b"}]")
        labels = told[-1].get("metric") if isinstance(told[-1], dict) else None
        if not isinstance(labels, dict):
            raise Broken
        return {str(name): str(value) for name, value in labels.items()}


@dataclass
class _Buffer:
    """Bytes of a file that are at hand, and the place up to which they were used."""

    file: BinaryIO
    chunk: int
    data: bytes = b""
    place: int = 0
    ended: bool = False

    def until_values(self) -> bytes | None:
        """What stands before the next samples, which begin behind it; None where there are none any more."""
        while (found := VALUES.search(self.data, self.place)) is None:
            if not self._more():
                return None
        before = self.data[self.place : found.start()]
        self.place = found.end()
        return before

    def until_closed(self) -> bytes:
        """The pairs of the samples that begin here, up to the bracket that closes them."""
        searched = self.place
        while (end := self.data.find(b"}", searched)) == -1:
            searched = len(self.data) - self.place
            if not self._more():
                raise Broken
        pairs = self.data[self.place : end]
        other = CLOSED.search(pairs) if b"h" in pairs else None  # histograms follow the values
        last = other.end() - 1 if other else pairs.rfind(b"]")
        if last < 0:
            raise Broken
        self.place += last + 1
        return pairs[:last]

    def rest(self) -> bytes:
        """Everything that is left."""
        found = [self.data[self.place :]]
        while self._more():
            found = [self.data[self.place :]]
        return b"".join(found)

    def _more(self) -> bool:
        """Read on; what was used is dropped. False at the end of the file."""
        new = self.file.read(self.chunk)
        self.data, self.place = self.data[self.place :] + new, 0
        return bool(new)


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken from error
