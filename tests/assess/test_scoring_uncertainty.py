"""How far a score could be off: the method's example, and what holds for any facts."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from assess.scoring import assess
from assess.scoring.mixing import UNRATED, levels, plain_mix, random_mix, totals
from assess.scoring.results import Facts
from assess.scoring.sampling import sample, subject_of
from assess.scoring.uncertainty import Uncertain, uncertainty
from indicators.definitions import Framework, Profile
from indicators.uncertainty import Uncertainty
from tests.assess import cases
from tests.assess.small import FRAMEWORK, PROFILE
from tests.assess.test_scoring_laws import facts

STILL = Uncertainty(draws=3, half_widths={}, weight_swing=0, pillar_swing=0, geometric_share=0)


def drawn(known: Facts, *, seed: int = 1, **changes: Any) -> Uncertain:
    profile = cases.profile()
    table = replace(profile.uncertainty, **changes)
    profile = replace(profile, uncertainty=table)
    found = uncertainty(cases.framework(), profile, known, final=True, seed=seed)
    assert found is not None
    return found


@cache
def centre() -> Uncertain:
    return drawn(cases.CENTRE, draws=4000)


def test_the_band_of_the_synthetic_centre_is_that_of_the_method() -> None:
    # scoring.md 4.9, example 3: 5 % 70.35, median 71.72, 95 % 73.05, L3 in all draws; tolerance 0.5
    band = centre().band
    assert (band.low, band.median, band.high) == pytest.approx((70.35, 71.72, 73.05), abs=0.5)
    assert [(item.level, item.share) for item in centre().levels] == [("L3", 1.0)]


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    assert drawn(cases.CENTRE) == drawn(cases.CENTRE)
    assert drawn(cases.CENTRE).band != drawn(cases.CENTRE, seed=2).band


def test_the_order_of_facts_changes_no_draw() -> None:
    ranges = {"mfu": (39.0, 41.0), "iops": (4e6, 6e6)}
    known = replace(cases.CENTRE, intervals=ranges)
    turned = replace(
        known,
        inputs=dict(reversed(list(known.inputs.items()))),
        intervals=dict(reversed(list(ranges.items()))),
    )
    assert drawn(turned) == drawn(known)


def test_the_pessimistic_bound_is_below_the_score_and_not_below_strong_evidence() -> None:
    score = assess(cases.framework(), cases.profile(), cases.CENTRE).final
    assert centre().pessimistic < score
    strong = replace(cases.CENTRE, evidence=dict.fromkeys(cases.CENTRE.evidence, "E3"))
    assert drawn(strong).pessimistic == pytest.approx(score, abs=1e-9)


def test_the_pessimistic_bound_by_hand() -> None:
    # P19 = 10 min, self-declared: bad end 12 min, 60 + 20 ln(60/12)/ln(60/10) = 77.965; half of P-operations
    known = Facts({"mean_time_to_locate": 10}, evidence={"P19": "E1"})
    profile = replace(cases.profile(), not_applicable=tuple(
        code for code in cases.framework().indicator_by_code if code != "P19"
    ))  # fmt: skip
    found = uncertainty(cases.framework(), profile, known, final=True, seed=1)
    assert found is not None
    assert found.pessimistic == pytest.approx(77.965, abs=1e-3)


def test_weaker_evidence_widens_the_band() -> None:
    weak = replace(cases.CENTRE, evidence=dict.fromkeys(cases.CENTRE.evidence, "E1"))
    strong = replace(cases.CENTRE, evidence=dict.fromkeys(cases.CENTRE.evidence, "E4"))
    still: dict[str, Any] = {"weight_swing": 0.0, "pillar_swing": 0.0, "geometric_share": 0.0}
    wide, narrow = drawn(weak, **still).band, drawn(strong, **still).band
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low) > 0


def test_drawn_anchors_move_the_score_too() -> None:
    swings = {"strong": 0.05, "medium": 0.1, "weak": 0.2}
    still: dict[str, Any] = {
        "weight_swing": 0.0,
        "pillar_swing": 0.0,
        "geometric_share": 0.0,
        "half_widths": {},
    }
    fixed, moved = drawn(cases.CENTRE, **still).band, drawn(cases.CENTRE, **still, anchor_swings=swings).band  # fmt: skip
    assert fixed.low == pytest.approx(fixed.high)
    assert moved.high - moved.low > 0.3


def test_a_given_range_is_drawn_instead_of_the_width_of_the_class() -> None:
    known = Facts({"mfu": 40}, evidence={"P13": "E1"}, intervals={"mfu": (39.9, 40.1)})
    only = {code for code in cases.framework().indicator_by_code if code != "P13"}
    profile = replace(cases.profile(), not_applicable=tuple(only))
    found = uncertainty(cases.framework(), profile, known, final=True, seed=1)
    assert found is not None
    # 60 + 20 * (39.9 - 38) / 8 = 64.75, 65.25: the band holds nine tenths of it
    assert (found.band.low, found.band.high) == pytest.approx((64.775, 65.225), abs=0.02)
    assert found.inputs[0].basis == "given"


def test_of_nothing_known_there_is_no_band() -> None:
    assert uncertainty(cases.framework(), cases.profile(), Facts(), final=True, seed=1) is None


def agree(framework: Framework, profile: Profile, known: Facts, *, final: bool) -> None:
    """The scorer on arrays says what the plain one says, on every level."""
    plain = assess(framework, profile, known)
    found = sample(subject_of(framework, profile, known), lambda _name: np.full(3, 0.5), 3)
    all_ = totals(framework, profile, found, plain_mix(profile), final=final)
    for row, item in zip(found.scores, plain.indicators, strict=True):
        wanted = np.nan if item.score is None else item.score
        assert row == pytest.approx(np.full(3, wanted), abs=1e-9, nan_ok=True)
    for group in plain.groups:
        expected = group.final if final else group.score
        means = all_.groups.get(group.code)
        shown = None if means is None else (means.final if final else means.known)[0]
        assert expected == pytest.approx(shown, abs=1e-9) or (expected is None and np.isnan(shown))  # type: ignore[arg-type]
    if any(item.score is not None for item in plain.indicators):
        expected = plain.final if final else plain.known_raw
        assert all_.score == pytest.approx(np.full(all_.score.shape, expected), abs=1e-9)
        assert all_.overall.assurance.flat[0] == pytest.approx(plain.assurance, abs=1e-9)
    rating = plain.final_rating if final else plain.draft_rating
    place = int(levels(profile, found, all_, final=final).flat[0])
    codes = [item.code for item in profile.levels]
    assert rating.level == (None if place == UNRATED else codes[place])


@given(facts)
@settings(max_examples=300)
def test_without_widths_and_draws_arrays_say_what_the_plain_scorer_says(known: Facts) -> None:
    profile = replace(PROFILE, uncertainty=STILL)
    agree(FRAMEWORK, profile, known, final=True)
    agree(FRAMEWORK, profile, known, final=False)


@pytest.mark.parametrize("code", ["default", "training", "inference", "equal"])
@pytest.mark.parametrize("known", [cases.CENTRE, *cases.CASES.values()], ids=lambda item: len(item.inputs))  # fmt: skip
def test_the_shipped_framework_agrees_on_every_case(code: str, known: Facts) -> None:
    counts = replace(STILL, counts=())
    profile = replace(cases.profile(code), uncertainty=counts)
    agree(cases.framework(), profile, known, final=True)
    agree(cases.framework(), profile, known, final=False)


def test_drawn_weights_stay_in_their_ranges() -> None:
    profile = cases.profile()
    mix = random_mix(profile, np.random.default_rng(1), 2000)
    capability = mix.pillars["capability"]
    assert 0.4 <= capability.min() < 0.405
    assert 0.595 < capability.max() <= 0.6
    assert (capability + mix.pillars["performance"]) == pytest.approx(np.ones(2000))
    tripled = mix.indicators["P01"] / profile.indicators["P01"]
    assert 0.75 <= tripled.min() < 0.76
    assert 1.24 < tripled.max() <= 1.25
    assert mix.geometric.mean() == pytest.approx(0.5, abs=0.05)
