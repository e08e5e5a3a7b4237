"""The pictures of an engineering plan, from its result: the same for the live page and for a kept plan."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.capacity.plan_fields import FIELD_BY_NAME
from indicators.records import Text
from reports.charts.scale import number
from reports.charts.spec import Chart, Series
from reports.charts.tiers import Tier, Tiers
from reports.dashboard import say
from reports.plan_charts import plain_bars, sum_of_parts
from reports.plan_site_pictures import cost, volumes

Result = Mapping[str, Any]
DAYS = Text("天", "days")
STEP_PARTS: Mapping[str, Text] = {
    "computing": Text("计算与层内通信", "Computing and exchange within layers"),
    "bubble": Text("流水线气泡", "Pipeline bubble"),
    "hops": Text("流水段之间传递", "Between pipeline stages"),
    "vocabulary": Text("输出层", "Output layer"),
    "gradients": Text("梯度归约", "Summing of gradients"),
    "optimizer": Text("优化器", "Optimizer"),
}


@dataclass(frozen=True)
class PlanPictures:
    """Every picture of a plan, in one language."""

    time: Chart
    distribution: Chart | None
    tornado: Chart
    step: Chart
    memory: Chart
    storage: Chart
    power: Chart
    fabric: Tiers
    volumes: Chart | None
    cost: Chart | None


def pictures(result: Result, language: str) -> PlanPictures:
    """All pictures of a result as ``FullPlan.as_dict`` makes it."""
    return PlanPictures(
        time=time_by_cards(result, language),
        distribution=distribution(result, language) if result["chances"]["edges"] else None,
        tornado=tornado(result, language),
        step=step(result, language),
        memory=memory(result, language),
        storage=storage(result, language),
        power=power(result, language),
        fabric=fabric(result, language),
        volumes=volumes(result, language) if result.get("volumes") else None,
        cost=cost(result, language) if _costs(result) else None,
    )


def time_by_cards(result: Result, language: str) -> Chart:
    """Days against cards; below the line of the date is what keeps it."""
    points = [row for row in result["curve"] if row["days"] is not None]
    xs = tuple(float(row["cards"]) for row in points)
    wanted, own = result["days"], float(result["cards"])
    series = [
        _curve(Text("日历工期", "Calendar days"), xs, [row["days"] for row in points], language)
    ]
    if wanted is not None:
        line = (min(xs), max(xs))
        series.append(_curve(Text("希望的工期", "The date"), line, [wanted, wanted], language))
    here = Series(say(Text("本规划", "This plan"), language), (result["time"]["wall_days"],), (own,), markers_only=True)  # fmt: skip
    told = "; ".join(
        f"{number(x, 6)}: {number(row['days'], 4)}" for x, row in zip(xs, points, strict=True)
    )
    return Chart(
        kind="curve",
        title=say(Text("工期与卡数", "Time against cards"), language),
        categories=(),
        series=(*series, here),
        unit=say(DAYS, language),
        alt=say(Text(f"不同卡数的日历工期（天）：{told}。", f"Calendar days by number of cards: {told}."), language),
        x_title=say(Text("卡数", "Cards"), language),
        log_x=True,
        shaded_below=wanted,
    )  # fmt: skip


def distribution(result: Result, language: str) -> Chart:
    """The draws' days, with P10, P50, P90 and the date."""
    chances = result["chances"]
    edges, shares = chances["edges"], chances["shares"]
    middles = [(low + high) / 2 for low, high in itertools.pairwise(edges)]
    marks = dict(zip(("P10", "P50", "P90"), chances["days"], strict=True))
    series = [
        _curve(
            Text("抽样占比", "Share of draws"), middles, [100 * share for share in shares], language
        )
    ]
    series += [
        Series(name, (_at(value, edges, shares),), (value,), markers_only=True)
        for name, value in marks.items()
        if value is not None
    ]
    if result["days"] is not None:
        name = say(Text("希望的工期", "The date"), language)
        series.append(
            Series(
                name, (_at(result["days"], edges, shares),), (result["days"],), markers_only=True
            )
        )
    told = ", ".join(
        f"{name} {number(value, 4)}" for name, value in marks.items() if value is not None
    )
    return Chart(
        kind="curve",
        title=say(Text("日历工期的分布", "Distribution of the calendar days"), language),
        categories=(),
        series=tuple(series),
        unit="%",
        alt=say(Text(f"日历工期（天）的分布：{told}。", f"Distribution of the calendar days: {told}."), language),
        x_title=say(Text("日历工期（天）", "Calendar days"), language),
    )  # fmt: skip


def tornado(result: Result, language: str) -> Chart:
    """What each uncertain input moves: days at both ends of its interval, around the plan's."""
    planned = result["time"]["wall_days"]
    rows = [
        row for row in result["tornado"] if None not in (row["days_at_low"], row["days_at_high"])
    ]
    names = tuple(_range(row, language) for row in rows)
    ends = [sorted((row["days_at_low"], row["days_at_high"])) for row in rows]
    told = "; ".join(
        f"{name}: {number(low, 4)} – {number(high, 4)}"
        for name, (low, high) in zip(names, ends, strict=True)
    )
    alt = Text(
        f"每个输入取 90% 区间两端时的日历工期（天）：{told}。",
        f"Calendar days at both ends of each input's 90 % interval: {told}.",
    )
    series = (
        (Text("最短", "Shortest"), [low for low, _ in ends]),
        (Text("最长", "Longest"), [high for _, high in ends]),
        (Text("本规划", "This plan"), [planned] * len(rows)),
    )
    return Chart(
        kind="ranges",
        title=say(Text("什么最影响工期", "What moves the date most"), language),
        categories=names,
        series=tuple(Series(say(name, language), tuple(values)) for name, values in series),
        unit=say(DAYS, language),
        alt=say(alt, language),
    )  # fmt: skip


