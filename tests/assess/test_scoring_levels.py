"""Levels, gates and the reasons that hold a level down."""

from typing import Any

import pytest

from assess.scoring.levels import Standing, gate_credits, rate
from assess.scoring.results import CriterionResult, Rating
from indicators.definitions import Caps, Floor, Level, Profile
from indicators.records import Text
from tests.assess.oracles import SCORING

TEXT = Text("", "")
LEVELS = (
    Level("L1", TEXT, 0),
    Level("L2", TEXT, 40),
    Level("L3", TEXT, 60, assurance_from=0.5),
    Level("L4", TEXT, 80, assurance_from=0.7, group_from=40),
    Level("L5", TEXT, 90, assurance_from=0.85, group_from=40),
)
PROFILE = Profile(
    code="levels",
    version="1",
    method="method-1.0",
    framework="small",
    title=TEXT,
    description=TEXT,
    pillars={},
    groups={},
    indicators={},
    anchors=(),
    levels=LEVELS,
    caps=Caps(0.8, (Floor(40, "L3"), Floor(20, "L2"))),
    gates=("T12-1",),
    assurance={},
)


def rating(score: float, assurance: float = 1.0, group: float = 100.0, **more: float) -> Rating:
    standing = Standing(
        score=score,
        assurance=assurance,
        groups={"compute": group},
        coverage={"performance": more.get("coverage", 1.0)},
        gates={"T12-1": more.get("gate", 1.0)},
    )
    return rate(PROFILE, standing)


@pytest.mark.parametrize("case", SCORING["gates"], ids=lambda case: case["why"] or "nothing")
def test_the_level_is_what_was_worked_out(case: dict[str, Any]) -> None:
    found = rating(
        case["S"],
        case["A"],
        case["min_group"],
        coverage=case["coverage"],
        gate=1.0 if case["gates_ok"] else 0.25,
    )
    assert found.level == case["level"]
    assert bool(found.caps) == bool(case["why"])


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, "L1"), (39.999, "L1"), (40, "L2"), (60, "L3"), (79.9, "L3"), (80, "L4"), (90, "L5")],
)
def test_the_score_alone_gives_a_level(score: float, level: str) -> None:
    assert rating(score) == Rating(level, level, ())


def test_every_reason_is_told_not_only_the_hardest() -> None:
    found = rating(92, assurance=0.6, group=15, gate=0.25)
    told = {(cap.rule, cap.subject, cap.found, cap.needed, cap.limit) for cap in found.caps}
    assert told == {
        ("assurance", "L5", 0.6, 0.85, "L3"),
        ("group", "compute", 15, 20, "L2"),
        ("gate", "T12-1", 0.25, 0.5, "L2"),
    }
    assert (found.level, found.by_score) == ("L2", "L5")


def test_a_limit_that_binds_nothing_is_not_a_reason() -> None:
    assert rating(30, assurance=0.1, group=10, gate=0.0).caps == ()


def test_a_limit_missed_by_rounding_alone_is_met() -> None:
    assert rating(80 - 1e-12, assurance=0.7 - 1e-12, coverage=0.8 - 1e-12).level == "L4"


def test_half_known_is_not_rated_and_says_so() -> None:
    found = rating(85, coverage=0.5)
    assert found.level is None
    assert [(cap.rule, cap.subject, cap.limit) for cap in found.caps] == [
        ("coverage", "performance", None)
    ]


def test_an_unanswered_gate_fires_only_when_it_is_final() -> None:
    unanswered = CriterionResult("T12-1", "missing", None, None, None, gate=True)
    assert gate_credits([unanswered], final=False) == {}
    assert gate_credits([unanswered], final=True) == {"T12-1": 0.0}


def test_a_gate_that_does_not_apply_never_fires() -> None:
    item = CriterionResult("T12-1", "not_applicable", None, None, None, gate=True)
    assert gate_credits([item], final=True) == {}
