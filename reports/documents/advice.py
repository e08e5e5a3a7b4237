"""The chapter on improvement: what reaches the next level with the least effort; what changed since last time."""

from reports.advice import Advice, Ask, Condition, Move
from reports.changes import Changes
from reports.documents.document import Block, Column, Heading, Paragraph, Points, Table
from reports.documents.writer import Writer
from reports.numbers import index, points, share, signed

_QUOTED = 12
_ROWS = 12


def advice(write: Writer) -> list[Block]:
    """The chapter; nothing where no advice was asked for."""
    found, changed = write.told.advice, write.told.changes
    if found is None:
        return []
    return [
        Heading(1, write("改进建议", "Advice")),
        Heading(2, write("达到下一等级的改进项", "Moves to the next level")),
        *_moves(write, found),
        *(_practices(write, found) if found.moves else []),
        *(_changes(write, changed) if changed else []),
    ]


def _moves(write: Writer, found: Advice) -> list[Block]:
    level = write.level(found.target)
    if found.reached:
        return [
            Paragraph(
                write(f"{level} 的条件已全部满足。", f"All conditions of {level} hold already.")
            )
        ]
    if not found.possible:
        told = write(
            f"通过改进达不到 {level}，原因如下：", f"{level} cannot be reached by improvements:"
        )
        return [Paragraph(told), Points(tuple(_condition(write, item) for item in found.against))]
    return [Paragraph(_sentence(write, found, level)), _table(write, found)]


def _sentence(write: Writer, found: Advice, level: str) -> str:
    before, after, effort = points(found.before), points(found.after), index(found.effort)
    proven = (
        write("没有工作量更小的组合能达到该等级（已由搜索证明）。", " No other set takes less effort (proven by search).")
        if found.exact
        else write("组合过多，无法证明没有更省力的方案。", " There were too many sets to prove that none takes less effort.")
    )  # fmt: skip
    return write(
        f"以下 {len(found.moves)} 项改进以最小的工作量达到 {level}：综合得分（缺项计 0 分）从 {before} 提高到 {after}，总工作量为 {effort} 步。每上升到下一个锚点、判据得分或证据等级为一步，各指标每步的成本均取 1。{proven}",
        f"These {len(found.moves)} improvements reach {level} with the least effort: the score (missing counts 0) rises from {before} to {after}, with an effort of {effort} steps. A step leads to the next anchor, credit or class of evidence, and costs 1 for every indicator.{proven}",
    )


def _table(write: Writer, found: Advice) -> Table:
    columns = (
        Column(write("指标", "Indicator"), 1.7),
        Column(write("从何到何", "From, to"), 3.0),
        Column(write("提升（分）", "Points"), 0.75, "right"),
        Column(write("工作量", "Effort"), 0.75, "right"),
        Column(write("改进后综合", "Overall then"), 0.9, "right"),
    )
    rows = tuple(_row(write, item) for item in found.moves)
    return Table(write("改进项", "Moves"), columns, rows, write.method_source)


def _row(write: Writer, move: Move) -> tuple[str, ...]:
    asks = write("；", "; ").join(_ask(write, item) for item in move.asks)
    if move.klass:
        asks += write(f"（首次填报，证据 {move.klass}）", f" (stated first, evidence {move.klass})")
    name = move.item if move.kind == "credit" else f"{move.item} {write.of(move.name)}"
    return (name, asks, share(move.points), index(move.effort), points(move.overall))


def _ask(write: Writer, ask: Ask) -> str:
    """From a figure to another; the name where it is not the indicator's own."""
    if ask.kind == "evidence":
        return write(
            f"证据等级 {ask.start_class} → {ask.end_class}",
            f"evidence {ask.start_class} → {ask.end_class}",
        )
    unknown = write("未知", "not known")
    if ask.kind == "credit":
        start = unknown if ask.start is None else index(ask.start)
        return f"{write.of(ask.name)} {start} → {index(ask.end)}"
    start = unknown if ask.start is None else write.goal(ask.start, ask.unit)
    return f"{write.of(ask.name)} {start} → {write.goal(ask.end, ask.unit)}"


def _condition(write: Writer, item: Condition) -> str:
    digits = points if item.rule in {"score", "group"} else index
    found, needed, best = digits(item.found), digits(item.needed), digits(item.best)
    return write(
        f"{item.name.zh}：目前 {found}，需要 {needed}，最多可达 {best}。",
        f"{item.name.en}: {found}, needed {needed}, at best {best}.",
    )


def _practices(write: Writer, found: Advice) -> list[Block]:
    """The report's own words on what is to be improved, each once."""
    quoted: dict[str, list[str]] = {}
    for move in found.moves:
        for item in move.practices[:1]:
            told = (
                f"{write.of(item.text)}（{item.section.zh}）"
                if write.language != "en"
                else f"{item.text.en} ({item.section.en})"
            )
            quoted.setdefault(told, []).append(move.item)
    rows = tuple((write.names(codes), told) for told, codes in list(quoted.items())[:_QUOTED])
    if not rows:
        return []
    columns = (Column(write("指标", "Indicator"), 1.0), Column(write("做法", "Practice"), 5.0))
    caption = write(
        "研究报告中与改进项有关的做法", "The research report's own practices for these moves"
    )
    title = write.told.method.framework
    source = write(
        f"来源：“{title.zh}”所引原文，章节见各条", f"Source: quoted in “{title.en}”, by chapter"
    )
    return [
        Heading(2, write("研究报告中的做法", "What the research report recommends")),
        Table(caption, columns, rows, source),
    ]


def _changes(write: Writer, found: Changes) -> list[Block]:
    whole = found.overall
    before, after = points(whole.before), points(whole.after)
    text = write(
        f"与“{found.before.title}”（{write.day(found.before.period_end)}止）相比，缺项计 0 分的综合得分从 {before} 变为 {after}，变化 {signed(whole.difference)} 分。其中实测变化 {signed(whole.measured)} 分，方法变化 {signed(whole.method)} 分，方案变化 {signed(whole.profile)} 分；各部分为所有变化次序下的平均（沙普利值），相加恰为总变化。",
        f"Since “{found.before.title}” (to {write.day(found.before.period_end)}) the score with missing counted 0 went from {before} to {after}, by {signed(whole.difference)} points: {signed(whole.measured)} measured, {signed(whole.method)} by the method, {signed(whole.profile)} by the profile. Each part is the mean over all orders of change (Shapley), so they add up.",
    )
    columns = (
        Column(write("指标", "Indicator"), 2.4),
        Column(write("前次", "Before"), 0.8, "right"),
        Column(write("本次", "After"), 0.8, "right"),
        Column(write("实测", "Measured"), 0.9, "right"),
        Column(write("方法", "Method"), 0.8, "right"),
        Column(write("方案", "Profile"), 0.8, "right"),
    )
    rows = tuple(
        (f"{row.code} {write.of(row.name)}", share(row.parts.before), share(row.parts.after),
         signed(row.parts.measured), signed(row.parts.method), signed(row.parts.profile))
        for row in found.indicators[:_ROWS]
    )  # fmt: skip
    caption = write(
        "变化最大的指标（综合得分的分值）", "Largest changes, in points of the overall score"
    )
    heading = Heading(2, write("与前次评估相比的变化", "What changed since the former assessment"))
    return [
        heading,
        Paragraph(text),
        *([Table(caption, columns, rows, write.source)] if rows else []),
    ]
