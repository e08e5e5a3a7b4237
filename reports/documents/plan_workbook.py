"""A kept plan as an Excel file: named inputs, live formulas over them, and the rest as values with a note."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from assess.models import CapacityPlan
from indicators.records import Text
from reports.dashboard import say
from reports.documents.plan_formulas import Cell, workbook_cells

HEAD, FILL = Font(bold=True), PatternFill("solid", fgColor="E9F0F9")
WIDTHS = (52, 22, 14, 26, 24)
TABLE = "A1"
INPUTS = Text("输入", "Inputs")
FORMULAS = Text("公式", "Formulas")
LAYOUTS = Text("并行布局", "Layouts")
DRAWS = Text("抽样与敏感度", "Draws")
PLAN = Text("规划", "Plan")
AS_VALUES = Text(
    "由规划器搜索或抽样得出，表格公式无法表达，按值列出；改动输入后不会更新。",
    "Searched or drawn by the planner; no spreadsheet formula can hold it, so these are values and do not follow the inputs.",
)
NO_FORMULAS = Text(
    "本规划对报告的若干条目采用了其他读法，公式页只适用于报告自身的读法，因此按值列出。",
    "This plan reads points of the report otherwise; the formulas would be those of the report's own readings, so values are listed.",
)
LIVE = Text(
    "改动“输入”页的数值，本页随之重算；“规划器”一列为保存时的结果，供核对。MFU 与布局不随输入改变。",
    "Change the inputs and this sheet follows; “planner” is what was computed when the plan was kept. MFU and layouts do not follow.",
)
COLUMNS = (Text("量", "Quantity"), Text("值", "Value"), Text("单位", "Unit"), Text("名称", "Name"))
PLANNER = Text("规划器", "Planner")
OURS = Text(
    "规划方法是算衡的方法（报告模式按中国信通院 2024 年报告附录）；结果仅供规划参考，不是中国信通院的结论。",
    "The planning method is SuanHeng's (report mode follows the appendix of CAICT's 2024 report); results are for planning and no statement of CAICT's.",
)


def plan_workbook(plan: CapacityPlan, language: str) -> bytes:
    """The file. Every formula names its inputs; names are the same in both languages."""
    book, result = Workbook(), plan.result or {}
    inputs, formulas = workbook_cells(plan.mode, plan.order, result)
    about = _first(book, say(PLAN, language))
    _about(about, plan, language)
    _sheet(book, INPUTS, inputs, language)
    if formulas:
        _sheet(book, FORMULAS, formulas, language)
    else:
        _values(book, (FORMULAS, NO_FORMULAS), _steps(result, language), language)
    if plan.mode == CapacityPlan.Mode.ENGINEERING:
        _values(book, (LAYOUTS, AS_VALUES), _layouts(result), language)
        _values(book, (DRAWS, AS_VALUES), _draws(result), language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _first(book: Workbook, title: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = title
    return sheet


def _about(sheet: Worksheet, plan: CapacityPlan, language: str) -> None:
    rows = (
        (Text("名称", "Name"), plan.name),
        (Text("方法", "Mode"), plan.get_mode_display()),
        (Text("建立时间", "Created"), f"{plan.created_at:%Y-%m-%d %H:%M} UTC"),
        (Text("订单摘要（SHA-256）", "Digest of the order (SHA-256)"), plan.digest),
        (Text("备注", "Note"), plan.note),
        (Text("说明", "Method"), say(OURS, language)),
    )
    for label, value in rows:
        sheet.append([say(label, language), _inert(value)])
    _dress(sheet, None)


def _sheet(book: Workbook, title: Text, cells: Sequence[Cell], language: str) -> None:
    sheet = book.create_sheet(say(title, language))
    live = any(cell.is_formula for cell in cells)
    heads = (*COLUMNS, PLANNER) if live else COLUMNS
    sheet.append([say(head, language) for head in heads])
    for row, cell in enumerate(cells, start=2):
        tail = [cell.computed] if live else []
        sheet.append([say(cell.label, language), cell.value, cell.unit, cell.name, *tail])
        place = f"'{sheet.title}'!$B${row}"
        book.defined_names[cell.name] = DefinedName(cell.name, attr_text=place)
    if live:
        sheet.append([])
        sheet.append([say(LIVE, language)])
    _dress(sheet, 1)


def _values(
    book: Workbook, words: tuple[Text, Text], rows: Iterable[Sequence[Any]], language: str
) -> None:
    title, note = words
    sheet = book.create_sheet(say(title, language))
    sheet.append([say(note, language)])
    for row in rows:
        sheet.append([_inert(value) for value in row])
    _dress(sheet, 2)


def _steps(result: Mapping[str, Any], language: str) -> Iterable[Sequence[Any]]:
    yield [say(head, language) for head in COLUMNS[:3]]
    for step in result["explain"]:
        name, unit = Text(**step["name"]), Text(**step["unit"])
        yield [say(name, language), step["result"], say(unit, language), step["substituted"]]


def _layouts(result: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
    rows = result["layouts"]
    yield list(rows[0])
    yield from (list(row.values()) for row in rows)


def _draws(result: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
    chances = result["chances"]
    yield ["quantity", "P10", "P50", "P90"]
    yield ["days", *chances["days"]]
    yield ["energy_mwh", *chances["energy_mwh"]]
    if chances["cost"]:
        yield ["cost", *chances["cost"]]
    yield ["draws", chances["draws"]]
    yield ["probability", chances["probability"]]
    yield []
    yield ["input", "low", "high", "days_at_low", "days_at_high"]
    yield from (list(row.values()) for row in result["tornado"])
    yield []
    yield ["cards", "days"]
    yield from ([row["cards"], row["days"]] for row in result["curve"])


def _inert(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is quoted."""
    return (
        f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
    )


def _dress(sheet: Worksheet, head: int | None) -> None:
    for column, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    if head is not None:
        for cell in sheet[head]:
            cell.font, cell.fill = HEAD, FILL
        sheet.freeze_panes = f"A{head + 1}"
