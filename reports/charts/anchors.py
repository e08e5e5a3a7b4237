"""The picture of an anchor curve: from a measured value to a score, as the scoring profile says."""

from dataclasses import dataclass

from indicators.definitions import Anchor
from reports.charts.spec import Chart, Series

_SCORES = (0.0, 60.0, 80.0, 100.0)


@dataclass(frozen=True)
class Words:
    """The texts of the picture in the reader's language; ``measure`` names the x axis, with its unit."""

    title: str
    alt: str
    measure: str
    score: str
    curve: str
    here: str


def anchor_chart(anchor: Anchor, words: Words, reached: tuple[float, float] | None) -> Chart:
    """The curve through 0, 60, 80 and 100 points; ``reached`` marks a value and its score."""
    curve = _curve(anchor, reached)
    series = [Series(words.curve, tuple(y for _, y in curve), x=tuple(x for x, _ in curve))]
    if reached is not None:
        series.append(Series(words.here, (reached[1],), x=(reached[0],), markers_only=True))
    return Chart(
        kind="curve",
        title=words.title,
        categories=(),
        series=tuple(series),
        unit=words.score,
        alt=words.alt,
        maximum=100.0,
        x_title=words.measure,
        log_x=anchor.scale == "log",
    )


def _curve(anchor: Anchor, reached: tuple[float, float] | None) -> list[tuple[float, float]]:
    """The anchors by rising value; level on to a value that lies beyond them."""
    points = sorted(zip(anchor.points, _SCORES, strict=True))
    if reached is None:
        return points
    value = reached[0]
    before = [(value, points[0][1])] if value < points[0][0] else []
    after = [(value, points[-1][1])] if value > points[-1][0] else []
    return [*before, *points, *after]
