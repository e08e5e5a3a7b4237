"""The worked example of docs/method.md, read from the page in both languages and held against the program."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from assess.scoring import assess
from assess.scoring.results import Assessment
from tests.assess import cases

PAGE = (Path(settings.BASE_DIR) / "docs" / "method.md").read_text("utf-8")
EXAMPLES = {"zh": PAGE.split("## 10 ")[1].split("\n---")[0], "en": PAGE.split("## 10 ")[2]}
GROUPS = ["P-system", "P-compute", "P-storage", "P-network", "P-development", "P-operations"]
PRINTED = 6e-4
"""Three digits are printed."""


def found() -> Assessment:
    """The centre of the example, scored."""
    return assess(cases.framework(), cases.profile(), cases.CENTRE)


def table(text: str, columns: int) -> list[list[str]]:
    """The rows of the table that has so many columns, without its head."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [row for row in rows if len(row) == columns][1:]


def figures(pattern: str, text: str) -> list[float]:
    """The numbers that stand in a sentence."""
    match = re.search(pattern, text)
    assert match, pattern
    return [float(item) for item in match.groups()]


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_indicators_of_the_worked_group_are_those_of_the_program(text: str) -> None:
    rows, results = table(text, 10), {item.code: item for item in found().indicators}
    own = {row[0]: cases.profile().indicators[row[0]] for row in rows}
    assert list(own) == ["P01", "P02", "P03", "P04", "P05"]
    for code, *numbers in rows:
        value, x, _v1, _s1, _v2, _s2, score, share, product = map(float, numbers)
        result = results[code]
        assert [value, x, score] == pytest.approx(
            [result.value, result.measures[0].value, result.score], abs=PRINTED
        )
        assert share == pytest.approx(own[code] / sum(own.values()))
        assert product == pytest.approx(share * (result.score or 0), abs=PRINTED)


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_anchors_of_the_worked_group_are_those_of_the_profile(text: str) -> None:
    results = {item.code: item for item in found().indicators}
    for code, _value, _x, low, score, high, more, *_rest in table(text, 10):
        anchor = cases.profile().anchor_by_code[results[code].measures[0].anchor]
        curve = dict(zip(anchor.points, (0, 60, 80, 100), strict=True))
        assert (curve[float(low)], curve[float(high)]) == (float(score), float(more))


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_products_of_the_group_add_up_to_its_score(text: str) -> None:
    [system] = figures(r"(?:系统组得|add up to) (\d+\.\d{3})", text)
    total = sum(float(row[-1]) for row in table(text, 10))
    final = {item.code: item.final for item in found().groups}
    assert system == pytest.approx(final["P-system"], abs=PRINTED)
    assert total == pytest.approx(system, abs=5 * PRINTED)


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_groups_add_up_to_the_pillar_and_the_overall(text: str) -> None:
    rows, final = table(text, 4), {item.code: item.final for item in found().groups}
    assert [float(row[1]) for row in rows] == pytest.approx(
        [final[code] for code in GROUPS], abs=PRINTED
    )
    pattern = r"(?:性能支柱|performance pillar has) (\S+?)(?:，|, ).*?(\d+\.\d{3}).*?(\d+\.\d{3})"
    performance, capability, overall = figures(pattern, text.replace("\n", " "))
    products = [float(row[3]) for row in rows]
    assert sum(products) == pytest.approx(performance, abs=6 * PRINTED)
    pillars = {item.code: item.final for item in found().pillars}
    assert [capability, performance] == pytest.approx(
        [pillars["capability"], pillars["performance"]], abs=PRINTED
    )
    assert overall == pytest.approx(found().final, abs=PRINTED)


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_contribution_the_assurance_and_the_level_are_those_of_the_program(text: str) -> None:
    contribution, most = figures(r"= (\d\.\d{3}) \D*(\d\.\d{3})", text)
    [first] = [item for item in found().indicators if item.code == "P01"]
    assert [contribution, most] == pytest.approx([first.contribution, first.weight], abs=PRINTED)
    assert figures(r"A = (\d\.\d{3})", text) == pytest.approx([found().assurance], abs=PRINTED)
    assert str(found().final_rating.level) in text
