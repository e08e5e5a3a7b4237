"""Chronicles in free text: dated headings and prose. Nothing is read from them; the reason is told."""

import re

from assess.evidence.reading import Extract, Finding, Match
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "chronicle", "chronicle"
DATED = re.compile(r"^#{1,6}\s+(?:\d{4}-\d\d-\d\d|\d{4}年\d{1,2}月\d{1,2}日)", re.M)
COMMENTS = re.compile(r"^(?:start|stop):\s*\S", re.M)
FEWEST = 3
PROSE = Text(
    "自由文本的大事记：事件的起止、影响范围和原因没有固定写法，机器读出的数字不可信。请由人整理为故障记录模板（docs/evidence.md），并注明出处",
    "A chronicle in free text: begin, end, extent and cause follow no fixed form, and figures read out of it by a machine cannot be trusted. Write the incidents into the template (docs/evidence.md) and cite this file",
)


def recognise(source: Source) -> Match:
    """Told by dated headings over prose, without machine-readable comments."""
    dates = len(DATED.findall(source.head))
    if dates >= FEWEST and not COMMENTS.search(source.head):
        return Match(0.6, f"{dates} dated headings over prose")
    return Match(0.0, "no dated headings (# 2022-03-11) over prose")


def read(source: Source) -> Extract:
    """The refusal."""
    dates = len(DATED.findall(source.head))
    finding = Finding("free_text", "error", PROSE, found=str(dates))
    return Extract(KIND, TOOL, findings=(finding,))


READER = Reader(KIND, Text("自由文本大事记", "Chronicle in free text"), (TOOL,), recognise, read)
