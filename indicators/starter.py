"""A scoring profile to begin with for a framework that has none: equal shares, anchors to be replaced."""

from typing import Any

from indicators.definitions import Framework

ANCHORS = {"higher": [0.0, 60.0, 80.0, 100.0], "lower": [100.0, 40.0, 20.0, 0.0]}
BASIS = {
    "zh": "起步用的占位锚点，没有依据，请替换。",
    "en": "A placeholder without any basis; replace it.",
}
LEVELS = (
    ("L1", "起步", "Initial", 0.0, 0.0),
    ("L2", "基础", "Basic", 40.0, 0.0),
    ("L3", "规范", "Established", 60.0, 0.5),
    ("L4", "优良", "Advanced", 80.0, 0.7),
    ("L5", "卓越", "Leading", 90.0, 0.85),
)
"""Code, name in Chinese and English, score from, assurance from: those of method-1.0."""


def starter_profile(framework: Framework) -> dict[str, Any]:
    """Return the tables of a profile for a framework; it passes the checks and claims nothing."""
    return {
        "code": "default",
        "version": "0.1",
        "method": "method-1.0",
        "framework": framework.code,
        "title": {"zh": "起步方案", "en": "Starter profile"},
        "description": {
            "zh": "等权重、占位锚点，供试算；正式使用前请修改。",
            "en": "Equal weights and placeholder anchors for a dry run; change it before use.",
        },
        "pillars": {item.code: 1 for item in framework.pillars},
        "groups": {item.code: 1 for item in framework.groups},
        "indicators": {item.code: 1 for item in framework.indicators},
        "anchors": _anchors(framework),
        "levels": [
            {"code": code, "name": {"zh": zh, "en": en}, "score_from": score, "assurance_from": a}
            for code, zh, en, score, a in LEVELS
        ],
        "caps": {"coverage_from": 0.8},
        "gates": [],
        "assurance": {"E0": 0, "E1": 0.5, "E2": 0.7, "E3": 0.9, "E4": 1},
    }


def _anchors(framework: Framework) -> list[dict[str, Any]]:
    points = {
        measure.anchor: ANCHORS[item.direction]
        for item in framework.indicators
        for measure in item.measures
    }
    return [
        {"code": code, "scale": "lin", "points": figures, "quality": "weak", "basis": BASIS}
        for code, figures in points.items()
    ]
