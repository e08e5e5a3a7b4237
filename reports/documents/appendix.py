"""Appendices: each figure worked out, the raw inputs with their sources, oddities of the framework's source."""

from collections.abc import Mapping

from reports.dashboard import IndicatorFigures, MeasureFigures, Reading
from reports.documents.document import Block, Column, Formula, Heading, Paragraph, Table
from reports.documents.mathematics import tree, with_names
from reports.documents.writer import ROADS, Writer
from reports.numbers import NONE, points, quantity, share


def appendices(write: Writer) -> list[Block]:
    """The three appendices; those without content are left out."""
    titles = iter(write.names_of_appendices)
    blocks: list[Block] = []
    for title, content in (
        (write("指标计算过程", "How each figure was worked out"), _workings(write)),
        (write("原始数据与来源", "Raw inputs and their sources"), _inputs(write)),
        (
            write("指标体系原文疑点及处理", "Oddities of the source and how they are handled"),
            _oddities(write),
        ),
    ):
        if content:
            blocks += [Heading(1, f"{next(titles)}{title}", appendix=True), *content]
    return blocks


def _workings(write: Writer) -> list[Block]:
    items = [item for item in write.told.scored if item.definition.kind == "quantitative"]
    if not items:
        return []
    intro = write(
        "本附录列出每项已计分量化指标的公式、代入的数值、锚点和得分。按判据评价的指标，得分为 100 乘以适用判据得分的平均值，见正文各表。",
        "For each scored measured indicator: the formula, the numbers put in, the anchors and the score. One that is judged by criteria scores 100 times their mean credit; see the tables of the chapters.",
    )
    return [Paragraph(intro), *(block for item in items for block in _working(write, item))]


def _working(write: Writer, item: IndicatorFigures) -> list[Block]:
    names = item.names(write.language)
    blocks: list[Block] = [
        Heading(2, write.indicator(item), appendix=True),
        Paragraph(write.of(item.definition.definition)),
    ]
    if item.value is not None:
        blocks.append(_value_formula(write, item, names))
    blocks += [
        block
        for row in item.measures
        if row.value is not None
        for block in _measure(write, item, row, names)
    ]
    evidence = write.evidence(item.evidence)
    return [
        *blocks,
        Paragraph(
            write(
                f"指标得分 {points(item.score)} 分，权重 {share(item.weight)} 分，对综合得分的贡献 {share(item.contribution)} 分；证据等级 {evidence}。",
                f"The indicator scores {points(item.score)}; of its weight of {share(item.weight)} points it brings {share(item.contribution)} to the overall score. Evidence: {evidence}.",
            )
        ),
    ]


def _value_formula(write: Writer, item: IndicatorFigures, names: Mapping[str, str]) -> Formula:
    result = write.value(item.value, item.definition.unit)
    label = write("指标值", "Value of the indicator")
    return _formula(label, item.formula, item.substituted, result, names)


def _measure(
    write: Writer, item: IndicatorFigures, row: MeasureFigures, names: Mapping[str, str]
) -> list[Block]:
    """The normalised measure and the way from it to points."""
    value = write.value(row.value, row.measure.unit)
    told: list[Block] = []
    if row.formula.strip() != "value":
        label = write(
            f"归一化量：{write.measure(row)}", f"Normalised measure: {write.measure(row)}"
        )
        told.append(_formula(label, row.formula, row.substituted, value, names))
    v0, v60, v80, v100 = (quantity(point) for point in row.anchor.points)
    scale = write("对数", "logarithmic") if row.anchor.scale == "log" else write("线性", "linear")
    text = write(
        f"{write.measure(row)}为 {value}；锚点 0、60、80、100 分对应 {v0}、{v60}、{v80}、{v100}（{scale}插值），得 {points(row.score)} 分。",
        f"{write.measure(row)} is {value}; anchors for 0, 60, 80 and 100 points are {v0}, {v60}, {v80} and {v100} ({scale}): {points(row.score)} points.",
    )
    return [*told, Paragraph(text)]


def _formula(
    label: str, formula: str, substituted: str, result: str, names: Mapping[str, str]
) -> Formula:
    """A formula; one that only takes a number over shows no numbers put in."""
    plain = formula.strip().isidentifier()
    return Formula(
        label=label,
        text=with_names(formula, names),
        substituted="" if plain else substituted,
        result=result,
        tree=tree(formula, names),
        substituted_tree=None if plain else tree(substituted, {}),
    )


def _inputs(write: Writer) -> list[Block]:
    readings = {
        row.input.code: row
        for item in write.told.indicators
        for row in item.readings
        if row.value is not None
    }
    if not readings:
        return []
    rows = tuple(
        (
            write.of(row.input.name),
            _typed(write, row),
            write.reading(row.value, row.input.unit),
            _origin(write, row),
        )
        for row in readings.values()
    )
    columns = (
        Column(write("原始数据", "Raw input"), 1.4),
        Column(write("填报值", "As typed"), 1.0, "right"),
        Column(write("换算值", "As computed with"), 1.25, "right"),
        Column(write("来源与填报人", "Source and by whom"), 2.6),
    )
    return [
        Table(write("原始数据及来源", "Raw inputs and their sources"), columns, rows, write.source)
    ]


def _typed(write: Writer, row: Reading) -> str:
    return row.typed or NONE


def _origin(write: Writer, row: Reading) -> str:
    if row.from_cluster:
        return write("集群描述", "description of the cluster")
    if not row.given_by:
        return write("此后已更改", "changed since")
    who = f"{row.given_by}, {row.given_at:%Y-%m-%d}, {write.of(ROADS[row.road])}"
    return write(f"{row.source}（{who}）", f"{row.source} ({who})") if row.source else who


def _oddities(write: Writer) -> list[Block]:
    """Only those that concern the indicators of this report."""
    notes = {note.code: note for item in write.told.indicators for note in item.notes}
    if not notes:
        return []
    rows = tuple(
        (note.code, write.of(note.text), write.of(note.action))
        for note in sorted(notes.values(), key=lambda note: note.code)
    )
    columns = (
        Column(write("编号", "Code"), 0.5, "center"),
        Column(write("原文疑点", "Oddity"), 2.2),
        Column(write("处理方式", "What is done"), 2.2),
    )
    return [
        Table(
            write("指标体系原文疑点及处理", "Oddities of the source"),
            columns,
            rows,
            write.framework_source,
        )
    ]
