"""Chapter 2: score and level, gates, domains, contributions."""

from reports.dashboard import (
    Dashboard,
    GroupFigures,
    Overall,
    PillarFigures,
)
from reports.documents.certainty import certainty
from reports.documents.document import (
    Block,
    Column,
    Figure,
    Heading,
    Paragraph,
    Points,
    Table,
    Verdict,
)
from reports.documents.sensitivity import sensitivity
from reports.documents.writer import VERDICTS, Writer
from reports.numbers import index, percent, points, share
from reports.pictures import contributions, profile_radar
from reports.waterfalls import by_group


def results(write: Writer) -> list[Block]:
    """Chapter 2."""
    return [
        Heading(1, write("总体结果", "Overall result")),
        Heading(2, write("综合得分与等级", "Score and level")),
        *_verdict(write),
        Heading(2, write("得分的不确定性", "Uncertainty of the score")),
        *certainty(write),
        Heading(2, write("一票否决项", "Gates")),
        *_gates(write),
        Heading(2, write("各领域得分", "Scores by domain")),
        *_domains(write),
        Heading(2, write("各指标的贡献", "Contribution of each indicator")),
        *_contributions(write),
        *sensitivity(write),
    ]


def _contributions(write: Writer) -> list[Block]:
    known = write.told.known_pillars
    if not known:
        return [Paragraph(write("没有可计分的数据。", "There are no data that could be scored."))]
    told, language = write.told, write.language
    return [Figure(contributions(told, item, language), write.source, 0.88) for item in known]


def _verdict(write: Writer) -> list[Block]:
    overall = write.told.overall
    facts: tuple[tuple[str, str], ...] = (
        (write("得分区间", "Bounds"), f"{points(overall.low)} ~ {points(overall.high)}"),
        (write("覆盖率", "Coverage"), percent(overall.coverage)),
        (write("证据可信度", "Assurance index"), index(overall.assurance)),
        (write("几何平均得分", "Geometric figure"), points(overall.geometric)),
    )
    if overall.discounted is not None:
        discounted = write("按证据折减的得分", "Discounted by evidence")
        facts = (*facts, (discounted, points(overall.discounted)))
    here = overall.level.code if overall.level else ""
    scale = tuple((write.level(level), level.code == here) for level in write.told.levels)
    verdict = Verdict(
        figure=points(overall.score)
        if overall.score is not None
        else write("暂不给出", "not shown"),
        unit=write(" / 100 分", " / 100") if overall.score is not None else "",
        level=write.level(overall.level),
        scale=scale,
        facts=facts,
    )
    return [
        verdict,
        Paragraph(_sentence(write, overall)),
        *_reasons(write, overall),
        *_balance(write),
    ]


def _sentence(write: Writer, overall: Overall) -> str:
    low, high, covered = points(overall.low), points(overall.high), percent(overall.coverage)
    if overall.score is None:
        return write(
            f"已有数据的权重仅占 {covered}，低于给出综合得分所需的 {percent(overall.show_from_coverage)}，因此只给出区间：综合得分在 {low} 与 {high} 之间。",
            f"Only {covered} of the weight has data, below the {percent(overall.show_from_coverage)} from which an overall score is shown. It lies between {low} and {high}.",
        )
    score = points(overall.score)
    if write.told.edition.final:
        return write(
            f"综合得分为 {score} 分，等级为 {write.level(overall.level)}。缺少数据的指标计 0 分；若其全部取得满分，得分为 {high}。",
            f"The overall score is {score}, the level {write.level(overall.level)}. Indicators without data count 0; if all of them had full points, the score would be {high}.",
        )
    return write(
        f"按已有数据计算的综合得分为 {score} 分，覆盖 {covered} 的权重，等级为 {write.level(overall.level)}。计入缺少的数据后，得分在 {low} 与 {high} 之间。",
        f"Over the data given, {covered} of the weight, the overall score is {score} and the level {write.level(overall.level)}. With what is missing it lies between {low} and {high}.",
    )


