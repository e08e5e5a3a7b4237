"""Scaling-law advice: what the laws advise, how far a model is from it, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.capacity.advice import LAWS, Advice, advise
from assess.capacity.faults import PlanError
from assess.capacity.scaling_law import BESIROGLU, HOFFMANN

USUAL = 0.36
REPORT = {"params": "175B", "tokens": "3500B"}


def by_law(advice: Advice) -> dict[str, tuple[float, float]]:
    return {item.law.code: (item.params, item.tokens / item.params) for item in advice.advised}


def test_the_reports_example_is_nearly_the_best_use_of_its_operations() -> None:
    # shared reference: the refit gives 187B at 17.6 tokens per parameter, Hoffmann's printed constants 74B at 111
    found = by_law(advise(REPORT, USUAL))
    assert found["besiroglu"][0] == pytest.approx(187e9, rel=5e-3)
    assert found["besiroglu"][1] == pytest.approx(17.6, abs=0.05)
    assert found["hoffmann"][0] == pytest.approx(74e9, rel=1e-2)
    assert found["hoffmann"][1] == pytest.approx(111, abs=0.5)
    assert found["twenty"][1] == pytest.approx(20)
    refit = next(item for item in advise(REPORT, USUAL).advised if item.law.code == "besiroglu")
    assert refit.held is not None
    assert refit.held.excess == pytest.approx(3e-5, abs=5e-6)


def test_cards_for_a_time_are_a_budget_at_the_usual_utilisation() -> None:
    order = {"cards": 1000, "days": 10, "peak_tflops": 312}
    assert advise(order, USUAL).flops == pytest.approx(1000 * 864000 * 312e12 * 0.36)
    assert advise({**order, "mfu": "40%"}, USUAL).flops == pytest.approx(
        1000 * 864000 * 312e12 * 0.4
    )
    assert advise({**order, "flops": 1e21}, USUAL).budget_from == "flops"


@given(st.floats(min_value=1e7, max_value=1e13))
def test_the_tokens_for_a_size_make_that_size_the_best(params: float) -> None:
    for law in LAWS:
        tokens = law.best_tokens(params)
        best, _tokens = law.best(6.0 * params * tokens)
        assert best == pytest.approx(params, rel=1e-6)


@given(st.floats(min_value=1e18, max_value=1e27), st.floats(min_value=-2.0, max_value=2.0))
def test_the_fewest_operations_reach_the_loss_and_are_no_more_than_were_spent(
    flops: float, away: float
) -> None:
    for law in (BESIROGLU, HOFFMANN):
        params = law.best(flops)[0] * 10.0**away
        loss = law.loss(params, flops / 6.0 / params)
        least = law.least_flops(loss, flops)
        assert least <= flops * (1 + 1e-9)
        assert law.loss(*law.best(least)) == pytest.approx(loss, rel=1e-6)


def test_a_model_trained_on_is_smaller_than_its_operations_allow() -> None:
    [refit, *_] = advise({"params": "8.03B", "tokens": "15T"}, USUAL).advised
    assert refit.held is not None
    assert refit.held.share is not None
    assert refit.held.share > 50
    assert refit.params > 8.03e9
    assert refit.held.spent_on_top is not None
    assert refit.held.spent_on_top > 0.5


def test_what_lies_beyond_the_fitted_trainings_is_told() -> None:
    small = advise({"flops": 6 * 1e9 * 20e9}, USUAL)
    assert all(not item.beyond for item in small.advised)
    large = advise({"flops": 1e25}, USUAL)
    assert all(len(item.beyond) == 2 for item in large.advised)


def test_serving_makes_the_model_smaller() -> None:
    [refit, *_] = advise({"flops": 1e23, "served_tokens": "10T"}, USUAL).advised
    assert refit.served is not None
    assert refit.served.params < refit.params
    assert refit.served.tokens > refit.tokens


@pytest.mark.parametrize(
    ("order", "faults"),
    [
        ({}, {("flops", "missing")}),
        ({"cards": 8, "days": 1}, {("flops", "missing")}),
        ({"params": "many", "colour": 1}, {("params", "not_a_number"), ("colour", "unknown")}),
        ({"flops": 1e40}, {("flops", "out_of_range")}),
    ],
)
def test_what_gives_no_budget_is_refused(
    order: dict[str, object], faults: set[tuple[str, str]]
) -> None:
    with pytest.raises(PlanError) as caught:
        advise(order, USUAL)
    assert {(item.field, item.code) for item in caught.value.faults} == faults
