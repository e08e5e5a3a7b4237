"""A fabric as tiers of switches above each other: a few boxes for each, their number in words, cables between."""

from dataclasses import dataclass

from reports.charts.canvas import SMALL, Canvas, clean
from reports.charts.cartesian import WIDTH
from reports.charts.scale import number
from reports.charts.table import Table

_BOXES = 6
_BOX, _HIGH = 54.0, 30.0
_STEP = 96.0
_LABEL = 150.0


@dataclass(frozen=True)
class Tier:
    """Devices of one tier, and how many cables lead down from it."""

    name: str
    count: int
    links_down: int


@dataclass(frozen=True)
class Tiers:
    """Tiers from the top down; ``columns`` head the table: tier, devices, cables down."""

    title: str
    alt: str
    tiers: tuple[Tier, ...]
    columns: tuple[str, str, str]
    cables: str


def tiers_table(told: Tiers) -> Table:
    """The same numbers as a table."""
    rows = tuple(
        (tier.name, (number(tier.count, 7), number(tier.links_down, 7) if tier.links_down else "—"))
        for tier in told.tiers
    )
    return Table(told.columns[0], told.columns[1:], rows)


def draw_tiers(told: Tiers) -> str:
    """The picture inline in a page."""
    canvas = Canvas(WIDTH, _STEP * len(told.tiers) - 30)
    for row, tier in enumerate(told.tiers):
        if row + 1 < len(told.tiers):
            _cables(canvas, told, row)
        _row(canvas, tier, 10 + _STEP * row)
    head = f'viewBox="0 0 {canvas.width:g} {canvas.height:g}" role="img" aria-label="{clean(told.alt)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{canvas.body()}\n</svg>'


def _places(tier: Tier) -> list[float]:
    """Left edges of the boxes that stand for a tier: all of a few, else six."""
    shown = min(tier.count, _BOXES)
    room = WIDTH - _LABEL
    gap = room / shown
    return [_LABEL + gap * (index + 0.5) - _BOX / 2 for index in range(shown)]


def _row(canvas: Canvas, tier: Tier, top: float) -> None:
    canvas.text((0, top + 13), tier.name, anchor="start")
    canvas.text((0, top + 30), f"× {number(tier.count, 7)}", anchor="start", size=15)
    for left in _places(tier):
        canvas.bar(0 if tier.links_down else 5, (left, top), (_BOX, _HIGH), (tier.name, tier.count))
    if tier.count > _BOXES:
        middle = (_places(tier)[-2] + _places(tier)[-1] + _BOX) / 2
        canvas.text((middle, top + 20), "…", size=18)


def _cables(canvas: Canvas, told: Tiers, row: int) -> None:
    upper, lower = told.tiers[row], told.tiers[row + 1]
    top, bottom = 10 + _STEP * row + _HIGH, 10 + _STEP * (row + 1)
    for start in _places(upper):
        for end in _places(lower):
            canvas.line((start + _BOX / 2, top), (end + _BOX / 2, bottom))
    words = f"{number(upper.links_down, 7)} {told.cables}"
    canvas.text((0, (top + bottom) / 2 + 6), words, anchor="start", size=SMALL, faint=True)
