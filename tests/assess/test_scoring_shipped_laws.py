"""What holds for any facts on the framework and the profiles as shipped."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.scoring import assess
from assess.scoring.results import Assessment, Facts
from indicators.definitions import Indicator
from tests.assess import cases

FRAMEWORK = cases.framework()
LIMITS = {item.code: (item.minimum or 0, item.maximum or 1e9) for item in FRAMEWORK.inputs}
CODES = [item.code for item in FRAMEWORK.indicators]
ORDINAL = [code for code, item in FRAMEWORK.criterion_by_code.items() if item.type == "ordinal"]
ITEMS = [*CODES, *FRAMEWORK.criterion_by_code]
MEASURED = [item for item in FRAMEWORK.indicators if item.kind == "quantitative"]


@st.composite
def drawn(draw: st.DrawFn) -> Facts:
    """Any facts within physical limits."""
    codes = draw(st.sets(st.sampled_from(sorted(LIMITS)), max_size=len(LIMITS)))
    credits = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    classes = st.sampled_from(["E0", "E1", "E2", "E3", "E4"])
    return Facts(
        inputs={
            code: draw(st.floats(*LIMITS[code], allow_subnormal=False)) for code in sorted(codes)
        },
        credits=draw(st.dictionaries(st.sampled_from(ORDINAL), credits, max_size=12)),
        not_applicable=draw(st.dictionaries(st.sampled_from(ITEMS), st.just("no"), max_size=6)),
        evidence=draw(st.dictionaries(st.sampled_from(CODES), classes, max_size=12)),
    )


facts = drawn()
profiles = st.sampled_from(["default", "training", "inference", "equal"]).map(cases.profile)


def points(found: Assessment, code: str) -> float | None:
    """The score of an indicator."""
    return next(item.score for item in found.indicators if item.code == code)


@given(facts, profiles)
@settings(max_examples=60)
def test_scores_are_bounded_and_contributions_add_up(known: Facts, profile: Any) -> None:
    found = assess(FRAMEWORK, profile, known)
    points = [item.score for item in found.indicators]
    points += [item.score for item in found.groups] + [item.score for item in found.pillars]
    assert all(0 <= score <= 100 for score in points if score is not None)
    assert 0 <= found.low <= found.final + 1e-9 <= found.high + 2e-9 <= 100 + 1e-6
    assert sum(item.contribution for item in found.indicators) == pytest.approx(
        found.final, abs=1e-9
    )


@given(facts, profiles, st.floats(1e-3, 1e3))
@settings(max_examples=40)
def test_weights_in_another_scale_change_nothing(known: Facts, profile: Any, factor: float) -> None:
    scaled = replace(
        profile,
        pillars={code: share * factor for code, share in profile.pillars.items()},
        groups={code: share * factor for code, share in profile.groups.items()},
        indicators={code: share * factor for code, share in profile.indicators.items()},
    )
    one, other = assess(FRAMEWORK, profile, known), assess(FRAMEWORK, scaled, known)
    assert other.final == pytest.approx(one.final, abs=1e-7)
    assert other.coverage == pytest.approx(one.coverage, abs=1e-9)


@given(facts)
@settings(max_examples=40)
def test_the_order_of_anything_changes_nothing(known: Facts) -> None:
    turned = Facts(
        **{name: dict(reversed(list(getattr(known, name).items()))) for name in
           ("inputs", "credits", "not_applicable", "evidence")}
    )  # fmt: skip
    assert assess(FRAMEWORK, cases.profile(), turned) == assess(FRAMEWORK, cases.profile(), known)


@given(facts, st.sampled_from(ORDINAL))
@settings(max_examples=60)
def test_leaving_out_a_criterion_never_pays(known: Facts, code: str) -> None:
    rest = {key: value for key, value in known.credits.items() if key != code}
    less = assess(FRAMEWORK, cases.profile(), replace(known, credits=rest))
    assert less.final <= assess(FRAMEWORK, cases.profile(), known).final + 1e-9


@pytest.mark.parametrize("indicator", MEASURED, ids=lambda item: item.code)
def test_leaving_an_indicator_out_of_a_complete_centre_never_pays(indicator: Indicator) -> None:
    own = {code for code in cases.CENTRE.inputs if code not in SHARED and code in names(indicator)}
    rest = {code: value for code, value in cases.CENTRE.inputs.items() if code not in own}
    less = assess(FRAMEWORK, cases.profile(), replace(cases.CENTRE, inputs=rest))
    assert less.final <= assess(FRAMEWORK, cases.profile(), cases.CENTRE).final


SHARED = {"nodes", "cards_per_node", "card_peak"}
DECLARED = {
    "P01": "availability", "P02": "mttf", "P03": "mtbf", "P04": "daily_failure_rate", "P05": "pue",
    "P06": "card_peak", "P07": "hfu", "P08": "storage_capacity", "P09": "storage_bandwidth",
    "P10": "card_bandwidth", "P11": "node_bandwidth", "P12": "network_efficiency", "P13": "mfu",
    "P14": "scaling_linearity", "P15": "compression_ratio", "P16": "accuracy_after",
    "P17": "latency_p99", "P18": "qps", "P19": "mean_time_to_locate", "P20": "mean_time_to_recover",
}  # fmt: skip
"""By indicator, the raw input that moves it in its direction; of P16 it is the accuracy that is left."""


def names(indicator: Indicator) -> str:
    """All the formulas of an indicator, in which its inputs stand."""
    return " ".join(
        [*indicator.formulas, *(text for one in indicator.measures for text in one.formulas)]
    )


@pytest.mark.parametrize("indicator", MEASURED, ids=lambda item: item.code)
@given(data=st.data())
@settings(max_examples=15)
def test_better_in_the_indicators_direction_never_scores_less(
    indicator: Indicator, data: st.DataObject
) -> None:
    code = DECLARED[indicator.code]
    usual = cases.CENTRE_INPUTS.get(code, 100.0)
    low, high = max(LIMITS[code][0], usual / 50), min(LIMITS[code][1], usual * 50)
    values = sorted(data.draw(st.tuples(st.floats(low, high), st.floats(low, high))))
    rising = indicator.direction == "higher" or indicator.code == "P16"
    worse, better = values if rising else reversed(values)
    base = {**cases.CENTRE_INPUTS, "peak_demand": 80.0}
    scored = [
        points(assess(FRAMEWORK, cases.profile(), Facts({**base, code: value})), indicator.code)
        for value in (worse, better)
    ]
    if scored[0] is not None and scored[1] is not None:
        assert scored[0] <= scored[1] + 1e-9


@given(st.sampled_from(ORDINAL), st.sampled_from([0.25, 0.5, 1.0]))
@settings(max_examples=30)
def test_more_credit_never_scores_less(code: str, credit: float) -> None:
    credits = {**cases.CENTRE.credits, code: 0.0}
    worse = assess(FRAMEWORK, cases.profile(), replace(cases.CENTRE, credits=credits))
    better = replace(cases.CENTRE, credits={**credits, code: credit})
    assert worse.final <= assess(FRAMEWORK, cases.profile(), better).final
