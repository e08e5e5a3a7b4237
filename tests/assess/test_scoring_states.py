"""States of method-1.0: evidence by criterion, weight that does not apply, the discounted score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring import assess
from assess.scoring.aggregate import PARTIAL_SCOPE_ABOVE
from assess.scoring.results import Assessment, Facts, IndicatorResult
from tests.assess import cases
from tests.assess.oracles import TOLERANCE
from tests.assess.small import CREDITS, FRAMEWORK, INPUTS, PROFILE


def small(evidence: dict[str, str], credits: dict[str, float] = CREDITS) -> IndicatorResult:
    found = assess(FRAMEWORK, PROFILE, Facts(INPUTS, credits, evidence=evidence))
    return next(item for item in found.indicators if item.code == "T1")


def assessed(facts: Facts, profile: str = "default") -> Assessment:
    return assess(cases.framework(), cases.profile(profile), facts)


def test_the_discounted_score_of_example_3_is_the_oracle() -> None:
    assert assessed(cases.CENTRE).discounted == pytest.approx(54.713, abs=TOLERANCE)


def test_the_discounted_score_is_off_in_every_shipped_profile() -> None:
    codes = ("default", "training", "inference", "equal")
    assert not any(cases.profile(code).show_discounted for code in codes)


def test_criteria_without_a_class_have_their_indicators() -> None:
    found = small({"T1": "E3"})
    assert [item.evidence for item in found.criteria] == ["E3", "E3"]
    assert found.evidence == "E3"
    assert found.kappa == pytest.approx(0.9)


def test_kappa_is_the_mean_over_the_criteria_and_the_class_the_one_it_reaches() -> None:
    found = small({"T1": "E1", "T1-1": "E4"})  # (1 + 0.5) / 2 = 0.75, at least E2's 0.7
    assert found.evidence == "E2"
    assert found.kappa == pytest.approx(0.75)


def test_an_unanswered_criterion_is_vouched_for_by_nothing() -> None:
    found = small({"T1": "E4"}, {})  # only the numeric criterion is known: (0 + 1) / 2
    assert [item.evidence for item in found.criteria] == ["E0", "E4"]
    assert found.evidence == "E1"
    assert found.kappa == pytest.approx(0.5)


def test_a_criterion_that_does_not_apply_takes_no_part_in_kappa() -> None:
    facts = Facts(INPUTS, {}, {"T1-1": "no"}, {"T1": "E4"})
    found = assess(FRAMEWORK, PROFILE, facts).indicators[0]
    assert (found.evidence, found.kappa) == ("E4", 1.0)


def test_assurance_of_example_3_stays_the_oracle() -> None:
    assert assessed(cases.CENTRE).assurance == pytest.approx(0.725, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("profile", "share"),
    [
        # P15 to P18 are 0.60 of the 20 of 50, T06 a quarter of the 20 of 50
        ("training", 0.06 + 0.025),
        # P07 .60 of 15, P13 and P14 .40 of 20, the tools' 20: each of 50
        ("inference", 0.045 + 0.04 + 0.10),
        ("default", 0.0),
    ],
)
def test_the_weight_that_does_not_apply_is_that_of_the_whole_profile(
    profile: str, share: float
) -> None:
    assert assessed(cases.CENTRE, profile).not_applicable == pytest.approx(share)


def test_above_thirty_hundredths_the_scope_is_partial() -> None:
    tools = dict.fromkeys(("T11", "T12", "T13"), "推理")  # 10 points
    more = dict.fromkeys(("P05", "P06", "P07", "P11", "P12", "P13", "P14"), "推理")
    # P05 2, P06 and P07 7.5, P11 and P12 5, P13 2.5, P14 1.5: 18.5, with the tools 28.5
    found = assessed(Facts(not_applicable=tools | more)).not_applicable
    assert found == pytest.approx(0.285)
    wider = assessed(Facts(not_applicable=tools | more | {"T06": "训练"})).not_applicable
    assert found <= PARTIAL_SCOPE_ABOVE < wider == pytest.approx(0.31)


@given(st.dictionaries(st.sampled_from(["T1", "P1", "P2", "P3"]), st.sampled_from(["E0", "E1", "E2", "E3", "E4"])))  # fmt: skip
def test_the_discounted_score_never_exceeds_the_final_one(evidence: dict[str, str]) -> None:
    found = assess(FRAMEWORK, PROFILE, Facts(INPUTS, CREDITS, evidence=evidence))
    assert found.discounted is not None
    assert 0 <= found.discounted <= found.final + 1e-9
    full = Facts(INPUTS, CREDITS, evidence=dict.fromkeys(("T1", "P1", "P2", "P3"), "E4"))
    assert assess(FRAMEWORK, PROFILE, full).discounted == pytest.approx(found.final)
