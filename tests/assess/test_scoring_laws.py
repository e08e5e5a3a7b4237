"""What holds for any facts and any weights."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.scoring import assess
from assess.scoring.results import Assessment, Facts
from indicators.definitions import Profile
from tests.assess.small import FRAMEWORK, INPUTS, PROFILE

INDICATORS = ("T1", "P1", "P2", "P3")
amounts = st.floats(0, 1e6)
facts = st.builds(
    Facts,
    inputs=st.dictionaries(st.sampled_from([*INPUTS, "mtbf"]), amounts),
    credits=st.dictionaries(st.just("T1-1"), st.sampled_from([0.0, 0.25, 0.5, 1.0])),
    not_applicable=st.dictionaries(st.sampled_from([*INDICATORS, "T1-1", "T1-2"]), st.just("no")),
    evidence=st.dictionaries(st.sampled_from(INDICATORS), st.sampled_from(["E1", "E2", "E4"])),
)
factors = st.floats(1e-3, 1e3)


def assessed(known: Facts, profile: Profile = PROFILE) -> Assessment:
    return assess(FRAMEWORK, profile, known)


@given(facts)
def test_contributions_add_up_to_the_final_score(known: Facts) -> None:
    found = assessed(known)
    total = sum(item.contribution for item in found.indicators)
    assert total == pytest.approx(found.final, abs=1e-9)


@given(facts)
def test_shares_of_what_applies_add_up_to_the_whole(known: Facts) -> None:
    found = assessed(known)
    applies = any(item.state != "not_applicable" for item in found.indicators)
    total = sum(item.weight for item in found.indicators)
    assert total == pytest.approx(100 if applies else 0, abs=1e-9)
    assert sum(item.weight for item in found.groups) == pytest.approx(total, abs=1e-9)


@given(facts)
def test_figures_stay_in_their_bounds(known: Facts) -> None:
    found = assessed(known)
    assert 0 <= found.low <= found.final + 1e-9 <= found.high + 2e-9 <= 100 + 1e-6
    assert 0 <= found.coverage <= 1 + 1e-9
    assert 0 <= found.assurance <= 1 + 1e-9
    assert all(0 <= item.score <= 100 for item in found.indicators if item.score is not None)


@given(facts, factors, factors, factors)
def test_only_proportions_of_weights_matter(known: Facts, a: float, b: float, c: float) -> None:
    scaled = replace(
        PROFILE,
        pillars={code: share * a for code, share in PROFILE.pillars.items()},
        groups={code: share * b for code, share in PROFILE.groups.items()},
        indicators={code: share * c for code, share in PROFILE.indicators.items()},
    )
    assert assessed(known, scaled).final == pytest.approx(assessed(known).final, abs=1e-7)


@given(facts)
def test_the_order_of_facts_changes_nothing(known: Facts) -> None:
    turned = Facts(
        inputs=dict(reversed(list(known.inputs.items()))),
        credits=known.credits,
        not_applicable=dict(reversed(list(known.not_applicable.items()))),
        evidence=dict(reversed(list(known.evidence.items()))),
    )
    assert assessed(turned) == assessed(known)


@given(facts, st.sampled_from(["scale", "hours", "nodes", "T1-1"]))
def test_leaving_out_an_answer_never_pays(known: Facts, code: str) -> None:
    given_inputs = {key: value for key, value in known.inputs.items() if key != "mtbf"}
    full = replace(known, inputs=given_inputs)
    less = replace(
        full,
        inputs={key: value for key, value in given_inputs.items() if key != code},
        credits={key: value for key, value in known.credits.items() if key != code},
    )
    assert assessed(less).final <= assessed(full).final + 1e-9
    assert assessed(less).assurance <= assessed(full).assurance + 1e-9


@given(facts, st.floats(0, 1e6))
def test_a_better_input_never_scores_less(known: Facts, more: float) -> None:
    scale = known.inputs.get("scale", 0.0)
    worse = replace(known, inputs={**known.inputs, "scale": scale})
    better = replace(known, inputs={**known.inputs, "scale": scale + more})
    assert assessed(better).final >= assessed(worse).final - 1e-9


@given(facts)
def test_a_level_never_exceeds_what_the_score_gives(known: Facts) -> None:
    for rating in (assessed(known).draft_rating, assessed(known).final_rating):
        assert rating.level is None or rating.level <= rating.by_score
        assert (rating.level == rating.by_score) == (rating.caps == ())
