"""Advice: the least effort, proven against every combination; what stands against a level."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.scoring import assess
from assess.scoring.advice import Advice, Case, advise, applied
from assess.scoring.ladder import ladders
from assess.scoring.least_effort import Option, least_effort
from assess.scoring.results import Facts
from indicators.definitions import Caps, Floor, Level, Profile
from tests.assess.cases import CENTRE, META, framework, profile
from tests.assess.small import CREDITS, FRAMEWORK, INPUTS, PROFILE, TEXT

LEVELS = (
    Level("L1", TEXT, 0),
    Level("L2", TEXT, 50, assurance_from=0.5),
    Level("L3", TEXT, 75, assurance_from=0.8, group_from=40),
)
CAPS = Caps(0.8, (Floor(60, "L2"), Floor(20, "L1")), gate_credit=0.5, gate_level="L1")


@st.composite
def problems(draw: st.DrawFn) -> tuple[Case, Mapping[str, float]]:
    """A small framework with drawn weights, inputs (some missing), classes of evidence and costs."""
    weights = {code: draw(st.floats(0.2, 5.0)) for code in PROFILE.indicators}
    drawn = replace(PROFILE, indicators=weights, levels=LEVELS, caps=CAPS)
    inputs = {code: draw(st.floats(1.0, 150.0)) for code in INPUTS}
    for code in draw(st.lists(st.sampled_from(["hours", "bandwidth", "scale"]), max_size=1)):
        del inputs[code]
    evidence = {
        **dict.fromkeys(PROFILE.indicators, "E4"),
        "P1": draw(st.sampled_from(["E1", "E3"])),
    }
    credits = {"T1-1": draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))}
    result = assess(FRAMEWORK, drawn, Facts(inputs, credits, {}, evidence))
    costs = {code: draw(st.sampled_from([0.5, 1.0, 2.0, 5.0])) for code in PROFILE.indicators}
    return Case(FRAMEWORK, drawn, result), costs


def brute_force(case: Case, target: str, costs: Mapping[str, float]) -> float | None:
    """The least effort of all combinations, each rated by the method itself."""
    place = {level.code: number for number, level in enumerate(case.profile.levels)}
    rows = [row.rungs for item in case.result.indicators for row in ladders(case.profile, item)]
    best = None
    for chosen in product(*((None, *rungs) for rungs in rows)):
        rungs = [rung for rung in chosen if rung is not None]
        effort = sum(rung.steps * costs[rung.indicator] for rung in rungs)
        if best is not None and effort >= best:
            continue
        level = applied(case, rungs).final_rating.level
        if level is not None and place[level] >= place[target]:
            best = effort
    return best


@settings(max_examples=8)
@given(problem=problems(), target=st.sampled_from(["L2", "L3"]))
def test_no_combination_costs_less(problem: tuple[Case, Mapping[str, float]], target: str) -> None:
    case, costs = problem
    found = advise(case, target, costs)
    least = brute_force(case, target, costs)
    assert found.exact
    assert (least is None) == bool(found.against)
    if least is not None:
        assert found.effort == pytest.approx(least, abs=1e-6)


@given(
    st.lists(
        st.lists(
            st.tuples(st.floats(0.1, 5.0), st.floats(0.0, 5.0), st.floats(0.0, 5.0)),
            min_size=1,
            max_size=3,
        ),
        min_size=1,
        max_size=5,
    ),
    st.tuples(st.floats(0.0, 10.0), st.floats(0.0, 10.0)),
)
def test_the_solver_finds_the_cheapest_cover(
    rows: list[list[tuple[float, float, float]]], needs: tuple[float, float]
) -> None:
    components = [_rising(row) for row in rows]
    costs = [
        sum(row.effort for row in chosen if row)
        for chosen in product(*((None, *options) for options in components))
        if all(
            sum(row.gains[kind] for row in chosen if row) >= needs[kind] - 1e-9 for kind in (0, 1)
        )
    ]
    found = least_effort(components, needs)
    assert (found.effort if found else None) == (
        pytest.approx(min(costs), abs=1e-6) if costs else None
    )


def _rising(row: list[tuple[float, float, float]]) -> list[Option]:
    """Options of which each gains at least as much as the one before."""
    effort, gains, options = 0.0, (0.0, 0.0), []
    for cost, one, two in row:
        effort, gains = effort + cost, (gains[0] + one, gains[1] + two)
        options.append(Option(effort, gains))
    return options


def centre(target: str, code: str = "default", costs: Mapping[str, float] | None = None) -> Advice:
    scoring: Profile = profile(code)
    return advise(
        Case(framework(), scoring, assess(framework(), scoring, CENTRE)), target, costs or {}
    )


@pytest.mark.parametrize("target", ["L4", "L5"])
def test_the_centre_reaches_a_level_when_all_moves_are_made(target: str) -> None:
    found = centre(target)
    assert found.exact
    assert found.after.final_rating.level == target
    assert found.after.final == pytest.approx(
        72.182 + sum(move.points for move in found.moves), abs=1e-3
    )


def test_a_level_that_is_reached_needs_no_move() -> None:
    found = centre("L3")
    assert (found.moves, found.effort, found.against) == ((), 0.0, ())


def test_a_step_is_taken_where_it_brings_most_and_not_where_it_is_made_dear() -> None:
    """T14-3 from 0.5 to 1 is a sixth of a step and brings a twelfth of 10 points: five points a step."""
    found = centre("L4")
    [move] = [row for row in found.moves if row.rung.item == "T14-3"]
    assert (move.effort, move.points) == pytest.approx((1 / 6, 10 / 12))
    dear = centre("L4", costs={"T14": 100.0})
    assert not [row for row in dear.moves if row.rung.indicator == "T14"]
    assert dear.effort > found.effort


def test_a_gate_that_fails_is_among_the_moves() -> None:
    facts = replace(CENTRE, credits={**CENTRE.credits, "T12-1": 0.0})
    case = Case(framework(), profile(), assess(framework(), profile(), facts))
    assert case.result.final_rating.level == "L2"
    found = advise(case, "L3", {})
    assert [(move.rung.item, move.rung.end) for move in found.moves] == [("T12-1", 0.5)]
    assert found.after.final_rating.level == "L3"


def test_what_stands_against_a_level_is_named() -> None:
    """Half of all weight does not count as evidence at all: no class of it reaches the assurance of L2."""
    scoring = replace(PROFILE, assurance={"E0": 0, "E1": 0.1, "E2": 0.2, "E3": 0.3, "E4": 0.4})
    case = Case(FRAMEWORK, scoring, assess(FRAMEWORK, scoring, Facts(INPUTS, CREDITS)))
    found = advise(case, "L2", {})
    assert [(item.rule, item.needed) for item in found.against] == [("assurance", 0.5)]
    assert found.moves == ()


def test_stating_what_is_missing_is_an_improvement_like_any_other() -> None:
    case = Case(framework(), profile(), assess(framework(), profile(), META))
    found = advise(case, "L2", {})
    assert found.after.final_rating.level == "L2"
    assert any(move.rung.start is None for move in found.moves)


def test_costs_are_what_the_user_says() -> None:
    assert centre(
        "L4", costs=dict.fromkeys(framework().indicator_by_code, 2.0)
    ).effort == pytest.approx(2 * centre("L4").effort)
