"""A chapter for each pillar: judged indicators by criteria, measured ones by values."""

from collections.abc import Callable, Iterator, Mapping

from reports.dashboard import CriterionFigures, GroupFigures, IndicatorFigures, PillarFigures
from reports.documents.document import Block, Column, Heading, Paragraph, Table
from reports.documents.writer import Writer
from reports.numbers import NONE, index, points, share


def pillars(write: Writer) -> list[Block]:
    """A chapter for each pillar, a section for each of its groups: judged indicators by criteria, measured by values."""
    return [block for pillar in write.told.pillars for block in _pillar(write, pillar)]


def _pillar(write: Writer, pillar: PillarFigures) -> list[Block]:
    blocks: list[Block] = [Heading(1, write(f"{pillar.name.zh}评估", pillar.name.en))]
    for group in write.told.of_pillar(pillar.code):
        if items := write.told.of_group(group.code):
            blocks += [
                Heading(2, write.of(group.name)),
                Paragraph(_group_sentence(write, group, items)),
                *_tables(write, group, items),
            ]
    return blocks if len(blocks) > 1 else []


def _tables(
    write: Writer, group: GroupFigures, items: tuple[IndicatorFigures, ...]
) -> Iterator[Table]:
    """Tables of the kinds that have something to show."""
    for kind, table in (("quantitative", _values_table), ("capability", _criteria_table)):
        shown = tuple(item for item in items if item.definition.kind == kind)
        if any(item.state != "missing" for item in shown):
            yield table(write, group, shown)


def _group_sentence(write: Writer, group: GroupFigures, items: tuple[IndicatorFigures, ...]) -> str:
    missing = [item.code for item in items if item.state == "missing"]
    told = write(
        f"“{group.name.zh}”共 {len(items)} 项指标，得分 {points(group.score)}，权重 {share(group.weight)} 分，贡献 {share(group.contribution)} 分。",
        f"{group.name.en} has {len(items)} indicators and scores {points(group.score)}: {share(group.contribution)} of {share(group.weight)} points of the overall score.",
    )
    if group.score is None:
        told = write(
            f"“{group.name.zh}”共 {len(items)} 项指标，没有可计分的数据。",
            f"{group.name.en} has {len(items)} indicators and no data that could be scored.",
        )
    if not missing:
        return told
    return told + write(
        f"缺少数据：{write.names(missing)}。", f" No data for {write.names(missing)}."
    )


def _criteria_table(
    write: Writer, group: GroupFigures, items: tuple[IndicatorFigures, ...]
) -> Table:
    rows: list[tuple[str, ...]] = []
    bold: list[int] = []
    for item in items:
        bold.append(len(rows))
        rows.append(
            (
                item.code,
                write.of(item.definition.name),
                NONE,
                points(item.score),
                _state(write, item),
            )
        )
        rows += [_criterion_row(write, row) for row in item.criteria]
    columns = (
        Column(write("编号", "Code"), 0.75, "center"),
        Column(write("指标与判据", "Indicator and criteria"), 3.2),
        Column(write("实际", "Found"), 1.2, "right"),
        Column(write("得分", "Score"), 0.75, "right"),
        Column(write("结论", "Verdict"), 1.2, "center"),
    )
    caption = write(f"“{group.name.zh}”判据评价结果", f"{group.name.en}: criteria")
    return Table(caption, columns, tuple(rows), write.source, bold=tuple(bold))


def _criterion_row(write: Writer, row: CriterionFigures) -> tuple[str, ...]:
    found = write.reading(row.value, row.criterion.unit)
    return (
        row.criterion.code,
        write.of(row.criterion.text),
        found,
        index(row.credit),
        _met(write, row),
    )


def _met(write: Writer, row: CriterionFigures) -> str:
    if row.state != "scored":
        return _STATES[row.state](write)
    if row.met is not None:
        return write("达到", "met") if row.met else write("未达到", "not met")
    return {1.0: write("满足", "met in full"), 0.0: write("不满足", "not met")}.get(
        row.credit or 0.0, write("部分满足", "met in part")
    )


_STATES: Mapping[str, Callable[[Writer], str]] = {
    "missing": lambda write: write("未填报", "not stated"),
    "not_applicable": lambda write: write("不适用", "not applicable"),
}


def _state(write: Writer, item: IndicatorFigures) -> str:
    if item.state == "scored":
        return item.evidence or NONE
    return _STATES[item.state](write)


def _values_table(write: Writer, group: GroupFigures, items: tuple[IndicatorFigures, ...]) -> Table:
    rows = tuple(
        (item.code, write.of(item.definition.name), _value(write, item), points(item.score),
         share(item.weight), share(item.contribution), _state(write, item))
        for item in items
    )  # fmt: skip
    columns = (
        Column(write("编号", "Code"), 0.7, "center"),
        Column(write("指标", "Indicator"), 2.2),
        Column(write("数值", "Value"), 1.5, "right"),
        Column(write("得分", "Score"), 0.75, "right"),
        Column(write("权重", "Weight"), 0.75, "right"),
        Column(write("贡献", "Contribution"), 0.95, "right"),
        Column(write("证据", "Evidence"), 1.0, "center"),
    )
    caption = write(f"“{group.name.zh}”指标评价结果", f"{group.name.en}: values and scores")
    return Table(caption, columns, rows, write.source)


def _value(write: Writer, item: IndicatorFigures) -> str:
    if item.value is None:
        return next(
            (
                write.value(row.value, row.measure.unit)
                for row in item.measures
                if row.value is not None
            ),
            NONE,
        )
    return write.value(item.value, item.definition.unit)
