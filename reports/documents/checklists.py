"""The platform checklists that were answered: counts by group and every item. Nothing of it is scored."""

from collections.abc import Mapping

from assess.tallies import SAID, Said, Standing, Tally, Told
from indicators.records import Text
from reports.documents.document import Block, Column, Heading, Paragraph, Table
from reports.documents.writer import Writer
from reports.numbers import NONE

WORDS: Mapping[Said, Text] = {
    "yes": Text("是", "yes"),
    "partly": Text("部分", "partly"),
    "no": Text("否", "no"),
    "not_applicable": Text("不适用", "n/a"),
    "": Text("未答", "unanswered"),
}
ORIGINS = {"named": Text("附录所列", "named"), "derived": Text("推导", "derived")}


def checklists(write: Writer) -> list[Block]:
    """The chapter; without an answered checklist there is none."""
    told = [item for item in write.told.checklists if item.touched]
    if not told:
        return []
    title = write("平台能力清单（不计分）", "Platform checklists (unscored)")
    return [Heading(1, title), *(block for item in told for block in _checklist(write, item))]


def _checklist(write: Writer, told: Told) -> list[Block]:
    definition = told.definition
    standards = [
        f"{write.of(item.title)} {item.plan}{write('（', ' (')}{write.of(item.status)}{write('）', ')')}"
        for item in definition.standards
    ]
    notes = [write.of(definition.disclaimer), *(write.of(note) for note in definition.notes)]
    lead = write("文中提及的标准：", "Standard named there: ")
    return [
        Heading(2, write.of(definition.title)),
        *(Paragraph(text, lead=lead) for text in standards),
        Paragraph(write("", " ").join(notes)),
        _counts(write, told),
        _items(write, told),
    ]


def _counts(write: Writer, told: Told) -> Table:
    names = {item.code: write.of(item.name) for item in told.definition.sections}
    rows = [(names[part.code], *_row(part.tally)) for part in told.parts]
    total = (write("合计", "Total"), *_row(told.tally))
    columns = (
        Column(write("能力组", "Group"), 2.2),
        *(Column(write.of(WORDS[said]), 0.8, "right") for said in SAID),
    )
    caption = write(
        f"{write.of(told.definition.title)}：各组回答数",
        f"{write.of(told.definition.title)}: answers by group",
    )
    return Table(caption, columns, (*rows, total), write.source, bold=(len(rows),))


def _row(tally: Tally) -> tuple[str, ...]:
    return tuple(str(tally.counts[said]) for said in SAID)


def _items(write: Writer, told: Told) -> Table:
    rows = tuple(_item(write, row) for part in told.parts for row in part.standings)
    columns = (
        Column(write("编号", "Code"), 0.6, "center"),
        Column(write("条目", "Item"), 3),
        Column(write("来源", "Origin"), 0.8, "center"),
        Column(write("回答", "Answer"), 0.9, "center"),
        Column(write("证据与说明", "Evidence and note"), 1.8),
    )
    caption = write(
        f"{write.of(told.definition.title)}：条目", f"{write.of(told.definition.title)}: items"
    )
    return Table(caption, columns, rows, write.source)


def _item(write: Writer, row: Standing) -> tuple[str, ...]:
    linked = write(f"见判据 {row.linked}", f"see criterion {row.linked}") if row.linked else ""
    told = [row.given.evidence, row.given.reason, row.given.note, linked]
    return (
        row.item.code,
        write.of(row.item.text),
        write.of(ORIGINS[row.item.origin]),
        write.of(WORDS[row.given.answer]),
        write("；", "; ").join(part for part in told if part) or NONE,
    )
