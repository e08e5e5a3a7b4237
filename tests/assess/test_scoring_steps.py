"""Every step of an assessment on a framework small enough to score by hand."""

from dataclasses import replace

import pytest

from assess.scoring import assess
from assess.scoring.results import Assessment, Facts, IndicatorResult
from tests.assess.small import CREDITS, FRAMEWORK, INPUTS, PROFILE


def assessed(facts: Facts) -> Assessment:
    return assess(FRAMEWORK, PROFILE, facts)


def without(*codes: str) -> Facts:
    return Facts({key: value for key, value in INPUTS.items() if key not in codes}, CREDITS)


def of(assessment: Assessment, code: str) -> IndicatorResult:
    return next(item for item in assessment.indicators if item.code == code)


def test_everything_known_adds_up_by_hand() -> None:
    # T1 (1 + .5)/2 = 75; P1 20 h, rate 2.5 -> 75; P2 75 -> 75; P3 speed 80 -> 80, ops 60 -> 60: 70
    found = assessed(Facts(INPUTS, CREDITS))
    assert [item.score for item in found.indicators] == pytest.approx([75, 75, 75, 70])
    assert [item.weight for item in found.indicators] == pytest.approx([25, 37.5, 12.5, 25])
    assert found.final == found.known == pytest.approx(73.75)
    assert (found.coverage, found.low, found.high) == pytest.approx((1, 73.75, 73.75))


def test_a_value_shows_its_formula_with_the_numbers_put_in() -> None:
    result = of(assessed(Facts(INPUTS, CREDITS)), "P1")
    assert (result.value, result.formula) == (20, "hours / failures")
    assert result.substituted == "100 / 5"
    assert result.measures[0].substituted == "100 / (20 × 2)"


def test_the_first_computable_alternative_counts() -> None:
    declared = {**INPUTS, "mtbf": 50.0}
    assert of(assessed(Facts(declared)), "P1").value == 20
    del declared["hours"]
    assert of(assessed(Facts(declared)), "P1").formula == "mtbf"


def test_an_alternative_without_a_result_gives_way_to_the_next() -> None:
    never_failed = {**INPUTS, "failures": 0.0}
    nothing = of(assessed(Facts(never_failed)), "P1")
    assert (nothing.state, nothing.value) == ("missing", None)
    assert of(assessed(Facts({**never_failed, "mtbf": 50.0})), "P1").value == 50


def test_a_formula_without_a_result_is_told_apart_from_missing_inputs() -> None:
    no_nodes = of(assessed(Facts({**INPUTS, "nodes": 0.0})), "P1")
    assert (no_nodes.state, no_nodes.value, no_nodes.reason) == ("missing", 20, "undefined")
    assert no_nodes.missing == ()


def test_what_is_missing_is_named_as_raw_inputs() -> None:
    assert of(assessed(without("nodes")), "P1").missing == ("nodes",)
    assert of(assessed(without("hours", "failures")), "P1").missing == ("mtbf",)
    assert of(assessed(without("bandwidth", "cards")), "P3").missing == ("bandwidth", "cards")


def test_a_value_without_its_context_has_no_score() -> None:
    result = of(assessed(without("iops")), "P2")
    assert (result.state, result.value, result.score, result.missing) == (
        "missing",
        75,
        None,
        ("iops",),
    )


def test_two_quantities_score_their_mean_and_one_scores_alone() -> None:
    assert of(assessed(Facts(INPUTS)), "P3").score == pytest.approx(70)
    assert of(assessed(without("bandwidth")), "P3").score == pytest.approx(60)


def test_a_criterion_left_open_counts_nothing_but_is_listed() -> None:
    result = of(assessed(Facts(INPUTS)), "T1")
    assert (result.state, result.score, result.missing) == ("scored", 25, ("T1-1",))
    assert result.substituted == "100 * (0 + 0.5) / 2"


def test_an_indicator_without_any_answer_is_missing() -> None:
    result = of(assessed(Facts()), "T1")
    assert (result.state, result.score, result.missing) == ("missing", None, ("T1-1", "T1-2"))


def test_a_criterion_that_does_not_apply_leaves_the_mean() -> None:
    facts = Facts(INPUTS, CREDITS, not_applicable={"T1-2": "one site"})
    assert of(assessed(facts), "T1").score == 100


def test_an_indicator_none_of_whose_criteria_applies_does_not_apply() -> None:
    facts = Facts(INPUTS, not_applicable={"T1-1": "none", "T1-2": "none"})
    found = assessed(facts)
    assert of(found, "T1").state == "not_applicable"
    assert found.final == pytest.approx(73.3333, abs=1e-4)


def test_what_does_not_apply_leaves_numerator_and_denominator() -> None:
    found = assessed(Facts(INPUTS, CREDITS, not_applicable={"P1": "one run"}))
    assert of(found, "P1").reason == "one run"
    assert [item.weight for item in found.indicators] == pytest.approx([25, 0, 50, 25])


def test_what_the_profile_leaves_out_does_not_apply() -> None:
    found = assess(FRAMEWORK, replace(PROFILE, not_applicable=("P3",)), Facts(INPUTS, CREDITS))
    assert of(found, "P3").reason == "profile"
    assert found.final == pytest.approx(75)


def test_missing_counts_nothing_in_the_final_and_the_bounds_say_what_it_could_be() -> None:
    found = assessed(without("iops"))
    assert found.known_raw == pytest.approx(77 * 0.75 + 75 * 0.25)
    assert found.final == found.low == pytest.approx(66.875)
    assert found.high == pytest.approx(66.875 + 12.5)


def test_a_draft_figure_hides_below_half_coverage() -> None:
    found = assessed(Facts({"scale": 75.0}, CREDITS))
    assert found.known is None
    assert found.known_raw == pytest.approx(75)
    assert found.coverage == pytest.approx(0.25)
    assert found.draft_rating.level is None


def test_assurance_follows_the_evidence_of_what_is_known() -> None:
    evidence = {"T1": "E4", "P2": "E3", "P3": "E2"}
    known = assessed(Facts(INPUTS, CREDITS, evidence=evidence))
    assert of(known, "P1").evidence == "E1"
    assert known.assurance == pytest.approx(0.25 + 0.375 * 0.5 + 0.125 * 0.9 + 0.25 * 0.7)
    nothing = assessed(Facts(evidence=evidence))
    assert nothing.assurance == 0


def test_a_gate_holds_the_level_down_with_its_reason() -> None:
    evidence = dict.fromkeys(("T1", "P1", "P2", "P3"), "E3")
    found = assessed(Facts(INPUTS, {"T1-1": 0.25}, evidence=evidence)).final_rating
    assert (found.level, found.by_score) == ("L1", "L2")
    assert [(cap.rule, cap.subject) for cap in found.caps] == [("gate", "T1-1")]


def test_nothing_applicable_is_not_rated() -> None:
    reasons = dict.fromkeys(("T1", "P1", "P2", "P3"), "out of scope")
    found = assessed(Facts(INPUTS, CREDITS, not_applicable=reasons))
    assert (found.final, found.low, found.high, found.geometric) == (0, 0, 100, None)
    assert found.final_rating.level is None
