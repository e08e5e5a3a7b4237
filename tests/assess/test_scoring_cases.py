"""The worked examples of the method, on the framework and the profile as shipped."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from assess.scoring import METHOD, assess
from assess.scoring.normalise import score, value_at
from assess.scoring.results import Assessment, Facts, PillarResult
from tests.assess import cases
from tests.assess.oracles import SCORING, TOLERANCE

EXAMPLE_1 = SCORING["example_1_techco"]
EXAMPLE_3 = SCORING["example_3_synthetic"]
GROUPS = {"系统": "P-system", "计算": "P-compute", "存储": "P-storage", "网络": "P-network", "开发": "P-development", "运维": "P-operations"}  # fmt: skip
DOMAINS = {"计算": "T-compute", "存储": "T-storage", "网络": "T-network", "开发工具": "T-tools", "运维": "T-operations"}  # fmt: skip


def assessed(facts: Facts) -> Assessment:
    return assess(cases.framework(), cases.profile(), facts)


@cache
def centre() -> Assessment:
    return assessed(cases.CENTRE)


def pillar(found: Assessment, code: str = "performance") -> PillarResult:
    return next(item for item in found.pillars if item.code == code)


def scores(found: Assessment, kind: str) -> dict[str, float]:
    known = [item for item in found.indicators if item.score is not None and item.code[0] == kind]
    return {item.code: item.score or 0.0 for item in known}


def groups(found: Assessment, names: dict[str, str], field: str = "score") -> dict[str, float]:
    by_code = {item.code: getattr(item, field) for item in found.groups}
    return {name: by_code[code] for name, code in names.items() if by_code[code] is not None}


def near(expected: Any) -> Any:
    return pytest.approx(expected, abs=TOLERANCE)


def check(facts: Facts, expected: dict[str, Any]) -> None:
    found = assessed(facts)
    result = pillar(found)
    assert scores(found, "P") == near(expected["indicator_scores"])
    assert groups(found, GROUPS) == near(expected["group_scores"])
    figures = [result.score, result.coverage, result.low, result.high]
    assert figures == near([expected[key] for key in ("S_known", "coverage", "S_low", "S_high")])


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (cases.TECHCO_BEFORE, "before"),
        (cases.TECHCO_BEFORE_SAME_TWO, "before_same_two"),
        (cases.TECHCO_AFTER_60, "after_relative_60pct"),
        (cases.TECHCO_AFTER_70, "after_points_70pct"),
    ],
    ids=["before", "before-same-two", "after-60", "after-70"],
)
def test_the_reports_third_case_before_and_after(facts: Facts, code: str) -> None:
    check(facts, EXAMPLE_1[code])


@pytest.mark.parametrize("code", sorted(cases.CASES))
def test_published_clusters_score_what_was_worked_out(code: str) -> None:
    check(cases.CASES[code], SCORING["example_2_cases"][code])


@pytest.mark.parametrize("code", sorted(cases.SEED_ONLY))
def test_the_report_alone_gives_little_coverage(code: str) -> None:
    check(cases.SEED_ONLY[code], SCORING["example_2_seed_only"][code])


def test_a_published_cluster_is_known_too_little_to_be_rated_or_shown() -> None:
    meta = assessed(cases.META)
    assert meta.known is None
    assert meta.final_rating.level is None
    assert {cap.rule for cap in meta.final_rating.caps if cap.limit is None} == {"coverage"}


def test_the_synthetic_centre_scores_what_was_worked_out_by_indicator() -> None:
    assert scores(centre(), "T") == near(EXAMPLE_3["capability_scores"])
    assert scores(centre(), "P") == near(EXAMPLE_3["performance_scores"])


def test_the_synthetic_centre_earns_the_credit_that_was_worked_out() -> None:
    credits = {item.code: item.credit for one in centre().indicators for item in one.criteria}
    expected = EXAMPLE_3["criteria_credit"]
    assert credits.pop("T05-4") is expected["T05-4"] is None
    assert credits == near({code: credit for code, credit in expected.items() if code != "T05-4"})


def test_the_synthetic_centre_scores_what_was_worked_out_by_group() -> None:
    assert groups(centre(), DOMAINS) == near(EXAMPLE_3["capability"]["domains"])
    assert groups(centre(), GROUPS) == near(EXAMPLE_3["draft"]["performance_groups"])
    assert groups(centre(), GROUPS, "final") == near(EXAMPLE_3["final"]["performance_groups"])


def test_the_synthetic_centre_as_a_draft() -> None:
    expected, result = EXAMPLE_3["draft"], pillar(centre())
    assert result.score == near(expected["performance"])
    assert result.coverage == near(expected["coverage_performance"])
    assert centre().known == near(expected["S"])
    assert centre().draft_rating.level == expected["level"]


def test_the_synthetic_centre_as_a_final() -> None:
    expected = EXAMPLE_3["final"]
    assert pillar(centre()).final == near(expected["performance"])
    assert pillar(centre(), "capability").final == near(EXAMPLE_3["capability"]["total"])
    assert centre().final == near(expected["S"])
    assert centre().final_rating.level == expected["level"]
    assert centre().final_rating.caps == ()
    assert centre().coverage == near(0.9825)


def test_the_synthetic_centre_has_bounds_assurance_and_a_geometric_figure() -> None:
    found = centre()
    both = [pillar(found, "capability"), pillar(found)]
    assert [found.low, found.high] == near(EXAMPLE_3["bounds_overall"])
    geometric = [item.geometric for item in both] + [found.geometric]
    assert geometric == near(list(EXAMPLE_3["geometric"].values()))
    assurance = [item.assurance for item in both] + [found.assurance]
    assert assurance == near(list(EXAMPLE_3["assurance"].values()))


def test_training_alone_leaves_compression_and_inference_out() -> None:
    left_out = replace(cases.profile(), not_applicable=("P15", "P16", "P17", "P18"))
    found = assess(cases.framework(), left_out, cases.CENTRE)
    expected = EXAMPLE_3["training_only_profile"]
    assert found.final == near(expected["S"])
    assert pillar(found).final == near(expected["performance"])
    assert groups(found, {"开发": "P-development"}) == near({"开发": expected["开发"]})


def test_what_is_missing_of_the_centre_is_one_indicator() -> None:
    missing = [item for item in centre().indicators if item.state == "missing"]
    assert [(item.code, item.missing) for item in missing] == [("P18", ("qps", "peak_demand"))]


def test_the_weights_are_those_of_the_method() -> None:
    shares = {item.code: item.weight for item in centre().indicators}
    printed = SCORING["weights"]
    expected = {
        item.code: printed["performance_groups"][name]
        / 2
        * printed["performance_indicators"][item.code]
        for name, group in GROUPS.items()
        for item in centre().indicators
        if item.group == group
    }
    assert {code: shares[code] for code in expected} == near(expected)
    assert shares["T14"] == near(10)


@pytest.mark.parametrize("code", ["default", "training", "inference", "equal"])
def test_contributions_add_up_with_every_shipped_profile(code: str) -> None:
    found = assess(cases.framework(), cases.profile(code), cases.CENTRE)
    assert sum(item.contribution for item in found.indicators) == pytest.approx(
        found.final, abs=1e-9
    )
    assert (found.method, found.profile) == (METHOD, f"{code} 1.1")


def test_the_equal_profile_gives_all_34_the_same_weight() -> None:
    found = assess(
        cases.framework(), cases.profile("equal"), replace(cases.CENTRE, not_applicable={})
    )
    assert {round(item.weight, 9) for item in found.indicators} == {round(100 / 34, 9)}


@pytest.mark.parametrize("anchor", cases.profile().anchors, ids=lambda item: item.code)
def test_shipped_anchors_are_those_of_the_method(anchor: Any) -> None:
    expected = SCORING["anchors"][anchor.code]
    assert anchor.scale == expected["scale"]
    assert list(anchor.points) == pytest.approx(expected["points"])
    assert score(anchor, value_at(anchor, 70)) == pytest.approx(70)
