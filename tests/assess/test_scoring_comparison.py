"""Which of several clusters is better, and how sure that is."""

from dataclasses import replace

import pytest

from assess.scoring.comparison import Comparison, compare
from assess.scoring.results import Facts
from indicators.definitions import Profile
from indicators.uncertainty import Uncertainty
from tests.assess import cases
from tests.assess.oracles import SCORING

ORACLE = SCORING["example_2_rank"]
NAMES = list(cases.CASES)


def performance_only() -> Profile:
    """As the oracle was made: table 2 alone, fixed weights and inputs, 20,000 draws of what is missing."""
    table = Uncertainty(
        draws=20_000, half_widths={}, weight_swing=0, pillar_swing=0, geometric_share=0
    )
    capability = [item.code for item in cases.framework().indicators if item.kind == "capability"]
    return replace(cases.profile(), not_applicable=tuple(capability), uncertainty=table)


@pytest.fixture(scope="module")
def published() -> Comparison:
    """The four published cases of the method's example 2."""
    return compare(cases.framework(), performance_only(), list(cases.CASES.values()), 7)


def test_the_chance_of_being_first_is_that_of_the_method(published: Comparison) -> None:
    expected = [ORACLE["p_first"][name] for name in NAMES]
    assert published.first == pytest.approx(expected, abs=0.02)


def test_the_chance_of_each_pair_is_that_of_the_method(published: Comparison) -> None:
    for row, name in enumerate(NAMES):
        for column, other in enumerate(NAMES):
            expected = ORACLE["p_pair"][name].get(other, 0.5)
            assert published.above[row][column] == pytest.approx(expected, abs=0.02)


def test_no_published_case_may_be_called_better_than_another(published: Comparison) -> None:
    # the best pair is Meta above 某科技公司 at .87, below .90
    pairs = [(a, b) for a in range(4) for b in range(4)]
    assert max(published.above[a][b] for a, b in pairs) == pytest.approx(0.87, abs=0.02)
    assert not any(published.is_ordered(a, b) for a, b in pairs)


def test_both_directions_of_a_pair_add_up_to_one(published: Comparison) -> None:
    assert published.above[0][3] + published.above[3][0] == pytest.approx(1)
    assert sum(published.first) == pytest.approx(1)


def test_a_cluster_is_not_better_than_itself_with_the_same_inputs() -> None:
    found = compare(cases.framework(), cases.profile(), [cases.CENTRE, cases.CENTRE], 1)
    assert found.above[0][1] == pytest.approx(0.5, abs=0.05)
    assert not found.is_ordered(0, 1)


def test_a_clearly_better_cluster_is_ordered_from_ninety_per_cent() -> None:
    worse = {**cases.CENTRE.inputs, "availability": 60, "mtbf": 5, "mfu": 25, "hfu": 25}
    found = compare(
        cases.framework(), cases.profile(), [cases.CENTRE, replace(cases.CENTRE, inputs=worse)], 1
    )
    assert found.above[0][1] > 0.9
    assert (found.is_ordered(0, 1), found.is_ordered(1, 0)) == (True, False)


def test_what_is_missing_may_be_anything() -> None:
    found = compare(cases.framework(), cases.profile(), [Facts(), Facts()], 1)
    assert found.bands[0].median == pytest.approx(50, abs=3)
    assert found.above[0][1] == pytest.approx(0.5, abs=0.05)
