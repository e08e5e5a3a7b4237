"""Raw tool output on the command line: what it proves, where it stands and what is wrong with it. Needs no database."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assess.evidence.outline import outline
from assess.evidence.reading import Extract, Finding, Reading
from assess.evidence.registry import inspect
from assess.evidence.source import Source
from indicators.records import Text

LANGUAGES = ("zh-hans", "en")
NOT_READ = frozenset({"unknown", "unreadable"})
"""Kinds of a file of which nothing could be read."""

CANNOT_OPEN = Text("文件无法打开", "The file cannot be opened")
NOTHING = Text("没有读数", "no readings")
FOR_NONE = Text("不支持指标", "for no indicator")
FROM = Text("原文", "printed")
SEVERITIES = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "note": Text("说明", "note"),
}


class Command(BaseCommand):
    """``inspect_evidence FILE... [--json]``: exit 0, 1 where a file could not be read at all, 2 for wrong usage."""

    help = "Read raw tool output: quantities with units, conditions and their place in the file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files, the language and the form."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, files: list[Path], **options: Any) -> None:
        """Read every file, print, and fail where one could not be read."""
        found = [(str(path), _extracts(path)) for path in files]
        if options["json"]:
            self.stdout.write(json.dumps(outline(found), ensure_ascii=False, indent=2))
        else:
            chinese = options["language"] == LANGUAGES[0]
            self.stdout.write("\n".join(_page(found, chinese=chinese)))
        unread = [
            name for name, extracts in found if all(item.kind in NOT_READ for item in extracts)
        ]
        if unread:
            raise CommandError(f"not read: {', '.join(unread)}")


def _extracts(path: Path) -> Sequence[Extract]:
    """What is read from a file, streamed from where it lies."""
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        finding = Finding("cannot_open", "error", CANNOT_OPEN, found=str(error))
        return (Extract("unreadable", "", findings=(finding,)),)
    return inspect(Source(path.name, size, lambda: path.open("rb"), str(path)))


def _page(found: list[tuple[str, Sequence[Extract]]], *, chinese: bool) -> Iterator[str]:
    """The same as lines to be read."""
    for name, extracts in found:
        for extract in extracts:
            yield f"{name}: {extract.kind} {extract.tool} {extract.tool_version}".rstrip()
            if not extract.readings:
                yield f"  {_in(NOTHING, chinese=chinese)}"
            for reading in extract.readings:
                yield from _lines(reading, chinese=chinese)
            for finding in extract.findings:
                yield _remark(finding, "  ", chinese=chinese)


def _lines(reading: Reading, *, chinese: bool) -> Iterator[str]:
    name = _in(reading.definition.name, chinese=chinese)
    supports = reading.indicator or _in(FOR_NONE, chinese=chinese)
    yield f"  {supports}  {name} = {reading.value:.6g} {reading.unit}  [{reading.where}]"
    printed = f"{_in(FROM, chinese=chinese)} {reading.printed} {reading.printed_unit}"
    how = f" ({reading.derived})" if reading.derived else ""
    told = ", ".join(f"{key}={value}" for key, value in reading.conditions.items())
    yield f"       {printed}{how}; {told}"
    for warning in reading.warnings:
        yield _remark(warning, "       ", chinese=chinese)


def _remark(finding: Finding, indent: str, *, chinese: bool) -> str:
    severity = _in(SEVERITIES[finding.severity], chinese=chinese)
    told = " -> ".join(part for part in (finding.found, finding.expected) if part)
    where = f" [{finding.where}]" if str(finding.where) else ""
    return f"{indent}{severity} {finding.rule}: {_in(finding.message, chinese=chinese)}{where} {told}".rstrip()


def _in(text: Text, *, chinese: bool) -> str:
    return text.zh if chinese else text.en
