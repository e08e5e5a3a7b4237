"""A file that somebody gives, TOML or Excel: its tables, and its faults where its author finds them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from indicators.faults import DefinitionError, Fault
from indicators.layout import Root
from indicators.packages import is_workbook
from indicators.reading import read_toml
from indicators.workbook import Book, read_workbook

Records = TypeVar("Records")


@dataclass(frozen=True)
class Upload:
    """What a file says. ``book`` knows the cells, None for TOML."""

    root: Root
    tables: dict[str, Any]
    book: Book | None = None

    def located(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return all faults, those of cells too, with their places in the file."""
        return self.book.located(faults) if self.book else tuple(faults)

    def checked(self, build: Callable[[dict[str, Any]], Records]) -> Records:
        """Return what ``build`` makes of the tables; raise DefinitionError with places in the file."""
        try:
            records = build(self.tables)
        except DefinitionError as error:
            raise DefinitionError(self.located(error.faults)) from error
        if faults := self.located(()):
            raise DefinitionError(faults)
        return records


def read_upload(content: bytes, name: str = "") -> Upload:
    """Read a file; raise DefinitionError for one that is neither TOML nor a workbook of ours."""
    if is_workbook(content):
        book = read_workbook(content)
        return Upload(book.root, book.tables, book)
    tables = read_toml(content, name)
    return Upload(root_of(tables), tables)


def root_of(tables: dict[str, Any]) -> Root:
    """Tell by its tables what a file defines: a profile has anchors, or extends one that has."""
    return "profile" if {"anchors", "extends"} & tables.keys() else "framework"
