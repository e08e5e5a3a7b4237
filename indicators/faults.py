"""What is wrong with a file: faults with their path, and the checks that every kind of file shares."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from indicators.records import Text

VERSION_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
RESERVED = frozenset({"method", "accelerators", "drafts"})
"""Addresses below ``frameworks/`` that are no framework."""
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. ``code`` is stable; ``path`` is where, as ``indicators[3].formulas[1]``.

    found: what stands there. expected: what would do: names, or one word such as "number".
    cell: where that is in a workbook, as ``indicators!D7``.
    """

    code: str
    path: str
    found: str = ""
    expected: tuple[str, ...] = ()
    cell: str = ""

    @property
    def place(self) -> str:
        """Where it is, as the author of the file sees it."""
        return self.cell or self.path

    def __str__(self) -> str:
        found = f" {self.found!r}" if self.found else ""
        expected = f"; expected {' or '.join(self.expected)}" if self.expected else ""
        return f"{self.place}: {self.code.replace('_', ' ')}{found}{expected}"


class DefinitionError(ValueError):
    """A file that is refused, with every fault that was found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def identity(code: str, version: str, title: Text) -> Iterator[Fault]:
    """Find a code that is no address, a version that is none, a title longer than a row holds."""
    if not VERSION_CODE.fullmatch(code):
        yield Fault("bad_slug", "code", code)
    if code in RESERVED:
        yield Fault("reserved_name", "code", code)
    if not VERSION.fullmatch(version):
        yield Fault("bad_version", "version", version)
    for language in ("zh", "en"):
        length = len(getattr(title, language))
        if length > LONGEST_TITLE:
            yield Fault("too_long", f"title.{language}", str(length), (str(LONGEST_TITLE),))


def unique(codes: Sequence[str], path: str) -> Iterator[Fault]:
    """Find codes that came before; ``path`` has a ``{}`` for the place in the row."""
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield Fault("duplicate", path.format(place), code)


def listed(name: str, names: Iterable[str], path: str) -> Iterator[Fault]:
    """Find a name that is not among those there are."""
    expected = sorted(names)
    if name not in expected:
        yield Fault("unknown_name", path, name, tuple(expected))


def texts(record: object, path: str = "") -> Iterator[Fault]:
    """Find every text of a record, and of the records in it, that is empty in a language."""
    if isinstance(record, Text):
        for language in ("zh", "en"):
            if not getattr(record, language).strip():
                yield Fault("empty_text", f"{path}.{language}")
    elif is_dataclass(record):
        for item in fields(record):
            yield from texts(getattr(record, item.name), f"{path}.{item.name}".lstrip("."))
    elif isinstance(record, tuple):
        for place, part in enumerate(record):
            yield from texts(part, f"{path}[{place}]")
