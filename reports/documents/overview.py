"""Chapter 1: what was assessed, by what, on which data."""

from reports.documents.document import Block, Column, Heading, Paragraph, Table
from reports.documents.writer import EVIDENCE, ORIGINS, STATES, Writer
from reports.numbers import NONE, index, percent, points, quantity, share


def overview(write: Writer) -> list[Block]:
    """The chapter."""
    return [
        Heading(1, write("评估概述", "Overview")),
        Heading(2, write("评估对象", "What was assessed")),
        *_subject(write),
        Heading(2, write("评估依据与方法", "Basis and method")),
        *_method(write),
        Heading(2, write("数据与证据", "Data and evidence")),
        *_data(write),
    ]


def _subject(write: Writer) -> list[Block]:
    subject, machine = write.told.subject, write.told.subject.machine
    period = (
        f"{write.day(subject.period_start)} {write('至', 'to')} {write.day(subject.period_end)}"
    )
    known = [
        (write("参评单位", "Organisation"), subject.organisation),
        (write("集群", "Cluster"), machine.name),
        (write("评估名称", "Assessment"), subject.title),
        (write("评估周期", "Period"), period),
        (write("节点数", "Nodes"), quantity(machine.nodes)),
        (write("单节点卡数", "Cards per node"), quantity(machine.cards_per_node)),
        (write("总卡数", "Cards"), quantity(machine.cards)),
        (write("加速卡", "Accelerator"), machine.accelerator or NONE),
        (
            write("单卡算力（16 位稠密）", "Peak per card (dense 16-bit)"),
            write.value(machine.card_peak_tflops, "TFLOPS"),
        ),
        (write("标称算力", "Nominal compute"), write.value(machine.nominal_pflops, "PFLOPS")),
        (write("所在地", "Location"), machine.location or NONE),
        (write("数据性质", "Kind of data"), write.of(ORIGINS[subject.origin])),
        (write("状态", "State"), write.of(STATES[subject.state])),
    ]
    notes = (
        (write("集群说明：", "About the cluster: "), machine.note),
        (write("评估说明：", "About the assessment: "), subject.note),
    )
    told = [Paragraph(text, lead=lead) for lead, text in notes if text]
    columns = (Column(write("项目", "Item"), 1), Column(write("内容", "Content"), 2.4))
    caption = write("评估对象基本情况", "The assessed cluster")
    return [Table(caption, columns, tuple(known), write.source), *told]


def _method(write: Writer) -> list[Block]:
    method, levels = write.told.method, write.told.levels
    text = write(
        f"本报告采用“{method.framework.zh}”的指标，用算衡的评分方法 {method.version} 和评分方案“{method.profile.zh}”计分。原始数据按公式换算为指标值，再按锚点曲线换算为 0 至 100 分，逐级加权平均得到各领域、各部分和综合得分。缺少数据的指标在阶段结果中不计入，在定稿结果中计 0 分；不适用的指标不参与计分，其权重分给同组其他指标。",
        f"The indicators are those of “{method.framework.en}”; scores follow SuanHeng's {method.version} with the profile “{method.profile.en}”. Raw inputs become values by the formulas, values become 0 to 100 points on anchor curves, and weighted means lead to domains, pillars and the overall score. An indicator without data is left out of an interim result and counts 0 in a final one; one that does not apply is left out and its weight goes to the others of its group.",
    )
    rows = tuple(
        (level.code, write.of(level.name), f"≥ {points(level.score_from)}",
         f"≥ {index(level.assurance_from)}" if level.assurance_from else NONE,
         f"≥ {points(level.group_from)}" if level.group_from else NONE)
        for level in levels
    )  # fmt: skip
    columns = (
        Column(write("等级", "Level"), 0.6, "center"),
        Column(write("名称", "Name"), 1, "center"),
        Column(write("综合得分", "Overall score"), 1, "center"),
        Column(write("证据可信度", "Assurance index"), 1, "center"),
        Column(write("每个领域得分", "Every group"), 1, "center"),
    )
    caption = write("等级划分", "Levels")
    return [
        Paragraph(text),
        Table(caption, columns, rows, write.method_source),
        Paragraph(write.of(method.disclaimer)),
    ]


def _data(write: Writer) -> list[Block]:
    told = write.told
    rows = [
        (write.of(item.name), share(item.weight), percent(item.coverage), index(item.assurance),
         f"{points(item.low)} ~ {points(item.high)}")
        for item in told.pillars
    ]  # fmt: skip
    overall = told.overall
    total = (write("综合", "Overall"), share(sum(item.weight for item in told.pillars)), percent(overall.coverage),
             index(overall.assurance), f"{points(overall.low)} ~ {points(overall.high)}")  # fmt: skip
    columns = (
        Column(write("部分", "Part"), 1.2),
        Column(write("权重（分）", "Weight (points)"), 1, "right"),
        Column(write("覆盖率", "Coverage"), 1, "right"),
        Column(write("证据可信度", "Assurance index"), 1, "right"),
        Column(write("得分区间", "Bounds of the score"), 1.2, "right"),
    )
    text = write(
        "覆盖率是已有数据的指标所占的权重。得分区间的两端分别把缺少的数据计为 0 分和 100 分。证据可信度按证据等级加权，只限制等级，不改变得分。",
        "Coverage is the share of weight that has data. The bounds count what is missing as 0 and as 100 points. The assurance index weighs the classes of evidence; it limits the level and never changes the score.",
    )
    caption = write("覆盖率与证据可信度", "Coverage and assurance")
    table = Table(caption, columns, (*rows, total), write.source, bold=(len(rows),))
    return [Paragraph(text), table, *_evidence(write)]


def _evidence(write: Writer) -> list[Block]:
    counts = {
        code: [item for item in write.told.scored if item.evidence == code] for code in EVIDENCE
    }
    rows = tuple(
        (write.evidence(code), str(len(items)), write.names([item.code for item in items]) or NONE)
        for code, items in counts.items()
        if items
    )
    if not rows:
        return []
    columns = (
        Column(write("证据等级", "Class of evidence"), 1.3),
        Column(write("指标数", "Indicators"), 0.7, "right"),
        Column(write("指标", "Which"), 3),
    )
    return [
        Table(
            write("各证据等级的指标", "Indicators by class of evidence"),
            columns,
            rows,
            write.source,
        )
    ]