def _reasons(write: Writer, overall: Overall) -> list[Block]:
    if not overall.reasons:
        return [Paragraph(write("没有限制等级的因素。", "Nothing holds the level down."))]
    by_score = overall.level_by_score
    intro = (
        write(f"仅按得分为 {write.level(by_score)}，等级受到以下限制：",
              f"By the score alone it would be {write.level(by_score)}. What holds the level down:")
        if by_score
        else write("等级受到以下限制：", "What holds the level down:")
    )  # fmt: skip
    return [Paragraph(intro), Points(tuple(write.of(item.text) for item in overall.reasons))]


def _balance(write: Writer) -> list[Block]:
    if not write.told.overall.unbalanced:
        return []
    return [
        Paragraph(
            write(
                f"各领域得分的几何平均为 {points(write.told.overall.geometric)}，比综合得分低 3 分以上，说明各领域发展不均衡。",
                f"The geometric mean of the domains is {points(write.told.overall.geometric)}, more than 3 points below the score: the domains are unbalanced.",
            )
        )
    ]


def _domains(write: Writer) -> list[Block]:
    told = write.told
    figures = [
        Figure(profile_radar(told, pillar, write.language), write.source, 0.72)
        for pillar in told.known_pillars
    ]
    rows: list[tuple[str, ...]] = []
    bold: list[int] = []
    for pillar in told.pillars:
        rows += [_group_row(write, told, item) for item in told.of_pillar(pillar.code)]
        bold.append(len(rows))
        rows.append(_pillar_row(write, told, pillar))
    columns = (
        Column(write("部分", "Part"), 1.35),
        Column(write("领域", "Domain"), 1.25),
        Column(write("得分", "Score"), 0.8, "right"),
        Column(write("权重（分）", "Weight (points)"), 0.9, "right"),
        Column(write("贡献（分）", "Contribution (points)"), 1.0, "right"),
        Column(write("覆盖率", "Coverage"), 0.9, "right"),
    )
    caption = write("各领域得分、权重与贡献", "Score, weight and contribution of each domain")
    return [
        Table(caption, columns, tuple(rows), write.source, bold=tuple(bold)),
        _made_of(write),
        *figures,
    ]


def _made_of(write: Writer) -> Figure:
    return Figure(by_group(write.told, write.language), write.source, 0.8)


def _group_row(write: Writer, told: Dashboard, item: GroupFigures) -> tuple[str, ...]:
    pillar = next(row for row in told.pillars if row.code == item.pillar)
    return (write.of(pillar.name), write.of(item.name), points(item.score), share(item.weight),
            share(item.contribution), percent(item.coverage))  # fmt: skip


def _pillar_row(write: Writer, told: Dashboard, item: PillarFigures) -> tuple[str, ...]:
    brought = sum(row.contribution for row in told.of_pillar(item.code))
    return (write.of(item.name), write("合计", "Total"), points(item.score), share(item.weight),
            share(brought), percent(item.coverage))  # fmt: skip


def _gates(write: Writer) -> list[Block]:
    if not write.told.gates:
        return [
            Paragraph(write("所用评分方案没有设一票否决项。", "The scoring profile has no gates."))
        ]
    rows = tuple(
        (
            gate.criterion.code,
            write.of(gate.criterion.text),
            index(gate.credit),
            write.of(VERDICTS[gate.verdict]),
        )
        for gate in write.told.gates
    )
    columns = (
        Column(write("编号", "Code"), 0.7, "center"),
        Column(write("判据", "Criterion"), 3),
        Column(write("得分（0~1）", "Credit (0 to 1)"), 0.9, "right"),
        Column(write("结论", "Verdict"), 0.9, "center"),
    )
    return [Table(write("一票否决项结果", "Gates"), columns, rows, write.method_source)]
