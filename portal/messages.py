"""Message catalogues without gettext's programs: Babel reads and writes them, Django's own
`templatize` turns templates into something that Babel can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

CODE = ("portal", "indicators", "assess", "reports")
TEMPLATES = ("templates", "portal", "indicators", "assess", "reports")
LANGUAGE = "zh_Hans"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAG = "Translators:"
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|\{(\w*)\}|%[sdif]")
Identifier = str | list[str] | tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One translatable text and where it stands."""

    where: tuple[str, int]
    identifier: Identifier
    comments: list[str]
    context: str | None


def source_of(language: str = LANGUAGE) -> Path:
    """Return the catalogue that translators edit."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def extracted(root: Path) -> Catalog:
    """Return every translatable text of the product."""
    catalog = Catalog(project="SuanHeng", version=settings.VERSION, charset="utf-8")
    for found in _found(root):
        catalog.add(
            found.identifier,
            locations=[found.where],
            auto_comments=found.comments,
            context=found.context,
        )
    return catalog


def _found(root: Path) -> Iterator[Found]:
    for path in _files(root, CODE, "*.py"):
        yield from _texts(path, root, path.read_bytes())
    for path in _files(root, TEMPLATES, "*.html"):
        yield from _texts(path, root, templatize(path.read_text(), origin=str(path)).encode())


def _files(root: Path, folders: tuple[str, ...], pattern: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob(pattern)):
            if "migrations" not in path.parts and "management" not in path.parts:
                yield path


def _texts(path: Path, root: Path, source: bytes) -> Iterator[Found]:
    name = path.relative_to(root).as_posix()
    texts = extract("python", BytesIO(source), KEYWORDS, [COMMENT_TAG])
    for line, identifier, comments, context in texts:
        yield Found((name, line), identifier, comments, context)


def read(path: Path, language: str = LANGUAGE) -> Catalog:
    """Return a catalogue as it stands; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale=language, project="SuanHeng", version=settings.VERSION)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(root: Path, path: Path) -> Catalog:
    """Bring a catalogue up to the texts of the product: new ones empty, gone ones removed."""
    catalog = read(path)
    catalog.update(extracted(root), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    # a date that changed with every call would make every call a change
    catalog.revision_date = catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, include_lineno=False)
    return catalog


def compile_stale() -> list[Path]:
    """Compile the catalogues that are newer than what was compiled from them."""
    written = []
    for source in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with target.open("wb") as file:
                write_mo(file, read(source, source.parts[-3]))
            written.append(target)
    return written


def faults(root: Path, path: Path) -> Iterator[str]:
    """Yield one line for everything that keeps the catalogue from being complete and sound."""
    catalog, wanted = read(path), extracted(root)
    for message in wanted:
        if message.id and catalog.get(message.id, message.context) is None:
            yield f"{_place(message)}: {_text(message)!r} is missing in {path.name}"
    for message in catalog:
        if message.id:
            unused = wanted.get(message.id, message.context) is None
            yield from (f"{_text(message)!r} {fault}" for fault in _message(message, unused=unused))
    for message in catalog.obsolete.values():
        yield f"{_text(message)!r} is obsolete"


def _message(message: Message, *, unused: bool) -> Iterator[str]:
    if unused:
        yield "is used nowhere"
    if message.fuzzy:
        yield "is marked as fuzzy"
    identifiers, translations = _forms(message.id), _forms(message.string)
    if not all(translations):
        yield "has no translation"
        return
    allowed = {name for text in identifiers for name in placeholders(text)}
    for translation in translations:
        if set(placeholders(translation)) != allowed:
            yield f"has other placeholders than its translation {translation!r}"


def placeholders(text: str) -> list[str]:
    """Return the names of the places that a text leaves open."""
    return sorted(match[1] or match[2] or match[0] for match in PLACEHOLDER.finditer(text))


def _forms(texts: Identifier | None) -> tuple[str, ...]:
    return (texts or "",) if texts is None or isinstance(texts, str) else tuple(texts)


def _text(message: Message) -> str:
    return _forms(message.id)[0]


def _place(message: Message) -> str:
    return f"{message.locations[0][0]}:{message.locations[0][1]}" if message.locations else "?"
