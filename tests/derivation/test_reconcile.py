"""Several files for one figure: which counts, how far they lie apart, and which do not go together."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.derivation.derive import derive
from assess.derivation.reconcile import Choice, resolve
from assess.derivation.records import CONVERTED, DOUBTFUL, EXACT, Candidate
from assess.derivation.slots import SLOTS
from tests.derivation.cases import KNOWN, proof


def candidates(slot: str, *values: float, rank: int = EXACT) -> list[Candidate]:
    return [
        Candidate(slot, value, {}, "", (proof("mfu", value, f"{place}.log", given=f"2026-01-0{place + 1}"),), (), rank)
        for place, value in enumerate(values)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "value"), [("median", 40.0), ("best", 45.0), ("worst", 30.0), ("newest", 30.0)]
)
def test_the_rule_chooses_among_equal_proofs(rule: str, value: float) -> None:
    found = resolve(SLOTS["P13"], candidates("P13", 45.0, 40.0, 30.0), Choice(rule))  # type: ignore[arg-type]
    assert found.chosen is not None
    assert found.chosen.value == value
    assert found.spread == (30.0, 45.0)


def test_of_two_in_the_middle_the_worse_counts() -> None:
    higher = resolve(SLOTS["P13"], candidates("P13", 40.0, 41.0), Choice())
    lower = resolve(SLOTS["P05"], candidates("P05", 1.2, 1.3), Choice())
    assert (higher.chosen and higher.chosen.value, lower.chosen and lower.chosen.value) == (40.0, 1.3)  # fmt: skip


def test_a_better_proof_goes_before_a_better_value() -> None:
    every = [*candidates("P13", 40.0), *candidates("P13", 60.0, rank=CONVERTED)]
    found = resolve(SLOTS["P13"], every, Choice("best"))
    assert found.chosen is not None
    assert found.chosen.value == 40.0


def test_a_doubtful_figure_counts_only_where_it_is_named() -> None:
    every = candidates("P13", 82.0, rank=DOUBTFUL)
    assert resolve(SLOTS["P13"], every, Choice("best")).chosen is None
    named = resolve(SLOTS["P13"], every, Choice("chosen", every[0].key))
    assert named.chosen is every[0]


@pytest.mark.parametrize(
    ("slot", "values", "expected"),
    [
        ("P13", (40.0, 43.9), False),
        ("P13", (40.0, 44.1), True),
        ("P01", (98.0, 98.9), False),
        ("P01", (97.0, 98.1), True),
    ],
)
def test_files_disagree_beyond_the_stated_tolerance(
    slot: str, values: tuple[float, ...], expected: bool
) -> None:
    assert resolve(SLOTS[slot], candidates(slot, *values), Choice()).disagrees is expected


@given(st.lists(st.floats(0.1, 90.0), min_size=1, max_size=9))
def test_what_counts_always_stands_in_a_file_and_between_worst_and_best(
    values: list[float],
) -> None:
    every = candidates("P13", *values)
    chosen = {rule: resolve(SLOTS["P13"], every, Choice(rule)).chosen for rule in ("worst", "median", "best")}  # fmt: skip
    figures = [item.value for item in chosen.values() if item]
    assert set(figures) <= set(values)
    assert figures == sorted(figures)


@given(st.permutations([0, 1, 2, 3]))
def test_the_order_of_files_changes_nothing(order: list[int]) -> None:
    rows = [proof("mfu", 30.0 + place, f"{place}.log") for place in range(4)]
    assert derive([rows[place] for place in order], KNOWN) == derive(rows, KNOWN)


def test_readings_that_an_error_speaks_against_prove_nothing() -> None:
    good = proof("mfu", 40.0)
    warned = replace(good.reading, warnings=(replace(proof("mfu", 1.0, warned="x").reading.warnings[0], severity="error"),))  # fmt: skip
    assert derive([replace(good, reading=warned)], KNOWN).proved == ()
    assert derive([good], KNOWN).proved == ("P13",)


def test_files_of_other_cards_than_the_clusters_are_told() -> None:
    rows = [
        proof("cards", 8.0, "a.xml", nodes=1, facts={"card": "NVIDIA H100 80GB HBM3", "cards": 8, "nodes": 1}),
        proof("mfu", 40.0, "b.log", facts={"card": "NVIDIA A100-SXM4-80GB"}),
    ]  # fmt: skip
    known = replace(KNOWN, card="H100 SXM 80GB", nodes=16.0, cards_per_node=8.0)
    rules = {item.rule: item for item in derive(rows, known).mismatches}
    assert set(rules) == {"cards_differ", "not_the_clusters_card"}
    assert list(rules["not_the_clusters_card"].found) == ["b.log"]


def test_counts_that_the_cluster_cannot_have_are_told() -> None:
    rows = [proof("mfu", 40.0, "a.log", facts={"cards": 64, "nodes": 16})]
    rules = {item.rule for item in derive(rows, replace(KNOWN, nodes=2.0, cards_per_node=8.0)).mismatches}  # fmt: skip
    assert rules == {"more_cards", "more_nodes", "cards_per_node_differ"}
