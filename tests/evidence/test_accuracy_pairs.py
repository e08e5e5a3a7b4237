"""Accuracies before and after: what compares, and what is more than chance."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.evidence.accuracy_pairs import is_chance, loss, one_per_task, paired, standard_error
from assess.evidence.reading import Condition, Reading, Where
from assess.evidence.registry import inspect
from assess.evidence.source import Source
from tests.evidence.golden import FIXTURES

TERMS: dict[str, Condition] = {
    "task": "quiz",
    "metric": "acc,none",
    "version": "1.0",
    "n_shot": 5,
    "samples": 200,
}


def accuracy(value: float, **terms: Condition) -> Reading:
    return Reading("accuracy", value, f"{value}", "%", Where(), {**TERMS, "stderr": 3.0, **terms})


def fixture(name: str) -> list[Reading]:
    data = (FIXTURES / "lm_eval" / name).read_bytes()
    return [reading for item in inspect(Source.of(name, data)) for reading in item.readings]


@pytest.mark.parametrize(
    "other",
    [{"task": "sums"}, {"metric": "acc_norm,none"}, {"version": "2.0"}, {"n_shot": 0}, {"samples": 100}, {"limit": 10.0}],
)  # fmt: skip
def test_results_of_other_terms_do_not_compare(other: dict[str, Condition]) -> None:
    assert paired([accuracy(60.0)], [accuracy(58.0, **other)]) == []
    assert len(paired([accuracy(60.0)], [accuracy(58.0)])) == 1


def test_a_table_compares_with_a_json_that_tells_more() -> None:
    pairs = paired(fixture("before.json"), fixture("console_new.log"))
    assert [(one.value, other.value) for one, other in pairs] == [
        (60.0, 59.5),
        (60.0, 59.5),
        (65.0, 64.0),
        (42.0, 40.0),
    ]


def test_a_task_with_several_metrics_counts_once_by_its_plain_accuracy() -> None:
    pairs = one_per_task(paired(fixture("before.json"), fixture("after.json")))
    assert [pair[0].conditions["metric"] for pair in pairs] == [
        "acc,none",
        "acc,none",
        "exact_match,strict-match",
    ]
    assert loss(pairs) == pytest.approx((1.5 + 1.5 + 6.0) / 3)


def test_the_error_of_a_difference_is_that_of_both_results() -> None:
    pairs = paired([accuracy(60.0, stderr=3.0)], [accuracy(56.0, stderr=4.0)])
    assert standard_error(pairs) == pytest.approx(5.0)
    assert is_chance(pairs)
    assert not is_chance(paired([accuracy(60.0)], [accuracy(55.0)]))


def test_without_a_standard_error_nothing_is_said_of_chance() -> None:
    pairs = paired([accuracy(60.0)], [Reading("accuracy", 60.0, "", "%", Where(), TERMS)])
    assert standard_error(pairs) is None
    assert not is_chance(pairs)


@given(
    values=st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 5)), min_size=1, max_size=9
    )
)
def test_the_mean_loss_turns_round_with_its_sides_and_keeps_its_error(
    values: list[tuple[float, float, float]],
) -> None:
    one = [accuracy(a, task=f"t{n}", stderr=s) for n, (a, _b, s) in enumerate(values)]
    other = [accuracy(b, task=f"t{n}", stderr=s) for n, (_a, b, s) in enumerate(values)]
    pairs, turned = paired(one, other), paired(other, one)
    assert loss(pairs) == pytest.approx(-loss(turned))
    expected = sqrt(sum(2 * s**2 for _a, _b, s in values)) / len(values)
    assert standard_error(pairs) == pytest.approx(expected)
    assert standard_error(turned) == pytest.approx(expected)
