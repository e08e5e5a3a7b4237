"""A second framework, unlike the shipped one: three levels deep, 60 indicators, other units, English only.

"Green operation of a data centre" is made up for tests. Four pillars hold 5 + 4 + 2 + 1 groups, each group
four measured indicators and one judged one. It has a profile of its own, with levels of other names and no
"default". ``write`` puts both into files, as an institute would send them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomli_w

Tables = dict[str, Any]
CODE = "green-site"
PILLARS = {
    "ENERGY": ("Supply", "Cooling", "Conversion", "Load", "Renewables"),
    "WATER": ("Intake", "Reuse", "Discharge", "Quality"),
    "PEOPLE": ("Training", "Safety"),
    "VALUE": ("Cost",),
}
KINDS = (
    # what, top unit, bottom unit, unit of the value, better, anchors
    ("water used per energy", "kL", "MWh", "L/kWh", "lower", (4.0, 2.0, 1.0, 0.5)),
    ("carbon per energy", "t", "MWh", "kg/kWh", "lower", (1.0, 0.6, 0.3, 0.1)),
    ("cost per floor area", "CNY", "sqm", "CNY/sqm", "lower", (900.0, 500.0, 300.0, 100.0)),
    ("share of power metered", "kW", "kW", "%", "higher", (20.0, 60.0, 80.0, 100.0)),
)


def text(words: str) -> dict[str, str]:
    """English only: repeated."""
    return {"zh": words, "en": words}


def groups() -> Iterator[tuple[str, str, str]]:
    """Pillar, code and name of each group."""
    for pillar, names in PILLARS.items():
        for number, name in enumerate(names, 1):
            yield pillar, f"{pillar}-{number}", name


def framework(version: str = "2026.1") -> Tables:
    """The framework's tables."""
    inputs: list[Tables] = []
    indicators: list[Tables] = []
    for pillar, group, name in groups():
        for number, kind in enumerate(KINDS, 1):
            code = f"{group}{number}"
            inputs += _inputs(code, name, kind)
            indicators.append(_measured(code, pillar, group, name, kind))
        inputs.append(_input(_name(f"{group}5"), f"{name}: audited sites", "rack"))
        indicators.append(_judged(f"{group}5", pillar, group, name))
    for place, item in enumerate(indicators, 1):
        item["sequence"] = place
    return {
        "code": CODE,
        "version": version,
        "title": text("Green operation of a data centre"),
        "source": text("Institute of Examples, Handbook of green operation, 2026"),
        "pillars": [{"code": code, "name": text(code.capitalize())} for code in PILLARS],
        "groups": [
            {"code": code, "pillar": pillar, "name": text(name)} for pillar, code, name in groups()
        ],
        "inputs": inputs,
        "indicators": indicators,
    }


def profile() -> Tables:
    """The profile's tables: every share alike, levels Bronze, Silver and Gold, one gate."""
    measured = framework()["indicators"]
    return {
        "code": "balanced",
        "version": "1",
        "method": "method-1.0",
        "framework": CODE,
        "title": text("Balanced"),
        "description": text("Every group counts alike."),
        "pillars": dict.fromkeys(PILLARS, 1.0),
        "groups": {code: 1.0 for _, code, _ in groups()},
        "indicators": {item["code"]: 1.0 for item in measured},
        "gates": ["PEOPLE-25-a"],
        "show_from_coverage": 0.4,
        "anchors": [_anchor(f"kind-{number}", kind) for number, kind in enumerate(KINDS, 1)],
        "levels": [
            {"code": "Bronze", "name": text("Started"), "score_from": 0},
            {"code": "Silver", "name": text("Managed"), "score_from": 55},
            {"code": "Gold", "name": text("Leading"), "score_from": 85, "group_from": 60},
        ],
        "caps": {
            "coverage_from": 0.5,
            "gate_credit": 0.5,
            "gate_level": "Bronze",
            "group_floors": [],
        },
        "assurance": {"E0": 0.0, "E1": 0.5, "E2": 0.7, "E3": 0.9, "E4": 1.0},
        "disclaimer": text("Weights and levels are those of the Institute of Examples."),
    }


