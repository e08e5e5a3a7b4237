"""The one intermediate document: what a report says, before it becomes a PDF or JSON. Frozen blocks in one language."""

from dataclasses import dataclass
from typing import Literal

from reports.charts.spec import Chart

Align = Literal["left", "center", "right"]
Level = Literal[1, 2]


@dataclass(frozen=True)
class Heading:
    """A chapter (1), or a section (2); those of an appendix carry no number."""

    level: Level
    text: str
    appendix: bool = False
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Running text; ``lead`` stands in front of it in bold."""

    text: str
    lead: str = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True)
class Column:
    """A column: heading, share of the width, side on which its cells stand."""

    title: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A numbered table with its caption above and its source below; ``bold`` are rows that sum up."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    bold: tuple[int, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Figure:
    """A numbered picture; its values stand in the table that follows or in the text."""

    chart: Chart
    source: str
    width: float = 0.9
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True)
class Verdict:
    """The result at a glance: the figure, the level, the scale of levels, a few facts."""

    figure: str
    unit: str
    level: str
    scale: tuple[tuple[str, bool], ...]
    facts: tuple[tuple[str, str], ...]
    kind: Literal["verdict"] = "verdict"


@dataclass(frozen=True)
class Formula:
    """A formula with names, with numbers, and its result. Trees are for typesetting, texts for everybody else."""

    label: str
    text: str
    substituted: str
    result: str
    tree: object = None
    substituted_tree: object = None
    kind: Literal["formula"] = "formula"


Block = Heading | Paragraph | Points | Table | Figure | Verdict | Formula


@dataclass(frozen=True)
class Cover:
    """The first page; ``lines`` is the title broken where it should be."""

    title: str
    lines: tuple[str, ...]
    subtitle: str
    organisation: str
    publisher: str
    year: str
    day: str
    number: str
    mark: str = ""


@dataclass(frozen=True)
class Words:
    """Headings and labels that the template sets itself."""

    notice: str
    foreword: str
    contents: str
    figures: str
    tables: str
    continued: str


@dataclass(frozen=True)
class Document:
    """A report. ``date`` is the day of the score (year, month, day), so that the same score gives the same bytes.

    ``chapter``: the body alone, without cover, notice, foreword and contents.
    """

    language: Literal["zh-hans", "en"]
    date: tuple[int, int, int]
    cover: Cover
    words: Words
    notice: tuple[Paragraph, ...]
    foreword: tuple[Paragraph, ...]
    body: tuple[Block, ...]
    chapter: bool = False
