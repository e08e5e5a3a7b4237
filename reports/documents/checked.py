"""Sections of chapter 5: consistency of the data, and what does not apply with who decided it."""

from collections.abc import Mapping

from indicators.records import Text
from reports.documents.document import Block, Column, Paragraph, Table
from reports.documents.writer import Writer
from reports.numbers import NONE
from reports.review import FindingFigures, StatementFigures

SEVERITIES: Mapping[str, Text] = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "question": Text("询问", "question"),
}
DECISIONS: Mapping[str, Text] = {
    "approved": Text("已批准", "approved"),
    "refused": Text("已驳回", "refused"),
    "": Text("尚未批准", "not yet approved"),
}


def consistency(write: Writer) -> list[Block]:
    """The rules that fire, and why those that were accepted may stand."""
    findings = write.told.review.findings
    if not findings:
        return [
            Paragraph(write("一致性核查没有发现问题。", "The consistency checks found nothing."))
        ]
    text = write(
        "一致性核查只提示和询问，不改变任何数值。容差与上限由算衡设定。",
        "Consistency checks warn and ask and change no value. Tolerances and limits are SuanHeng's.",
    )
    columns = (
        Column(write("编号", "Code"), 0.6),
        Column(write("类别", "Kind"), 0.6, "center"),
        Column(write("核查结果", "Finding"), 2.6),
        Column(write("处理", "Settled"), 1.8),
    )
    rows = tuple(
        (
            item.code,
            write.of(SEVERITIES[item.severity]),
            write.of(item.message),
            _settled(write, item),
        )
        for item in findings
    )
    caption = write("一致性核查结果", "Consistency checks")
    return [Paragraph(text), Table(caption, columns, rows, write.method_source)]


def decision(write: Writer, statement: StatementFigures | None) -> str:
    """How a statement was decided, by whom and when."""
    if statement is None:
        return write("评分方案规定", "by the profile")
    told = write.of(DECISIONS[statement.decision])
    if statement.at is None:
        return told
    return f"{told}{write('，', ', ')}{statement.by}{write('，', ', ')}{statement.at:%Y-%m-%d}"


def _settled(write: Writer, item: FindingFigures) -> str:
    if item.at is None:
        return write("未处理", "open") if item.is_open else NONE
    who = write(f"（{item.by}，{item.at:%Y-%m-%d}）", f" ({item.by}, {item.at:%Y-%m-%d})")
    return write("已接受：", "accepted: ") + item.reason + who
