"""The report's open points read otherwise: exact numbers, steps that say what was computed, effects, refusals."""

import json
import math
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.capacity.choices import CHOICES
from assess.capacity.figures import Figures, figures_of
from assess.capacity.report_mode import PlanError, PlanInput, ReportPlan, report_mode
from tests.assess.test_capacity_plan import EXAMPLE, command, planned, refused

DEFAULTS = {choice.code: choice.default for choice in CHOICES}
SHAPE = "96x12288x2048"
ANY = {
    **{choice.code: st.sampled_from([item.value for item in choice.options]) for choice in CHOICES},
    "A8": st.sampled_from(["none", SHAPE, "1x1x1"]),
    "A9": st.sampled_from(["same", "1.8e12"]),
    "A12": st.sampled_from(["1", "0.9", "0.335"]),
}


def figures(**choices: str) -> Figures:
    return figures_of(PlanInput.from_mapping({**EXAMPLE, "choices": choices}))


def plan_of(choices: dict[str, str]) -> ReportPlan | None:
    """The plan, where the choices go together."""
    try:
        return report_mode(PlanInput.from_mapping({**EXAMPLE, "choices": choices}))
    except PlanError:
        assert choices["A7"] == "6s"
        assert choices["A8"] == "none"
        return None


def test_the_defaults_are_the_reports_exact_figures() -> None:
    assert figures(**DEFAULTS) == figures()
    assert figures().cards == 9453
    assert (
        figures().compute_pflops
        == Fraction(8 * 175 * 3500 * 10**18, 50 * 86400) / Fraction(2, 5) / 10**15
    )
    assert figures().storage_table_pb == Fraction("3.6435")


@pytest.mark.parametrize(
    ("choices", "cards"),
    [
        ({"A7": "6"}, 7090),  # 9452.16 * 6 / 8 = 7089.12
        ({"A6": "MFU"}, 7090),
        ({"A10": "sparse"}, 18905),  # 18904.32
        (
            {"A8": SHAPE},
            9714,
        ),  # 9452.16 * (8 * 175e9 + 16 * 96 * 12288 * 2048) / (8 * 175e9) = 9713.13...
        ({"A12": "0.9"}, 9453),
        ({"A12": "0.9", "A22": "calendar"}, 10503),  # 10502.4
    ],
)
def test_cards_follow_the_reading(choices: dict[str, str], cards: int) -> None:
    assert figures(**choices).cards == cards


@pytest.mark.parametrize(
    ("choices", "terabytes"),
    [
        ({"A4": "14"}, 14 + 1400 + 588 + 122.5),
        ({"A5": "10*24+50w"}, 14 + 1400 + 840 + 17.5),
        ({"A5": "3*24+10"}, 14 + 1400 + 252 + 35),
        ({"A1": "D*2"}, 7 + 700 + 840 + 175),
        ({"A2": "20"}, 14 + 280 + 840 + 175),
        ({"A9": "1.75e12"}, 10 * (14 + 1400 + 840 + 175)),
        ({"A9": "1.75e12", "A1": "D*4"}, 14 + 1400 + 8400 + 1750),
    ],
)
def test_storage_by_models_follows_the_reading(choices: dict[str, str], terabytes: float) -> None:
    assert figures(**choices).storage_table_pb == Fraction(str(terabytes)) * Fraction(3, 2) / 1000


def test_bandwidth_may_be_what_the_training_needs() -> None:
    # 175e9 * 20 B in 1 % of an hour; data 3500e9 * 4 B in 50 days is 3.2 MB/s
    assert figures(A14="needs").storage_bandwidth_gb_s == Fraction(3500, 36)
    assert (
        figures(A15="delivered").storage_bandwidth_gb_s
        == Fraction(2, 5) * figures().storage_bandwidth_gb_s
    )


def test_storage_nodes_may_be_managed_in_band_on_ports_of_their_own() -> None:
    # 9,456 cards, 1,182 servers, 227 storage nodes: 9456 + 2 * (1182 + 227) + 2 * 1182 + 1182 + 227
    assert figures().network_ports == 16047
    assert figures(A18="own").network_ports == 16047 + 227
    assert figures(A18="business").network_ports == 16047 + 2 * 227
    networks = {row["code"]: row for row in planned(choices={"A18": "business"})["networks"]}
    assert networks["business"]["storage_ports"] == 454


def test_rounding_up_gives_whole_figures() -> None:
    found = figures(A19="up")
    assert found.storage_bandwidth_gb_s == 5672
    assert found.storage_total_pb == 71
    assert found.storage_table_pb == 4


def test_images_grow_up_to_the_cap_only() -> None:
    order = {**EXAMPLE, "models": [{"kind": "cv", "params": 1e12}]}
    capped = figures_of(PlanInput.from_mapping({**order, "choices": {"A3": "capped"}}))
    assert capped.storage_rows[0].training_tb == 2000  # 1e10 * 2e5 B
    assert figures_of(PlanInput.from_mapping(order)).storage_rows[0].training_tb == 200000


