"""Chapter 5: what is missing and what that costs; what does not apply; facts to close with."""

from reports.dashboard import IndicatorFigures
from reports.documents.checked import consistency, decision
from reports.documents.document import Block, Column, Heading, Paragraph, Table
from reports.documents.writer import Writer
from reports.numbers import NONE, points, share

_SHOWN = 8


def gaps(write: Writer) -> list[Block]:
    """The chapter."""
    return [
        Heading(1, write("缺项与说明", "Gaps and remarks")),
        Heading(2, write("缺少的数据及其影响", "Missing data and what they cost")),
        *_missing(write),
        Heading(2, write("不适用的指标与判据", "What does not apply")),
        *_not_applicable(write),
        Heading(2, write("一致性核查", "Consistency checks")),
        *consistency(write),
        Heading(2, write("失分最多的指标", "Where most points are lost")),
        *_lost(write),
    ]


def _missing(write: Writer) -> list[Block]:
    items = (*write.told.missing, *write.told.partial)
    if not items:
        return [Paragraph(write("没有缺少的数据。", "No data are missing."))]
    at_stake = sum(item.weight for item in write.told.missing)
    text = write(
        f"共有 {len(write.told.missing)} 项指标缺少数据，涉及 {share(at_stake)} 分；另有 {len(write.told.partial)} 项指标的部分数据未填报。",
        f"{len(write.told.missing)} indicators lack data, which concerns {share(at_stake)} points; {len(write.told.partial)} more are stated in part.",
    )
    rows = tuple(
        (write.indicator(item), _wanted(write, item), share(item.weight), points(item.score))
        for item in items
    )
    columns = (
        Column(write("指标", "Indicator"), 1.7),
        Column(write("缺少", "Missing"), 2.6),
        Column(write("权重（分）", "Weight (points)"), 0.8, "right"),
        Column(write("现有得分", "Score now"), 0.8, "right"),
    )
    caption = write("缺少的数据", "Missing data")
    return [Paragraph(text), Table(caption, columns, rows, write.source)]


def _wanted(write: Writer, item: IndicatorFigures) -> str:
    """Names of what is missing; capability criteria by their code."""
    if item.reason and not item.missing:
        return write.of(item.reason)
    names = [
        row.code if item.definition.kind == "capability" else write.of(row.name)
        for row in item.missing
    ]
    more = len(names) - _SHOWN
    told = write.names(names[:_SHOWN])
    return told + write(f" 等 {len(names)} 项", f" and {more} more") if more > 0 else told


def _not_applicable(write: Writer) -> list[Block]:
    on = write.told.review.on
    rows = [
        (write.indicator(item), write.of(item.reason), decision(write, on(item.code)))
        for item in write.told.not_applicable
    ]
    rows += [
        (
            f"{row.criterion.code} {write.of(row.criterion.text)}",
            row.reason or NONE,
            decision(write, on(row.criterion.code)),
        )
        for item in write.told.indicators
        for row in item.criteria
        if row.state == "not_applicable" and item.state != "not_applicable"
    ]
    if not rows:
        return [Paragraph(write("全部指标均适用。", "All indicators apply."))]
    columns = (
        Column(write("项目", "Item"), 1.4),
        Column(write("理由", "Reason"), 1.6),
        Column(write("裁定", "Decided"), 1.2),
    )
    return [
        Table(
            write("不适用项及理由", "What does not apply, and why"),
            columns,
            tuple(rows),
            write.source,
        )
    ]


def _lost(write: Writer) -> list[Block]:
    """The largest differences between weight and contribution, among what was scored."""
    items = sorted(write.told.scored, key=lambda item: item.contribution - item.weight)[:_SHOWN]
    rows = tuple(
        (write.indicator(item), points(item.score), share(item.weight), share(item.contribution),
         share(item.weight - item.contribution))
        for item in items if item.weight - item.contribution > 0
    )  # fmt: skip
    if not rows:
        return [Paragraph(write("已计分的指标没有失分。", "No scored indicator loses points."))]
    columns = (
        Column(write("指标", "Indicator"), 2.6),
        Column(write("得分", "Score"), 0.8, "right"),
        Column(write("权重", "Weight"), 0.8, "right"),
        Column(write("贡献", "Contribution"), 0.9, "right"),
        Column(write("失分", "Lost"), 0.8, "right"),
    )
    return [
        Table(
            write("失分最多的已计分指标", "Scored indicators that lose most points"),
            columns,
            rows,
            write.source,
        )
    ]
