"""The section on how far the score could be off."""

from reports.certainty import Certainty
from reports.documents.document import Block, Column, Paragraph, Table
from reports.documents.writer import Writer
from reports.numbers import percent, points, quantity


def certainty(write: Writer) -> list[Block]:
    """The band in words, the groups in a table, and what the band does not cover."""
    found = write.told.certainty
    if found is None:
        text = write(
            "已知数据太少，不给出综合得分，因此也没有得分的不确定区间。",
            "Too little is known to show a score, so there is no band around one.",
        )
        return [Paragraph(text)]
    return [Paragraph(_sentence(write, found)), Paragraph(write.of(found.covers)), Paragraph(write.of(found.leaves_out)),
            _groups(write, found), *_inputs(write, found)]  # fmt: skip


def _sentence(write: Writer, found: Certainty) -> str:
    low, median, high = (
        points(part) for part in (found.band.low, found.band.median, found.band.high)
    )
    levels = write.names(
        [f"{write.level(item.level)} {percent(item.share)}" for item in found.levels]
    )
    bound, level = points(found.pessimistic), write.level(found.pessimistic_level)
    return write(
        f"在 {found.draws} 次抽样中，90% 的得分在 {low} 与 {high} 之间，中位数为 {median}；各等级所占比例：{levels}。悲观下限为 {bound} 分（{level}）。随机种子为 {found.seed}，可据此重算。",
        f"In {found.draws} draws 90 % of the scores lie between {low} and {high}, with a median of {median}; share of draws by level: {levels}. The pessimistic bound is {bound} ({level}). The seed {found.seed} draws the same again.",
    )


def _groups(write: Writer, found: Certainty) -> Table:
    rows = tuple(
        (write.of(item.pillar), write.of(item.name), points(item.band.low), points(item.band.median),
         points(item.band.high))
        for item in found.groups
    )  # fmt: skip
    columns = (
        Column(write("部分", "Part"), 1.2),
        Column(write("领域", "Domain"), 1.2),
        Column("5%", 0.8, "right"),
        Column(write("中位数", "Median"), 0.8, "right"),
        Column("95%", 0.8, "right"),
    )
    caption = write("各领域得分的不确定区间", "Uncertainty of the scores by domain")
    return Table(caption, columns, rows, write.source)


def _inputs(write: Writer, found: Certainty) -> list[Block]:
    if not found.inputs:
        return []
    rows = tuple(
        (write.of(item.input.name), write.reading(item.value, item.input.unit),
         f"≤ {quantity(item.high)}" if item.one_sided else f"{quantity(item.low)} ~ {quantity(item.high)}",
         write.of(item.why))
        for item in found.inputs
    )  # fmt: skip
    columns = (
        Column(write("原始输入", "Input"), 1.3),
        Column(write("值", "Value"), 0.9, "right"),
        Column(write("范围", "Range"), 1, "right"),
        Column(write("依据", "Where it comes from"), 1.6),
    )
    caption = write("自带区间的原始输入", "Inputs with an interval of their own")
    return [Table(caption, columns, rows, write.source)]