def evaluated(text: str) -> float:
    """The value of a step's expression."""
    text = re.sub(
        r"⌈([^⌈⌉]*)⌉",
        r"ceil(\1)",
        text.split("⌉ = ⌈", maxsplit=1)[0] + ("⌉" if "⌉ = ⌈" in text else ""),
    )
    words = {"ceil": math.ceil, "max": max, "__builtins__": {}}
    return float(eval(text.replace("×", "*").replace("^", "**"), words))  # noqa: S307 - our own text


@settings(max_examples=60)
@given(st.fixed_dictionaries(ANY))
def test_every_step_computes_what_it_says(choices: dict[str, str]) -> None:
    plan = plan_of(choices)
    for step in plan.steps if plan else ():
        assert evaluated(step.substituted) == pytest.approx(
            float(step.result), rel=1e-6, abs=1.01 if "⌈" in step.substituted else 0
        ), step.code


@settings(max_examples=40)
@given(st.fixed_dictionaries(ANY))
def test_effects_lead_from_the_reports_reading_to_the_plan(choices: dict[str, str]) -> None:
    plan = plan_of(choices)
    for point in plan.points if plan else ():
        for shift in point.taken.shifts if point.taken else ():
            assert shift.after == getattr(plan.figures, shift.quantity)  # type: ignore[union-attr]
            assert shift.before != shift.after


def test_a_plan_tells_all_22_points_and_which_change_numbers() -> None:
    told = {item["code"]: item for item in planned()["choices"]}
    assert list(told) == [f"A{number}" for number in range(1, 23)]
    only_read = {code for code, item in told.items() if not item["changes_numbers"]}
    assert only_read == {"A11", "A13", "A16", "A17", "A20", "A21"}
    assert {code for code, item in told.items() if item["fixed"]} == only_read
    assert not any(item.get("changed") for item in told.values())


def test_a_changed_point_tells_by_how_much() -> None:
    plan = planned(choices={"A7": "6"})
    told = next(item for item in plan["choices"] if item["code"] == "A7")
    effect = {item["quantity"]: item for item in told["effect"]}
    assert effect["cards"]["before"] == 9453
    assert effect["cards"]["after"] == plan["cards"] == 7090
    assert effect["storage_bandwidth_gb_s"]["share"] == -0.25
    assert "storage_table_pb" not in effect
    assert {item["value"] for item in told["others"]} == {"6s"}
    assert "A8" in told["others"][0]["missing"]["en"]


def test_printed_figures_stay_beside_the_reports_own_exact_ones() -> None:
    plan = planned(choices={"A7": "6"})
    assert plan["as_printed"]["cards"] == 9453
    assert plan["comparison"][1]["exact"] == 9453
    assert [item["reading"]["en"] for item in plan["assumptions"] if item["code"] == "A7"] == [
        "none, factor 6"
    ]


def test_the_order_keeps_what_differs_and_reads_back() -> None:
    plan = json.loads(json.dumps(planned(choices={**DEFAULTS, "A4": "14"})))
    assert plan["inputs"]["choices"] == {"A4": "14"}
    assert report_mode(PlanInput.from_mapping(plan["inputs"])).as_dict() == plan


@pytest.mark.parametrize(
    ("choices", "fault"),
    [
        ({"A4": "0"}, {"choices.A4": "not_a_choice"}),
        ({"A4": "nan"}, {"choices.A4": "not_a_choice"}),
        ({"A5": "0*24+50"}, {"choices.A5": "not_a_choice"}),
        ({"A8": "96x12288"}, {"choices.A8": "not_a_choice"}),
        ({"A11": "yes"}, {"choices.A11": "unknown"}),
        ({"A7": "6s"}, {"choices.A7": "missing"}),
        ({"A9": "1e9"}, {"choices.A9": "out_of_range"}),
        ({"A4": "x", "A6": "x"}, {"choices.A4": "not_a_choice", "choices.A6": "not_a_choice"}),
        ("A4=14", {"choices": "not_a_list"}),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choices: Any, fault: dict[str, str]) -> None:
    assert refused(choices=choices) == fault


def test_the_command_takes_choices_and_tells_their_effect() -> None:
    plan = json.loads(command("--json", "--choice=A7=6", "--choice=A4=14"))
    assert (plan["cards"], plan["inputs"]["choices"]) == (7090, {"A4": "14", "A7": "6"})
    text = command("--choice=A7=6", language="en")
    assert (
        "full, factor 8 → none, factor 6: compute 2,835.6481 → 2,126.7361 (-25.0%); cards 9,453 → 7,090 (-25.0%)"
        in text
    )
