"""Finds the readers of a file by what the file holds. A reader is a module of ``readers`` with a ``READER``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from assess.evidence import readers
from assess.evidence.reading import Extract, Finding, Match
from assess.evidence.source import Source, TooLarge
from indicators.records import Text

NOTHING_FOUND = Text(
    "文件看来属于这一种类，但没有可读的内容：可能被截断或损坏",
    "The file looks like this kind, but nothing in it can be read: perhaps it is cut or damaged",
)
SURE_FROM = 0.5
"""From this certainty on a file is read as a kind."""


@dataclass(frozen=True)
class Reader:
    """A kind of file: how it is told by its content, and how it is read.

    kind is stable; title and tools tell people what it is. A reader never raises for a bad file: it returns findings.
    """

    kind: str
    title: Text
    tools: tuple[str, ...]
    recognise: Callable[[Source], Match]
    read: Callable[[Source], Extract]


@dataclass(frozen=True)
class Tried:
    """A kind that was tried on a file, and how sure it was."""

    reader: Reader
    match: Match


@cache
def all_readers() -> tuple[Reader, ...]:
    """Every reader there is, by kind."""
    names = sorted(module.name for module in iter_modules(readers.__path__))
    modules = (import_module(f"{readers.__name__}.{name}") for name in names)
    return tuple(module.READER for module in modules if hasattr(module, "READER"))


def tried(source: Source) -> tuple[Tried, ...]:
    """Every kind with its match, the surest first."""
    found = (Tried(reader, reader.recognise(source)) for reader in all_readers())
    return tuple(sorted(found, key=lambda item: (-item.match.certainty, item.reader.kind)))


def inspect(source: Source) -> tuple[Extract, ...]:
    """What each reader that is sure of a file finds in it; a file may hold several kinds (a log with two tools' tables).

    A file of no known kind gives one extract of kind "unknown" whose finding lists every kind and why it did not match.
    """
    if not source.size:
        return (_unread(source, "empty", Text("文件为空", "The file is empty"), ""),)
    candidates = tried(source)
    sure = [item for item in candidates if item.match.certainty >= SURE_FROM]
    if not sure:
        reasons = "; ".join(f"{item.reader.kind}: {item.match.reason}" for item in candidates)
        message = Text(
            "不是已知工具的输出；逐类检查的结果见右",
            "Not the output of a known tool; why each kind did not match stands beside",
        )
        return (_unread(source, "unknown_kind", message, reasons),)
    return tuple(read_as(item.reader, source) for item in sure)


def read_as(reader: Reader, source: Source) -> Extract:
    """What a reader finds in a file of its kind; a finding where it found nothing, or where the file is too large for it."""
    try:
        found = reader.read(source)
    except TooLarge as error:
        message = Text(
            "这类文件须整体读入，文件过大；请只上传结果部分",
            "Files of this kind are read whole and this one is too large; upload its results only",
        )
        finding = Finding(
            "too_large", "error", message, found=f"{error.size} B", expected=f"<= {error.limit} B"
        )
        return Extract(reader.kind, reader.tools[0], findings=(finding,))
    if found.readings or found.findings:
        return found
    return replace(found, findings=(Finding("nothing_found", "error", NOTHING_FOUND),))


def _unread(source: Source, rule: str, message: Text, found: str) -> Extract:
    return Extract("unknown", "", findings=(Finding(rule, "error", message, found=found),))
