"""An engineering plan as lines to read in a terminal."""

from assess.capacity.engineering_steps import explain
from assess.capacity.full_plan import FullPlan
from indicators import units
from indicators.records import Text

TITLES = {
    "heading": Text("容量规划（工程模式）", "Capacity plan (engineering)"),
    "cards": Text("{cards:,} 卡，{servers:,} 台服务器，备机 {spares:,} 台", "{cards:,} cards, {servers:,} servers, {spares:,} spares"),
    "layout": Text("最优布局：张量 {tensor}，流水线 {pipeline}，数据 {data}，专家 {expert}，MFU {mfu:.1%}", "best layout: tensor {tensor}, pipeline {pipeline}, data {data}, expert {expert}, MFU {mfu:.1%}"),
    "days": Text("日历工期 P10/P50/P90：{0:.4g} / {1:.4g} / {2:.4g} 天", "calendar days P10/P50/P90: {0:.4g} / {1:.4g} / {2:.4g}"),
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
    lines += [
        f"  {_in(step.name, language)}: {step.formula} = {step.substituted}"
        f" = {step.result:.6g} {units.label(step.unit, language)}"
        for step in explain(plan.engineered)
    ]
    return "\n".join(lines)


def _in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh
