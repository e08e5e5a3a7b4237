"""An Excel workbook as the tables of a framework or profile, every value with the cell it stands in."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from indicators.faults import DefinitionError, Fault
from indicators.grid import record_of
from indicators.layout import ROOTS, Root, Sheet, path_of, sheets_of
from indicators.packages import refuse_harm

MOST_ROWS = 3000
MOST_COLUMNS = 80
GUIDE = "guide"
PARENT = "{}.code"
"""The column that names the record to which a row belongs: ``indicators.code`` of a measure."""
UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError,
    AttributeError, SyntaxError, OSError, RecursionError,
)  # fmt: skip
"""What openpyxl raises for packages that are no workbook; ParseError is a SyntaxError."""


@dataclass
class Book:
    """What was read: the kind of file, its tables, and the cell of each path in them."""

    root: Root
    tables: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def located(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return these faults and the book's own, with their cells; a cell's own fault comes alone."""
        own = {item.cell for item in self.faults}
        found = [replace(item, cell=item.cell or self._cell(item.path)) for item in faults]
        return (*self.faults, *(item for item in found if item.cell.split(",")[0] not in own))

    def _cell(self, path: str) -> str:
        """Return the cell of a path, of the nearest one above where it has none itself."""
        known, _, character = path.partition(", ")
        above = known
        while above and above not in self.cells:
            above = above[: max(above.rfind("."), above.rfind("["), 0)]
        cell = self.cells.get(above, self.root)
        line = known[len(above) :].strip("[]")
        words = ([f"line {int(line) + 1}"] if line.isdigit() else []) + [character]
        return ", ".join([cell, *filter(None, words)])


@dataclass(frozen=True)
class _Row:
    """A row that has something in it: its place, and its cells by column key."""

    number: int
    values: Mapping[str, object]
    columns: Mapping[str, str]

    def cell(self, sheet: str, key: str) -> str:
        """The address of a column's cell; of the first column where the sheet lacks that one."""
        return f"{sheet}!{self.columns.get(key, 'A')}{self.number}"


def read_workbook(content: bytes) -> Book:
    """Read a workbook made from the template; cells that cannot be taken are ``faults`` of the book.

    Formulas in cells are refused: what a reader of the file sees must be what is checked. Raises
    DefinitionError for what is no workbook, or one that may do harm.
    """
    refuse_harm(content)
    try:
        grids = _grids(content)
    except UNREADABLE as error:
        raise DefinitionError([Fault("not_a_workbook", "", str(error)[:100])]) from error
    book = Book(_root(grids))
    for sheet in sheets_of(book.root):
        _read_sheet(sheet, grids.pop(sheet.name, []), book)
    book.faults += [Fault("unknown_sheet", "", name, cell=name) for name in grids]
    return book


Grid = list[list[object]]


@dataclass(frozen=True)
class _Formula:
    """A cell that computes."""

    text: str


def _grids(content: bytes) -> dict[str, Grid]:
    """Return the cells of every sheet that is not a guide."""
    loaded = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        return {
            sheet.title: [[_value(cell) for cell in row] for row in _rows(sheet)]
            for sheet in loaded.worksheets
            if sheet.title != GUIDE and not sheet.title.startswith("_")
        }
    finally:
        loaded.close()


def _rows(sheet: Any) -> Iterator[Any]:
    rows: Iterator[Any] = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
    return rows


def _value(cell: Any) -> object:
    if cell.data_type == "f":
        return _Formula(str(cell.value))
    if cell.data_type == "e":
        return _Formula(str(cell.value))
    return cell.value


def _root(grids: Mapping[str, Grid]) -> Root:
    for root in ROOTS:
        if root in grids:
            return root
    raise DefinitionError([Fault("no_root_sheet", "", ", ".join(grids), tuple(ROOTS))])


def _read_sheet(sheet: Sheet, grid: Grid, book: Book) -> None:
    rows = _named(sheet, grid, book)
    book.cells.setdefault(path_of((*_path_to(sheet, book.root), *sheet.steps)), sheet.name)
    if sheet.single:
        _read_single(sheet, rows, book)
    elif sheet.shares:
        _read_shares(sheet, rows, book)
    else:
        _read_records(sheet, rows, book)


def _path_to(sheet: Sheet, root: Root) -> tuple[str, ...]:
    """Steps of the sheet's parents, without places."""
    if not sheet.parent:
        return ()
    above = next(item for item in sheets_of(root) if item.name == sheet.parent)
    return (*_path_to(above, root), *above.steps)


