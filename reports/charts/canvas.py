"""A small sheet to draw SVG on. Colours stand as attributes for paper; classes let a page give its own."""

import re
from html import escape
from typing import Literal

from reports.charts.scale import number, text_width

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
Note = tuple[str, float]  # what a shape stands for: its name and value

COLOURS = ("#12478a", "#b4600a", "#1d7a6b", "#75408f", "#a1313f", "#566273")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2")
MARKERS = ("circle", "square", "triangle", "diamond", "cross", "ring")
SHADES = (1.0, 0.5, 0.22, 0.75, 0.35, 0.12)
TEXT, FAINT, GRID, AXIS = "#17202c", "#546072", "#dfe4eb", "#78849a"

SMALL = 11.5
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text, safe inside XML: escaped, without characters that XML cannot hold."""
    return escape(_NOT_XML.sub("", text))


def _points(points: list[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _dash(index: int) -> str:
    dash = DASHES[index % 6]
    return f' stroke-dasharray="{dash}"' if dash else ""


class Canvas:
    """Collects shapes; series are numbered, and their number gives colour, dash, marker and shade."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.parts: list[str] = []

    def line(self, start: Point, end: Point, *, axis: bool = False) -> None:
        """A grid line, or an axis."""
        name, colour = ("axis", AXIS) if axis else ("gridline", GRID)
        (x1, y1), (x2, y2) = start, end
        self.parts.append(
            f'<line class="{name}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'
        )

    def ring(self, points: list[Point]) -> None:
        """A closed grid line."""
        self.parts.append(
            f'<polygon class="gridline" points="{_points(points)}" fill="none" stroke="{GRID}"/>'
        )

    def text(
        self,
        at: Point,
        words: str,
        *,
        anchor: Anchor = "middle",
        size: float = 12.5,
        faint: bool = False,
    ) -> None:
        """A line of text whose foot stands at the point."""
        look = f' class="faint" fill="{FAINT}"' if faint else f' fill="{TEXT}"'
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" font-size="{size:g}"{look}>{clean(words)}</text>'
        )

    def slanted(self, at: Point, words: str) -> None:
        """A text that ends at the point, rising towards it."""
        x, y = at
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="end" font-size="{SMALL}" fill="{TEXT}"'
            f' transform="rotate(-40 {x:.1f} {y:.1f})">{clean(words)}</text>'
        )

    def path(self, index: int, points: list[Point]) -> None:
        """The open line of a series."""
        self.parts.append(
            f'<polyline class="stroke s{index % 6 + 1}" points="{_points(points)}" fill="none"'
            f' stroke="{COLOURS[index % 6]}" stroke-width="2" stroke-linejoin="round"{_dash(index)}/>'
        )

    def area(self, index: int, points: list[Point]) -> None:
        """The closed line of a series, lightly filled."""
        colour = COLOURS[index % 6]
        self.parts.append(
            f'<polygon class="stroke fill s{index % 6 + 1}" points="{_points(points)}" fill="{colour}" fill-opacity="0.1"'
            f' stroke="{colour}" stroke-width="2" stroke-linejoin="round"{_dash(index)}/>'
        )

    def bar(self, index: int, corner: Point, size: Point, note: Note | None = None) -> None:
        """A bar from its upper left corner; later series are lighter, so that they differ without colour."""
        colour, (x, y), (width, height) = COLOURS[index % 6], corner, size
        self._add(
            "rect",
            f'class="stroke fill s{index % 6 + 1}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}"'
            f' height="{max(height, 0):.1f}" fill="{colour}" fill-opacity="{SHADES[index % 6]}" stroke="{colour}"',
            note,
        )

    def shade(self, corner: Point, size: Point) -> None:
        """A region behind the curves."""
        (x, y), (width, height) = corner, size
        self.parts.append(
            f'<rect class="fill s1" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, 0):.1f}"'
            f' fill="{COLOURS[0]}" fill-opacity="0.1"/>'
        )

    def marker(self, index: int, at: Point, note: Note | None = None, radius: float = 3.6) -> None:
        """The point of a series, in its own shape."""
        colour, kind = COLOURS[index % 6], MARKERS[index % 6]
        look = f'class="fill halo s{index % 6 + 1}" fill="{colour}" stroke="#fff"'
        if kind == "ring":
            look = f'class="stroke s{index % 6 + 1}" fill="#fff" stroke="{colour}" stroke-width="2"'
        self._add("path", f'{look} d="{_shape(kind, at, radius)}"', note)

    def _add(self, tag: str, attributes: str, note: Note | None) -> None:
        """A shape; with a note it carries the value it stands for, and a tooltip."""
        if note is None:
            self.parts.append(f"<{tag} {attributes}/>")
            return
        name, value = note
        self.parts.append(
            f'<{tag} {attributes} data-value="{value!r}"><title>{clean(name)}: {number(value)}</title></{tag}>'
        )

    def legend(self, names: list[str], top: float, *, lines: bool) -> None:
        """The names of the series with their look, centred, in as many rows as they need."""
        for row, items in enumerate(legend_rows(names, self.width)):
            x = (self.width - sum(width for _, _, width in items)) / 2
            for index, name, width in items:
                self._key(index, (x, top + 20 * row), lines=lines)
                self.text((x + 28, top + 20 * row), name, anchor="start", size=12)
                x += width

    def _key(self, index: int, at: Point, *, lines: bool) -> None:
        x, y = at
        if not lines:
            self.bar(index, (x + 6, y - 10), (14, 11))
            return
        self.path(index, [(x, y - 4), (x + 22, y - 4)])
        self.marker(index, (x + 11, y - 4))

    def body(self) -> str:
        """All shapes, in the order in which they were drawn."""
        return "\n".join(self.parts)


def legend_rows(names: list[str], width: float) -> list[list[tuple[int, str, float]]]:
    """(number, name, width) of each series, broken into rows that fit."""
    rows: list[list[tuple[int, str, float]]] = [[]]
    for index, name in enumerate(names):
        size = text_width(name, 12) + 48
        if rows[-1] and sum(item[2] for item in rows[-1]) + size > width:
            rows.append([])
        rows[-1].append((index, name, size))
    return rows


def _shape(kind: str, at: Point, r: float) -> str:
    x, y = at
    if kind == "square":
        return f"M{x - r:.1f},{y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}Z"
    if kind == "triangle":
        return f"M{x:.1f},{y - r - 1:.1f}L{x + r + 1:.1f},{y + r:.1f}H{x - r - 1:.1f}Z"
    if kind == "diamond":
        return f"M{x:.1f},{y - r - 1:.1f}l{r + 1:.1f},{r + 1:.1f}l{-r - 1:.1f},{r + 1:.1f}l{-r - 1:.1f},{-r - 1:.1f}Z"
    if kind == "cross":
        return f"M{x - r:.1f},{y - 1.3:.1f}h{r - 1.3:.1f}v{1.3 - r:.1f}h2.6v{r - 1.3:.1f}h{r - 1.3:.1f}v2.6h{1.3 - r:.1f}v{r - 1.3:.1f}h-2.6v{1.3 - r:.1f}h{1.3 - r:.1f}Z"
    return f"M{x - r:.1f},{y:.1f}a{r:.1f},{r:.1f} 0 1 0 {2 * r:.1f},0a{r:.1f},{r:.1f} 0 1 0 {-2 * r:.1f},0Z"
