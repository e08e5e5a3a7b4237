"""Two versions of a framework side by side."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from indicators.comparison import compare
from indicators.definitions import Framework, Indicator, Input
from indicators.records import Text
from tests.indicators.shipped import framework

BASE = framework()
PARTS = ("pillars", "groups", "indicators", "inputs", "variables", "notes", "mappings")
WORD = Text("改", "changed")


@st.composite
def versions(draw: st.DrawFn) -> Framework:
    """The shipped framework with some records taken out and some of the rest renamed."""
    parts: dict[str, Any] = {}
    for name in PARTS:
        rows = getattr(BASE, name)
        kept = draw(st.lists(st.sampled_from(rows), unique_by=id)) if rows else []
        parts[name] = tuple(
            replace(row, name=WORD) if hasattr(row, "name") and draw(st.booleans()) else row
            for row in kept
        )
    return replace(BASE, **parts)


@given(versions())
def test_a_version_does_not_differ_from_itself(version: Framework) -> None:
    assert compare(version, version) == ()


@given(versions(), versions())
def test_the_other_way_round_added_and_removed_change_places(
    old: Framework, new: Framework
) -> None:
    there, back = compare(old, new), compare(new, old)
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(c.kind, c.code, turned[c.state], c.bears) for c in there} == {
        (c.kind, c.code, c.state, c.bears) for c in back
    }
    details = {(c.code, d.field, d.after, d.before) for c in there for d in c.details}
    assert details == {(c.code, d.field, d.before, d.after) for c in back for d in c.details}


@given(versions(), versions())
def test_each_item_is_told_of_once(old: Framework, new: Framework) -> None:
    told = [(change.kind, change.code) for change in compare(old, new)]
    assert len(told) == len(set(told))


def changed(code: str, **fields: object) -> Framework:
    """The shipped framework with one indicator changed."""
    indicators = tuple(
        replace(item, **fields) if item.code == code else item  # type: ignore[arg-type]
        for item in BASE.indicators
    )
    return replace(BASE, indicators=indicators)


def test_a_changed_formula_is_shown_before_and_after_and_bears_on_the_score() -> None:
    (change,) = compare(BASE, changed("P20", formulas=("mttr",)))
    (detail,) = change.details
    assert (change.kind, change.code, change.state, change.bears) == (
        "indicator", "P20", "changed", True,
    )  # fmt: skip
    assert detail.field == "formulas"
    assert detail.after == Text("mttr", "mttr")


def test_a_changed_wording_bears_on_nothing() -> None:
    (change,) = compare(BASE, changed("P20", definition=WORD))
    assert (change.details[0].field, change.bears) == ("definition", False)


def test_a_criterion_that_moves_says_from_where_to_where() -> None:
    def move(item: Indicator) -> Indicator:
        t11 = BASE.indicator_by_code["T11"].criteria
        if item.code == "T11":
            return replace(item, criteria=t11[1:])
        if item.code == "T12":
            return replace(item, criteria=(*item.criteria, t11[0]))
        return item

    moved = replace(BASE, indicators=tuple(move(item) for item in BASE.indicators))
    (change,) = compare(BASE, moved)
    assert (change.code, change.details[0].field) == ("T11-1", "indicator")
    assert change.details[0].after.en == "T12"


def test_a_new_unit_of_an_input_is_a_change_of_that_input() -> None:
    def unit(item: Input) -> Input:
        return replace(item, unit="s") if item.code == "recovery_minutes" else item

    (change,) = compare(BASE, replace(BASE, inputs=tuple(unit(item) for item in BASE.inputs)))
    assert [(d.field, d.before.en, d.after.en) for d in change.details] == [("unit", "min", "s")]
