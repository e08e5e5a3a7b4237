"""plotly.js out of its Python package, under a policy that forbids inline styles."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders as staticfiles
from playwright.sync_api import Page, expect

from portal import finders

SCRIPT = (finders.package_data() / finders.SCRIPT).read_text()


def test_the_style_rules_are_all_that_the_script_holds() -> None:
    rules = finders.style_rules(SCRIPT)
    assert len(rules) == 66
    assert rules[-1].startswith(".js-plotly-plot .plotly,.js-plotly-plot .plotly div { direction:")
    assert any(rule.startswith(".plotly-notifier .notifier-close {") for rule in rules)


def test_a_script_without_the_table_of_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="no table of style rules"):
        finders.style_rules("var Plotly={}")


def test_script_and_styles_are_found_as_static_files() -> None:
    assert str(staticfiles.find("plotly/plotly.min.js")).endswith("package_data/plotly.min.js")
    styles = Path(str(staticfiles.find("plotly/plotly.css"))).read_text()
    assert ".modebar-btn" in styles
    assert staticfiles.find("plotly/other.js") is None


def test_the_id_that_keeps_map_rules_out_is_the_one_of_the_installed_script() -> None:
    ours = Path("static/js/charts.js").read_text()
    taken = re.search(r'script\.id = "([0-9a-f]{64})"', ours)
    assert taken is not None
    assert f'getElementById("{taken[1]}")' in SCRIPT


@pytest.mark.browser
@pytest.mark.urls("tests.portal.plotly_site")
def test_a_radar_is_drawn_without_a_violation_of_the_policy(page: Page) -> None:
    page.goto("/radar")
    expect(page.locator("figure[data-chart=live] .main-svg").first).to_be_visible()
    # the rules are in force: without them the drawing would stand below, not in, its frame
    layer = page.locator(".js-plotly-plot .main-svg").first
    assert layer.evaluate("e => getComputedStyle(e).position") == "absolute"
