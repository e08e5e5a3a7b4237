"""The shipped scoring profiles and cards: method-1.0 to the letter."""

import json
from pathlib import Path
from typing import Any

import pytest

from indicators import load, parsing
from indicators.weights import overall_shares
from tests.indicators.shipped import ROOT, framework, profile

ORACLES: dict[str, Any] = json.loads(
    (ROOT / "tests" / "assess" / "oracles" / "scoring_oracles.json").read_text("utf-8")
)
PROFILES = sorted(path.stem for path in (load.HERE / "profiles").glob("*.toml"))


@pytest.mark.parametrize(("code", "anchor"), ORACLES["anchors"].items())
def test_anchors_are_those_of_the_method(code: str, anchor: dict[str, Any]) -> None:
    shipped = profile().anchor_by_code[code]
    assert (shipped.scale, list(shipped.points)) == (anchor["scale"], anchor["points"])


def test_no_other_anchors_are_shipped() -> None:
    assert profile().anchor_by_code.keys() == ORACLES["anchors"].keys()


def test_group_weights_are_those_of_the_method() -> None:
    names = {item.code: item.name.zh for item in framework().groups}
    weights = {(code[0], names[code]): share for code, share in profile().groups.items()}
    capability = {
        ("T", name): share for name, share in ORACLES["weights"]["capability_domains"].items()
    }
    performance = {
        ("P", name): share for name, share in ORACLES["weights"]["performance_groups"].items()
    }
    assert weights == capability | performance
    assert profile().pillars == ORACLES["weights"]["pillars"]


def test_indicator_weights_are_those_of_the_method() -> None:
    shares, groups = (
        overall_shares(framework(), profile()),
        ORACLES["weights"]["performance_groups"],
    )
    for code, share in ORACLES["weights"]["performance_indicators"].items():
        group = next(
            item
            for item in framework().groups
            if item.code == framework().indicator_by_code[code].group
        )
        assert shares[code] == pytest.approx(0.5 * groups[group.name.zh] * share)
    assert shares["T14"] == pytest.approx(10)


def test_levels_gates_and_caps_are_those_of_the_method() -> None:
    shipped = profile()
    levels = [
        (item.code, item.score_from, item.assurance_from, item.group_from)
        for item in shipped.levels
    ]
    assert levels == [
        ("L1", 0, 0, 0),
        ("L2", 40, 0, 0),
        ("L3", 60, 0.5, 0),
        ("L4", 80, 0.7, 40),
        ("L5", 90, 0.85, 40),
    ]
    assert shipped.gates == ("T12-1", "T07-1", "T14-1")
    assert [(item.below, item.level) for item in shipped.caps.group_floors] == [
        (40, "L3"),
        (20, "L2"),
    ]
    assert (shipped.caps.coverage_from, shipped.caps.gate_credit, shipped.caps.gate_level) == (
        0.8,
        0.5,
        "L2",
    )
    assert dict(shipped.assurance) == {"E0": 0, "E1": 0.5, "E2": 0.7, "E3": 0.9, "E4": 1}


@pytest.mark.parametrize("code", PROFILES)
def test_shares_of_every_profile_add_up_to_a_hundred(code: str) -> None:
    shares = overall_shares(framework(), profile(code))
    assert sum(shares.values()) == pytest.approx(100)
    assert len(shares) == 34 - len(profile(code).not_applicable)


def test_the_equal_profile_weighs_all_indicators_the_same() -> None:
    shares = overall_shares(framework(), profile("equal"))
    assert list(shares.values()) == pytest.approx([100 / 34] * 34)


def test_the_inference_profile_measures_availability_as_a_service() -> None:
    shipped = profile("inference")
    assert shipped.anchor_by_code["P01"].points == (99, 99.5, 99.9, 99.95)
    assert shipped.not_applicable == ("P07", "P13", "P14", "T11", "T12", "T13")
    assert shipped.anchor_by_code["P05"] == profile().anchor_by_code["P05"]


def test_cards_have_sources_and_unverified_ones_say_why() -> None:
    cards = parsing.build_catalogue(load.read(load.HERE / "accelerators.toml"))
    assert len(cards) >= 25
    unverified = {card.code for card in cards if not card.verified}
    assert {"h20", "ascend-910b2", "ascend-910b3", "ascend-910b4", "ascend-910c"} <= unverified
    assert all(card.note for card in cards if not card.verified)


@pytest.mark.parametrize(
    ("code", "peak", "link"),
    [
        ("a100-sxm-80", 312, 600),
        ("h100-sxm", 989.4, 900),
        ("h20", 148, 900),
        ("mlu590", None, None),
    ],
)
def test_peaks_of_cards_are_dense(code: str, peak: float | None, link: float | None) -> None:
    cards = parsing.build_catalogue(load.read(load.HERE / "accelerators.toml"))
    card = next(card for card in cards if card.code == code)
    assert (card.peak_tflops, card.link_gb_s) == (peak, link)


def test_shipped_files_come_framework_first() -> None:
    names = [path.parent.name for path in load.shipped_files()]
    assert names[0] == "frameworks"
    assert all(isinstance(path, Path) and path.is_file() for path in load.shipped_files())