def _named(sheet: Sheet, grid: Grid, book: Book) -> list[_Row]:
    """Return the rows with their cells by column key; note columns that are not known, and formulas."""
    header = [str(cell or "").split()[-1:] for cell in grid[0]] if grid else []
    keys = [words[0] if words else "" for words in header]
    letters = {key: get_column_letter(place) for place, key in enumerate(keys, start=1) if key}
    known = {column.key for column in sheet.columns} | {PARENT.format(sheet.parent)}
    for key in letters.keys() - known:
        book.faults.append(Fault("unknown_key", key, key, cell=f"{sheet.name}!{letters[key]}1"))
    if len(grid) > MOST_ROWS + 1:
        book.faults.append(
            Fault("too_many", sheet.name, str(len(grid) - 1), (str(MOST_ROWS),), sheet.name)
        )
    rows = [_row(number, keys, row, letters) for number, row in enumerate(grid[1:], start=2)]
    kept = [row for row in rows if row.values]
    for row in kept:
        book.faults += _formulas_in(sheet, row)
    return kept


def _row(number: int, keys: list[str], cells: list[object], letters: Mapping[str, str]) -> _Row:
    filled = {
        key: cell
        for key, cell in zip(keys, cells, strict=False)
        if key and cell is not None and str(cell).strip()
    }
    return _Row(number, filled, letters)


def _formulas_in(sheet: Sheet, row: _Row) -> Iterator[Fault]:
    for key, cell in row.values.items():
        if isinstance(cell, _Formula):
            yield Fault("formula_cell", key, cell.text[:40], cell=row.cell(sheet.name, key))


def _read_single(sheet: Sheet, rows: list[_Row], book: Book) -> None:
    if not rows:
        return
    book.tables |= record_of(sheet, rows[0].values)
    _note_cells(sheet, rows[0], (), book)
    for extra in rows[1:]:
        cell = f"{sheet.name}!A{extra.number}"
        book.faults.append(Fault("too_many", sheet.name, str(len(rows)), ("1",), cell))


def _read_shares(sheet: Sheet, rows: list[_Row], book: Book) -> None:
    if not rows:
        return
    shares = _within(book.tables, sheet.steps, {})
    for row in rows:
        record = record_of(sheet, row.values)
        code = str(record.get("code", ""))
        if code in shares:
            cell = row.cell(sheet.name, "code")
            book.faults.append(Fault("duplicate", path_of(sheet.steps), code, cell=cell))
        shares[code] = record.get("share")
        book.cells[path_of((*sheet.steps, code))] = row.cell(sheet.name, "share")


def _read_records(sheet: Sheet, rows: list[_Row], book: Book) -> None:
    for row in rows:
        steps, parent = _parent_of(sheet, row, book)
        if parent is None:
            continue
        records = _within(parent, sheet.steps, [])
        place = (*steps, *sheet.steps, len(records))
        records.append(record_of(sheet, row.values))
        book.cells[path_of(place)] = f"{sheet.name}!A{row.number}"
        _note_cells(sheet, row, place, book)


def _parent_of(
    sheet: Sheet, row: _Row, book: Book
) -> tuple[tuple[str | int, ...], dict[str, Any] | None]:
    """Return the record to which a row belongs, and the steps to it; None where there is no such one."""
    if not sheet.parent:
        return (), book.tables
    key = PARENT.format(sheet.parent)
    wanted, found = str(row.values.get(key, "")), _records(sheet.parent, book)
    for steps, record in found:
        if str(record.get("code", "")) == wanted:
            return steps, record
    codes = tuple(str(record.get("code", "")) for _, record in found)
    cell = row.cell(sheet.name, key)
    book.faults.append(Fault("unknown_name", key, wanted, codes, cell))
    return (), None


def _records(name: str, book: Book) -> list[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Return every record of a sheet with the steps to it."""
    sheet = next(item for item in sheets_of(book.root) if item.name == name)
    parents: list[tuple[tuple[str | int, ...], dict[str, Any]]] = [((), book.tables)]
    if sheet.parent:
        parents = _records(sheet.parent, book)
    return [
        ((*steps, *sheet.steps, place), item)
        for steps, record in parents
        for place, item in enumerate(_within(record, sheet.steps, [], make=False))
    ]


def _within(
    record: dict[str, Any], steps: tuple[str, ...], empty: Any, *, make: bool = True
) -> Any:
    """Return what lies at steps in a record, made where it is not there yet."""
    *above, last = steps
    for step in above:
        record = record.setdefault(step, {})
    return record.setdefault(last, empty) if make else record.get(last, empty)


def _note_cells(sheet: Sheet, row: _Row, place: tuple[str | int, ...], book: Book) -> None:
    """Remember the cell of each value of a record, and of each field that several cells make up."""
    for column in sheet.columns:
        cell = row.cell(sheet.name, column.key)
        steps = (*place, *column.steps)
        for length in range(len(place) + 1, len(steps) + 1):
            book.cells.setdefault(path_of(steps[:length]), cell)