def step(result: Result, language: str) -> Chart:
    """Where the seconds of a step go."""
    parts = [(name, result["step"][code]) for code, name in STEP_PARTS.items()]
    title = Text("一步的时间去向", "Where the time of a step goes")
    return sum_of_parts(title, parts, Text("一步", "A step"), Text("秒", "s"), language)


def memory(result: Result, language: str) -> Chart:
    """The memory of the fullest card."""
    best, limit = result["layouts"][0], result["memory_limit_gb"]
    whole = limit / 0.9
    used = best["states_gb"] + best["activations_gb"]
    parts = [
        (Text("参数、梯度、优化器状态", "Parameters, gradients, optimizer states"), best["states_gb"]),
        (Text("激活", "Activations"), best["activations_gb"]),
        (Text("余量", "Free"), limit - used),
        (Text("预留 10%（驱动、缓冲、碎片）", "Kept free, 10 % (driver, buffers, gaps)"), whole - limit),
    ]  # fmt: skip
    title = Text("最满的一块卡的显存", "Memory of the fullest card")
    return sum_of_parts(
        title, parts, Text("单卡显存", "Memory of a card"), Text("GB", "GB"), language
    )


def storage(result: Result, language: str) -> Chart:
    """What asks for bandwidth of the storage."""
    found = result["storage"]
    rows = [
        (Text("写检查点，等待低于 1%", "Writing checkpoints, idle below 1 %"), found["write_gb_s"]),
        (Text("在停顿时间内写完", "Writing within the pause"), found["blocking_write_gb_s"]),
        (Text("在恢复时间内读回", "Reading back within the restart time"), found["restore_gb_s"]),
        (Text("读训练数据", "Reading the training data"), found["loading_mb_s"] / 1000),
    ]
    return plain_bars(Text("存储带宽需求", "Bandwidth asked of the storage"), rows, Text("GB/s", "GB/s"), language)  # fmt: skip


def power(result: Result, language: str) -> Chart:
    """Where the power of the site goes."""
    site, values = result["power"], result["values"]
    servers = site["it_mw"] / (1.0 + values["others_share"])
    parts = [
        (Text("服务器", "Servers"), servers),
        (Text("存储与网络", "Storage and network"), site["it_mw"] - servers),
        (Text("制冷与配电（PUE）", "Cooling and distribution (PUE)"), site["site_mw"] - site["it_mw"]),
    ]  # fmt: skip
    title = Text("功率构成", "Where the power goes")
    return sum_of_parts(title, parts, Text("全场", "The site"), Text("MW", "MW"), language)


def fabric(result: Result, language: str) -> Tiers:
    """The parameter plane by its tiers."""
    found = result["fabric"]
    tiers = [
        (Text("核心", "Core"), found["core"], found["spine_core_links"]),
        (Text("Spine", "Spine"), found["spine"], found["leaf_spine_links"]),
        (Text("Leaf", "Leaf"), found["leaf"], found["host_links"]),
        (Text("服务器", "Servers"), _joined(result), 0),
    ]
    kept = tuple(Tier(say(name, language), count, links) for name, count, links in tiers if count)
    told = ", ".join(f"{tier.name} {number(tier.count, 7)}" for tier in kept)
    return Tiers(
        title=say(Text("参数面组网", "The parameter plane"), language),
        alt=say(Text(f"参数面自上而下：{told}。", f"The parameter plane from the top: {told}."), language),
        tiers=kept,
        columns=(say(Text("层", "Tier"), language), say(Text("台数", "Devices"), language), say(Text("向下的线缆", "Cables down"), language)),
        cables=say(Text("根线缆", "cables"), language),
    )  # fmt: skip


def _joined(result: Result) -> int:
    """Servers on the parameter plane: spare ones too, where they are connected."""
    planes = result.get("planes")
    ports = planes[0] if planes else None
    return ports["server_ports"] // ports["ports_per_server"] if ports else int(result["servers"])


def _costs(result: Result) -> bool:
    """Whether anything is known of what the training costs on a cluster of one's own."""
    return bool(result.get("owned") and result["owned"]["per_run"])


def _curve(name: Text, xs: Sequence[float], ys: Sequence[float], language: str) -> Series:
    return Series(say(name, language), tuple(ys), tuple(xs))


def _at(value: float, edges: Sequence[float], shares: Sequence[float]) -> float:
    """How high the distribution stands at a value, in per cent; 0 outside of it."""
    rows = zip(edges, edges[1:], shares, strict=False)
    return next((100 * share for low, high, share in rows if low <= value <= high), 0.0)


def _range(row: Result, language: str) -> str:
    label = say(FIELD_BY_NAME[row["name"]].label, language)
    return f"{label} {number(row['low'], 3)} – {number(row['high'], 3)}"
