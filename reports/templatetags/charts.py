"""{% chart %}: a picture with its caption, its table, and what Plotly needs to make it move."""

from typing import Any

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from indicators.definitions import Anchor
from reports.charts.anchors import Words, anchor_chart
from reports.charts.plotly import figure
from reports.charts.scale import known_values
from reports.charts.spec import Chart
from reports.charts.svg import for_page
from reports.charts.table import table
from reports.charts.tiers import Tiers, draw_tiers, tiers_table

register = template.Library()


@register.inclusion_tag("components/chart.html", name="chart")
def show_chart(chart: Chart, *, moving: bool = True) -> dict[str, Any]:
    """Figure with caption, SVG (no JavaScript, print), data for Plotly, and the same values as a table.

    moving: False on a page that answers as one types, where Plotly would start anew at every letter.
    """
    picture = mark_safe(for_page(chart))  # noqa: S308 - every text in it went through charts.canvas.clean
    live = figure(chart) if moving and known_values(chart) else None
    return {"chart": chart, "picture": picture, "figure": live, "table": table(chart)}


@register.inclusion_tag("components/chart.html", name="tiers")
def show_tiers(tiers: Tiers) -> dict[str, Any]:
    """A fabric by its tiers, and the same as a table."""
    picture = mark_safe(draw_tiers(tiers))  # noqa: S308 - every text in it went through charts.canvas.clean
    return {"chart": tiers, "picture": picture, "figure": None, "table": tiers_table(tiers)}


@register.inclusion_tag("components/chart.html", name="anchor_chart")
def show_anchor_chart(
    anchor: Anchor,
    measure_name: str,
    unit: str,
    point: float | None = None,
    score: float | None = None,
) -> dict[str, Any]:
    """How a measure is scored; ``point`` and ``score`` mark where the organisation stands."""
    reached = None if point is None or score is None else (point, score)
    return show_chart(anchor_chart(anchor, _anchor_words(measure_name, unit), reached))


def _anchor_words(name: str, unit: str) -> Words:
    return Words(
        title=_("From value to score: %(name)s") % {"name": name},
        alt=_("Curve of the score from 0 to 100 over the value of %(name)s.") % {"name": name},
        measure=f"{name} ({unit})" if unit else name,
        score=_("points"),
        curve=_("Score by SuanHeng's method"),
        here=_("This cluster"),
    )
