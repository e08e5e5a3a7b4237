"""A framework small enough to score by hand: two pillars, three groups, five indicators."""

from indicators.definitions import (
    Anchor,
    Caps,
    Criterion,
    Floor,
    Framework,
    Group,
    Indicator,
    Input,
    Level,
    Measure,
    Pillar,
    Profile,
    Variable,
)
from indicators.records import Text

TEXT = Text("小", "small")


def _input(code: str) -> Input:
    return Input(code, TEXT, "1")


def _measure(code: str, *formulas: str, requires: tuple[str, ...] = ()) -> Measure:
    return Measure(code, code, formulas, "1", TEXT, requires)


def _quantitative(
    code: str, group: str, formulas: tuple[str, ...], *measures: Measure
) -> Indicator:
    return Indicator(
        code=code,
        pillar="performance",
        group=group,
        sequence=1,
        source_table="2",
        name=TEXT,
        name_printed="小",
        kind="quantitative",
        direction="higher",
        definition=TEXT,
        formula="",
        evidence=TEXT,
        unit="1",
        formulas=formulas,
        measures=measures,
    )


def _capability(code: str, *criteria: Criterion) -> Indicator:
    return Indicator(
        code=code,
        pillar="capability",
        group="tools",
        sequence=1,
        source_table="1",
        name=TEXT,
        name_printed="小",
        kind="capability",
        direction="higher",
        definition=TEXT,
        formula="",
        evidence=TEXT,
        criteria=criteria,
    )


FRAMEWORK = Framework(
    code="small",
    version="1",
    title=TEXT,
    source=TEXT,
    pillars=(Pillar("capability", TEXT), Pillar("performance", TEXT)),
    groups=(
        Group("tools", "capability", TEXT),
        Group("system", "performance", TEXT),
        Group("storage", "performance", TEXT),
    ),
    inputs=tuple(
        _input(code)
        for code in ("hours", "failures", "mtbf", "nodes", "cards", "bandwidth", "iops", "scale")
    ),
    variables=(Variable("compute", TEXT, "1", ("cards / 10",)),),
    indicators=(
        _capability(
            "T1",
            Criterion("T1-1", TEXT, "ordinal", "ordinal", TEXT),
            Criterion("T1-2", TEXT, "numeric", "half", TEXT, input="scale", threshold=100.0),
        ),
        _quantitative("P1", "system", ("hours / failures", "mtbf"), _measure("rate", "100 / (value * nodes)")),
        _quantitative("P2", "system", ("scale",), _measure("size", "value", requires=("iops",))),
        _quantitative(
            "P3",
            "storage",
            ("bandwidth",),
            _measure("speed", "value / compute"),
            _measure("ops", "iops / cards"),
        ),
    ),
)  # fmt: skip

PROFILE = Profile(
    code="small",
    version="1",
    method="method-1.0",
    framework="small",
    title=TEXT,
    description=TEXT,
    pillars={"capability": 1, "performance": 3},
    groups={"tools": 1, "system": 2, "storage": 1},
    indicators={"T1": 1, "P1": 3, "P2": 1, "P3": 1},
    anchors=(
        Anchor("rate", "lin", (10.0, 4.0, 2.0, 0.0), "weak", TEXT),
        Anchor("size", "lin", (0.0, 60.0, 80.0, 100.0), "weak", TEXT),
        Anchor("speed", "lin", (0.0, 60.0, 80.0, 100.0), "weak", TEXT),
        Anchor("ops", "lin", (0.0, 60.0, 80.0, 100.0), "weak", TEXT),
    ),
    levels=(Level("L1", TEXT, 0), Level("L2", TEXT, 60, assurance_from=0.5)),
    caps=Caps(0.8, (Floor(20, "L1"),), gate_credit=0.5, gate_level="L1"),
    gates=("T1-1",),
    assurance={"E0": 0, "E1": 0.5, "E2": 0.7, "E3": 0.9, "E4": 1},
)

INPUTS = {
    "hours": 100.0,
    "failures": 5.0,
    "nodes": 2.0,
    "cards": 20.0,
    "bandwidth": 160.0,
    "iops": 1200.0,
    "scale": 75.0,
}
CREDITS = {"T1-1": 1.0}
