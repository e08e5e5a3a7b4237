"""An engineering plan as lines to read in a terminal."""

from collections.abc import Iterator

from assess.capacity.engineering import EngineeringPlan
from assess.capacity.engineering_steps import explain
from assess.capacity.full_plan import FullPlan
from assess.capacity.volumes import MODALITIES
from indicators import units
from indicators.records import Text

TITLES = {
    "heading": Text("容量规划（工程模式）", "Capacity plan (engineering)"),
    "cards": Text("{cards:,} 卡，{servers:,} 台服务器，备机 {spares:,} 台", "{cards:,} cards, {servers:,} servers, {spares:,} spares"),
    "layout": Text("最优布局：张量 {tensor}，流水线 {pipeline}，数据 {data}，专家 {expert}，MFU {mfu:.1%}", "best layout: tensor {tensor}, pipeline {pipeline}, data {data}, expert {expert}, MFU {mfu:.1%}"),
    "days": Text("日历工期 P10/P50/P90：{0:.4g} / {1:.4g} / {2:.4g} 天", "calendar days P10/P50/P90: {0:.4g} / {1:.4g} / {2:.4g}"),
    "kept": Text("存储：须提供 {total:.4g} PB，节点 {nodes:,} 个", "storage: {total:.4g} PB to provide, {nodes:,} nodes"),
    "volume": Text("{name}：原始 {raw:.4g}，训练 {training:.4g}，检查点 {checkpoint:.4g}，归档 {archive:.4g} TB，×{count}", "{name}: raw {raw:.4g}, training {training:.4g}, checkpoints {checkpoint:.4g}, archive {archive:.4g} TB, x{count}"),
    "plane": Text("{name}：每服务器 {each} × {rate:g} Gb/s，网卡 {nics:,}，端口 {ports:,}，Leaf {leaf:,}，Spine {spine:,}，核心 {core:,}，线缆 {links:,}，光模块 {optics:,}", "{name}: {each} x {rate:g} Gb/s per server, {nics:,} network cards, {ports:,} ports, leaf {leaf:,}, spine {spine:,}, core {core:,}, {links:,} cables, {optics:,} optics"),
    "owned": Text("自有集群（所给货币）：购置 {purchase:,.6g}，每年 {year:,.6g}，一次训练 {run:,.6g}，每卡时 {hour:.4g}", "owned (currency given): purchase {purchase:,.6g}, a year {year:,.6g}, this training {run:,.6g}, a card-hour {hour:.4g}"),
    "missing": Text("缺项：{text}", "missing: {text}"),
    "chance": Text("赶上 {days:g} 天的概率：{probability:.1%}；九成把握需要 {cards} 卡", "chance of {days:g} days: {probability:.1%}; nine of ten need {cards} cards"),
}  # fmt: skip


def engineering_page(plan: FullPlan, language: str) -> str:
    """What was found, every step with its numbers, and how sure it is."""
    found, chances = plan.engineered.plan, plan.chances
    best = found.candidates[0]
    lines = [
        _in(TITLES["heading"], language),
        "  " + _in(TITLES["cards"], language).format(cards=found.order.cards, servers=found.servers, spares=found.time.spares),
        "  " + _in(TITLES["layout"], language).format(**vars(best.layout), mfu=best.mfu),
        "  " + _in(TITLES["days"], language).format(*chances.days),
    ]  # fmt: skip
    if chances.probability is not None:
        words = {"days": plan.engineered.asked.days, "probability": chances.probability}
        cards = chances.cards_for_certainty or "-"
        lines.append("  " + _in(TITLES["chance"], language).format(**words, cards=cards))
    lines += [f"  {line}" for line in _site(plan.engineered.plan, language)]
    lines += [
        f"  {_in(step.name, language)}: {step.formula} = {step.substituted}"
        f" = {step.result:.6g} {units.label(step.unit, language)}"
        for step in explain(plan.engineered)
    ]
    return "\n".join(lines)


def _site(plan: EngineeringPlan, language: str) -> Iterator[str]:
    """Data kept, planes, cost; what is missing by name."""
    kept, owned = plan.volumes, plan.owned
    yield _in(TITLES["kept"], language).format(total=kept.total_pb, nodes=plan.storage.nodes)
    for row in kept.rows:
        yield _in(TITLES["volume"], language).format(
            name=_in(MODALITIES[row.kind], language), raw=row.raw_tb, training=row.training_tb,
            checkpoint=row.checkpoint_tb, archive=row.archive_tb, count=row.count,
        )  # fmt: skip
    for plane in plan.planes:
        words = {
            **vars(plane.fabric),
            "links": plane.fabric.links,
            "name": _in(plane.name, language),
        }
        yield _in(TITLES["plane"], language).format(
            **words, each=plane.ports_per_server, rate=plane.port_gbit_s, nics=plane.nics
        )
    if owned.known:
        yield _in(TITLES["owned"], language).format(
            purchase=owned.purchase, year=owned.per_year, run=owned.per_run, hour=owned.per_card_hour
        )  # fmt: skip
    for text in (*kept.missing, *kept.cautions, *(owned.missing if owned.known else ())):
        yield _in(TITLES["missing"], language).format(text=_in(text, language))


def _in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh
