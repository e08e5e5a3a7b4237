"""The tables of a framework or profile as an Excel workbook that can be filled in and read back."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from indicators.grid import cells_of
from indicators.layout import Column, Root, Sheet, sheet_of, sheets_of
from indicators.records import Text
from indicators.vocabulary import CHOICES
from indicators.words import TYPES, column_help, column_label, sheet_label
from indicators.workbook import GUIDE, MOST_ROWS, PARENT

LISTS = "_lists"
HEAD = PatternFill("solid", fgColor="DCE6F1")
REQUIRED = PatternFill("solid", fgColor="FCE4D6")
BOLD = Font(bold=True)
TOP = Alignment(vertical="top", wrap_text=True)
TEXT_FORMAT = "@"
WIDTHS = {"text": 24, "number": 12, "whole": 10, "truth": 10, "choice": 14, "lines": 40}
REFERENCES: Mapping[tuple[str, str], str] = {
    ("groups", "pillar"): "pillars",
    ("indicators", "pillar"): "pillars",
    ("indicators", "group"): "groups",
    ("criteria", "input"): "inputs",
}
"""Columns whose values are codes of another sheet."""
STEPS: tuple[Text, ...] = (
    Text("每张表一类记录，每行一条；第一行的最后一行字是字段名，不要改。", "One kind of record a sheet, one record a row. The last line of a heading is the field's name: leave it."),
    Text("橙色列必填，蓝色列可空。文字分中文（.zh）和英文（.en），只有一种语言时两列写同样的内容。", "Orange columns are required, blue ones may stay empty. Texts are in Chinese (.zh) and English (.en); with one language only, repeat it."),
    Text("下级记录用第一列指明所属，如归一量表的 indicators.code。", "The first column of a subordinate sheet says where a row belongs, as indicators.code of a measure."),
    Text("单元格里不能有 Excel 公式、宏或外部链接。指标公式按文字写。", "No Excel formulas, macros or links in cells. Formulas of indicators are plain text."),
    Text("单位在公式里逐步核对；换算写成带单位的数字，如 1000 [GB/TB]、86400 [s/d]、100 [%]。", "Units are checked through every formula; a conversion is a number with a unit, as 1000 [GB/TB], 86400 [s/d], 100 [%]."),
    Text("上传后一次列出全部错误，并指明单元格；发布后的版本不能再改。", "An upload lists every fault at once with its cell. A published version never changes."),
)  # fmt: skip


def write_workbook(root: Root, tables: Mapping[str, Any]) -> bytes:
    """Write tables into a workbook with headings, comments and lists to choose from.

    Texts are written as texts, also those that begin with "=".
    """
    book = Workbook()
    _guide(book.worksheets[0])
    for sheet in sheets_of(root):
        _write_sheet(book.create_sheet(sheet.name), sheet, root, tables)
    _lists(book.create_sheet(LISTS))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def records_at(root: Root, sheet: Sheet, tables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the records of a sheet, each with the code of the record it belongs to."""
    if not sheet.parent:
        yield from (("", item) for item in _at(tables, sheet.steps))
        return
    for _, parent in records_at(root, sheet_of(root, sheet.parent), tables):
        code = str(parent.get("code", "")) if isinstance(parent, Mapping) else ""
        yield from ((code, item) for item in _at(parent, sheet.steps))


def _at(tables: Any, steps: tuple[str, ...]) -> list[Any]:
    """What lies at steps, as a list; shares as records of code and share."""
    if not steps:
        return [tables]
    for step in steps:
        tables = tables.get(step, []) if isinstance(tables, Mapping) else []
    if isinstance(tables, Mapping):
        return [{"code": code, "share": share} for code, share in tables.items()]
    return list(tables) if isinstance(tables, list | tuple) else []


def _guide(page: Worksheet) -> None:
    page.title = GUIDE
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 70
    for row, step in enumerate(STEPS, start=1):
        _write(page.cell(row, 1), step.zh)
        _write(page.cell(row, 2), step.en)


def _write_sheet(page: Worksheet, sheet: Sheet, root: Root, tables: Mapping[str, Any]) -> None:
    keys = ([PARENT.format(sheet.parent)] if sheet.parent else []) + [c.key for c in sheet.columns]
    place = {key: number for number, key in enumerate(keys, start=1)}
    if sheet.parent:
        _parent_heading(page, root, sheet)
    for column in sheet.columns:
        _heading(page, sheet, column, place[column.key])
    for number, (parent, record) in enumerate(records_at(root, sheet, tables), start=2):
        cells = cells_of(sheet, record) | {PARENT.format(sheet.parent): parent}
        for key in keys:
            _write(page.cell(number, place[key]), cells[key])
    page.freeze_panes = "B2"


def _write(cell: Any, value: object) -> None:
    """Put a value into a cell; a text stays one whatever it begins with."""
    if value is None:
        return
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        value = repr(value)  # Excel files are written with 16 digits; a text keeps all 17
    cell.value = value
    cell.alignment = TOP
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT


def _heading(page: Worksheet, sheet: Sheet, column: Column, place: int) -> None:
    label = column_label(column)
    cell: Any = page.cell(1, place, f"{label.zh}\n{label.en}\n{column.key}")
    _style(cell, REQUIRED if not column.optional else HEAD)
    cell.comment = Comment(_explained(sheet, column), "SuanHeng", height=140, width=320)
    letter = get_column_letter(place)
    page.column_dimensions[letter].width = WIDTHS[column.kind]
    rows = f"{letter}2:{letter}{MOST_ROWS}"
    if choices := _choices(sheet, column):
        _offer(page, rows, choices, strict=column.kind in ("choice", "truth"))


def _parent_heading(page: Worksheet, root: Root, sheet: Sheet) -> None:
    label, key = sheet_label(sheet_of(root, sheet.parent)), PARENT.format(sheet.parent)
    cell: Any = page.cell(1, 1, f"所属{label.zh}\nBelongs to ({label.en})\n{key}")
    _style(cell, REQUIRED)
    page.column_dimensions["A"].width = 16
    _offer(page, f"A2:A{MOST_ROWS}", f"={sheet.parent}!$A$2:$A${MOST_ROWS}", strict=False)


def _style(cell: Any, fill: PatternFill) -> None:
    cell.fill, cell.font, cell.alignment = fill, BOLD, TOP


def _explained(sheet: Sheet, column: Column) -> str:
    """What may stand in a column, in both languages."""
    kind, more = TYPES[column.kind], column_help(sheet, column)
    needed = Text("可空", "optional") if column.optional else Text("必填", "required")
    lines = [f"{kind.zh}，{needed.zh} / {kind.en}, {needed.en}"]
    if column.choices:
        lines.append(" | ".join(column.choices))
    return "\n".join([*lines, more.zh, more.en] if more else lines)


def _choices(sheet: Sheet, column: Column) -> str:
    """The source of a list to choose from, "" for none."""
    if column.choices:
        return f'"{",".join(column.choices)}"'
    if column.kind == "truth":
        return '"TRUE,FALSE"'
    if column.key == "unit":
        return f"={LISTS}!$A$1:$A${len(_units())}"
    if other := REFERENCES.get((sheet.name, column.key)):
        return f"={other}!$A$2:$A${MOST_ROWS}"
    return ""


def _offer(page: Worksheet, rows: str, source: str, *, strict: bool) -> None:
    rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=strict)
    rule.add(rows)
    page.add_data_validation(rule)


def _units() -> list[str]:
    return list(dict.fromkeys(unit for units in CHOICES.values() for unit in units))


def _lists(page: Worksheet) -> None:
    """The units to choose from, on a hidden sheet."""
    page.sheet_state = "hidden"
    for number, unit in enumerate(_units(), start=1):
        page.cell(number, 1, unit)
