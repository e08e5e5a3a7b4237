"""Pictures of the validation page: predicted against reported, and the interval that should hold each training."""

from collections.abc import Iterable, Sequence

from assess.capacity.judging import FORMULAS
from assess.capacity.priors import HeldOut
from indicators.records import Text
from reports.charts.spec import Chart, Series
from reports.dashboard import say
from reports.validation import Row

HOURS_PER_BILLION = 1e9 / 3600.0
"""Card-seconds per token to card-hours per billion tokens."""

SHOWN = ("model", "attention", "steps", "blind")
_DIGITS = 5


def predicted(rows: Sequence[Row], language: str) -> Chart:
    """What each run cost against what the formulas say it costs, in card-hours per billion tokens, both logarithmic."""
    formulas = [item for code in SHOWN for item in FORMULAS if item.code == code]
    series = [_series(say(item.name, language), item.code, rows) for item in formulas]
    known = [item for item in series if item.values]
    ends = _ends(known)
    equal = Series(say(Text("预测 = 所报", "predicted = reported"), language), ends, x=ends)
    shown = sum(len(item.values) for item in known)
    return Chart(
        kind="scatter",
        title=say(Text("预测与所报", "Predicted against reported"), language),
        categories=(),
        series=(equal, *known),
        unit=say(Text("预测（卡时/十亿 token）", "predicted (card-hours per billion tokens)"), language),
        alt=say(
            Text(
                f"散点图：{shown} 个预测与所报成本，双对数坐标；落在斜线上为完全一致。",
                f"Scatter of {shown} predicted costs against the reported ones, both axes logarithmic; on the line they agree.",
            ),
            language,
        ),
        x_title=say(Text("所报（卡时/十亿 token）", "reported (card-hours per billion tokens)"), language),
        log_x=True,
        log_y=True,
    )  # fmt: skip


def _series(name: str, code: str, rows: Iterable[Row]) -> Series:
    found = [
        (row.run.id, _rounded(row.judged.pace), _rounded(row.judged.predicted(code)))
        for row in rows
        if row.judged.pace and row.judged.predicted(code)
    ]
    return Series(
        name,
        tuple(y for _, _, y in found),
        x=tuple(x for _, x, _ in found),
        markers_only=True,
        names=tuple(label for label, _, _ in found),
    )


def _rounded(pace: float | None) -> float:
    return float(f"{(pace or 0.0) * HOURS_PER_BILLION:.{_DIGITS}g}")


def _ends(series: Sequence[Series]) -> tuple[float, ...]:
    """Both ends of the line on which prediction and report agree."""
    every = [value for item in series for value in (*item.x, *item.values) if value]
    return (min(every), max(every)) if every else ()


def intervals(held: Sequence[HeldOut], language: str) -> Chart:
    """MFU that each finished training reached, in the 90 % interval that other families give it."""
    inside = sum(item.inside for item in held)
    told = Text(
        f"{len(held)} 个已完成的训练中，{inside} 个的实际 MFU 落在由其他系列得出的 90% 区间内。",
        f"Of {len(held)} finished trainings, {inside} reached an MFU inside the 90 % interval that other families give.",
    )
    rows = sorted(held, key=lambda item: item.seen.mfu, reverse=True)
    outside = say(Text("（区间外）", " (outside)"), language)
    return Chart(
        kind="ranges",
        title=say(Text("90% 区间是否容纳每个训练", "Whether the 90 % interval holds each training"), language),
        categories=tuple(f"{item.seen.run}{'' if item.inside else outside}" for item in rows),
        series=(
            Series(say(Text("区间下端", "low end"), language), tuple(_percent(item.low) for item in rows)),
            Series(say(Text("区间上端", "high end"), language), tuple(_percent(item.high) for item in rows)),
            Series(say(Text("实际 MFU", "MFU reached"), language), tuple(_percent(item.seen.mfu) for item in rows)),
        ),
        unit="%",
        alt=say(told, language),
        maximum=100.0,
    )  # fmt: skip


def _percent(share: float) -> float:
    return round(100.0 * share, 2)