def write(folder: Path) -> list[Path]:
    """Write both files; return their paths in the order in which they are loaded."""
    paths = [folder / "green-site.toml", folder / "balanced.toml"]
    for path, tables in zip(paths, (framework(), profile()), strict=True):
        path.write_text(tomli_w.dumps(tables), "utf-8")
    return paths


def measurements() -> list[Tables]:
    """An answer for every input: each value scores 60, whatever the kind; each number of racks meets the threshold."""
    given: list[Tables] = []
    for _, group, _ in groups():
        for number, (_, top, bottom, _, _, anchors) in enumerate(KINDS, 1):
            code = _name(f"{group}{number}")
            share = 0.01 if bottom == "kW" else 1.0
            given.append({"input": f"{code}_top", "value": anchors[1] * share * 50, "unit": top})
            given.append({"input": f"{code}_base", "value": 50, "unit": bottom})
        given.append({"input": _name(f"{group}5"), "value": 10, "unit": "rack"})
    return given


def answers() -> list[Tables]:
    """Every judged criterion half done."""
    return [{"item": f"{code}5-a", "credit": 0.5} for _, code, _ in groups()]


def _name(code: str) -> str:
    return code.lower().replace("-", "_")


def _input(code: str, name: str, unit: str) -> Tables:
    return {"code": code, "name": text(name), "unit": unit, "minimum": 0.0}


def _inputs(code: str, group: str, kind: tuple[Any, ...]) -> list[Tables]:
    what, top, bottom = kind[:3]
    return [
        _input(f"{_name(code)}_top", f"{group}: {what}, amount", top),
        _input(f"{_name(code)}_base", f"{group}: {what}, base", bottom),
    ]


def _anchor(code: str, kind: tuple[Any, ...]) -> Tables:
    what, *_, points = kind
    basis = text(f"Handbook, {what}")
    return {"code": code, "scale": "lin", "points": list(points), "quality": "weak", "basis": basis}


def _indicator(code: str, pillar: str, group: str, name: str, direction: str) -> Tables:
    return {
        "code": code, "pillar": pillar, "group": group, "name": text(name), "name_printed": name,
        "source_table": "Handbook, chapter 2", "direction": direction, "evidence": text("Meter readings of a year"),
        "definition": text(f"{name}, over one year."), "formula": "amount / base",
    }  # fmt: skip


def _measured(code: str, pillar: str, group: str, name: str, kind: tuple[Any, ...]) -> Tables:
    what, _, bottom, unit, direction, _ = kind
    number, stem = code[-1], _name(code)
    scale = "100 [%] * " if bottom == "kW" else ""
    factor = {
        "L/kWh": " * 1000 [L/kL] / 1000 [kWh/MWh]",
        "kg/kWh": " * 1000 [kg/t] / 1000 [kWh/MWh]",
    }
    formula = f"{scale}{stem}_top / {stem}_base{factor.get(unit, '')}"
    measure = {
        "code": f"{stem}_m", "anchor": f"kind-{number}", "formulas": ["value"], "unit": unit,
        "name": text(f"{name}: {what}"),
    }  # fmt: skip
    return {
        **_indicator(code, pillar, group, f"{name}: {what}", direction),
        "kind": "quantitative", "unit": unit, "formulas": [formula], "measures": [measure],
    }  # fmt: skip


def _judged(code: str, pillar: str, group: str, name: str) -> Tables:
    plan = {
        "code": f"{code}-a", "text": text(f"{name}: a plan is kept and followed"), "type": "ordinal",
        "rule": "ordinal", "evidence": text("The plan"), "na_when": text("Nothing of the kind is run"),
    }  # fmt: skip
    audited = {
        "code": f"{code}-b", "text": text(f"{name}: at least eight racks are audited"), "type": "numeric",
        "rule": "half", "evidence": text("Audit reports"), "input": _name(code), "threshold": 8.0, "unit": "rack",
    }  # fmt: skip
    return {
        **_indicator(code, pillar, group, f"{name}: governed", "higher"),
        "kind": "capability", "criteria": [plan, audited],
    }  # fmt: skip
