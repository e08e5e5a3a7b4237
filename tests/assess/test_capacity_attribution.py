"""Why plans differ: parts add up, equal plans differ in nothing, swapping negates; only feasible ways count."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.capacity.attribution import NoWayError, attribute
from assess.capacity.difference import MOST, differing, explain_difference, grouped

CARD = {"peak_tflops": 312, "memory_gb": 80, "memory_gb_s": 2039, "link_gb_s": 600}
PLAN = {"params": 13e9, "tokens": 1e12, "cards": 512, **CARD, "price_per_card_hour": 2}
REPORT = {"params": 175e9, "tokens": 3.5e12, "days": 50, "utilisation": 0.4, "card_tflops": 300}
changed = st.fixed_dictionaries(
    {},
    optional={
        "tokens": st.floats(1e11, 5e12),
        "cards": st.sampled_from([256, 1024, 2048]),
        "peak_tflops": st.sampled_from([312, 989]),
        "failure_rate": st.floats(0.5, 20),
        "pue": st.floats(1.05, 2),
        "price_per_card_hour": st.floats(0.5, 9),
        "restart_s": st.floats(60, 4000),
    },
)


def table(values: dict[int, float | None]) -> Callable[[int], tuple[float, ...] | None]:
    return lambda subset: None if values[subset] is None else (values[subset] or 0.0,)


def test_of_a_product_two_factors_share_what_they_bring_together() -> None:
    # 2 x 3 -> 4 x 6: alone 6 and 6, together 18; each has 6 + 3 (by hand: (6 + 12) / 2)
    found = attribute(2, table({0: 6, 1: 12, 2: 12, 3: 24}))
    assert found == ((9.0,), (9.0,))


def test_an_infeasible_plan_between_leaves_the_other_order() -> None:
    # only second, then first: second adds 4, first adds 14
    assert attribute(2, table({0: 6, 1: None, 2: 10, 3: 24})) == ((14.0,), (4.0,))


def test_without_a_feasible_way_nothing_is_attributed() -> None:
    with pytest.raises(NoWayError):
        attribute(2, table({0: 6, 1: None, 2: None, 3: 24}))


@given(st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16))
def test_parts_add_up_and_an_input_without_effect_has_none(values: list[float]) -> None:
    idle = {place: values[place & 0b0111] for place in range(16)}
    found = attribute(4, table({**idle}))
    assert sum(part[0] for part in found) == pytest.approx(idle[15] - idle[0], abs=1e-6)
    assert found[3][0] == pytest.approx(0.0, abs=1e-6)


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=8, max_size=8))
def test_swapping_the_ends_negates_every_part_even_with_gaps(values: list[float | None]) -> None:
    there, back = dict(enumerate(values)), dict(enumerate(reversed(values)))
    try:
        found = attribute(3, table(there))
    except NoWayError:
        with pytest.raises(NoWayError):
            attribute(3, table(back))
        return
    negated = [-part[0] for part in attribute(3, table(back))]
    assert [part[0] for part in found] == pytest.approx(negated, abs=1e-6)


@settings(max_examples=15)
@given(changed)
def test_reasons_of_engineering_plans_add_up_and_swapping_negates(changes: dict[str, Any]) -> None:
    there = explain_difference("engineering", PLAN, {**PLAN, **changes})
    back = explain_difference("engineering", {**PLAN, **changes}, PLAN)
    for place in range(len(there.figures)):
        total = sum(part.adds[place] for part in there.parts)
        assert total == pytest.approx(there.second[place] - there.first[place], rel=1e-9, abs=1e-6)
    for one, other in zip(there.parts, back.parts, strict=True):
        assert one.adds == pytest.approx([-value for value in other.adds], rel=1e-9, abs=1e-6)


def test_equal_plans_differ_in_nothing_even_where_one_states_a_default() -> None:
    assert explain_difference("engineering", PLAN, {**PLAN, "pue": 1.25}).parts == ()


def test_twice_the_tokens_by_the_report_need_twice_the_cards_for_that_reason_alone() -> None:
    found = explain_difference("report", REPORT, {**REPORT, "tokens": 7e12})
    # 9,452.16 -> 9,453 in servers of 8: 9,456; twice 9,452.16 = 18,904.32 -> 18,905 -> 18,912
    assert [part.differing.code for part in found.parts] == ["tokens"]
    assert found.parts[0].adds[0] == 18912 - 9456


def test_a_card_is_one_thing_with_all_its_figures() -> None:
    other = {**PLAN, "card": "h100", "peak_tflops": 989, "memory_gb_s": 3350}
    assert [item.code for item in differing("engineering", PLAN, other)] == ["card"]


def test_a_date_here_and_a_number_of_cards_there_are_one_thing() -> None:
    dated = {**{name: value for name, value in PLAN.items() if name != "cards"}, "days": 60}
    items = differing("engineering", PLAN, dated)
    assert [(item.code, set(item.members)) for item in items] == [("asked", {"days", "cards"})]


def test_more_than_five_inputs_are_changed_by_kind() -> None:
    other = {
        **PLAN,
        "tokens": 2e12,
        "pue": 1.1,
        "server_kw": 6.5,
        "failure_rate": 8,
        "restart_s": 60,
        "mfu": 0.4,
    }
    items = grouped(differing("engineering", PLAN, other))
    assert len(items) <= MOST
    assert {name for item in items for name in item.members} >= {"tokens", "pue", "failure_rate"}
