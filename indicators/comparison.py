"""Two versions of a framework side by side: what was added, removed or changed, and what of it changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from indicators.definitions import Framework
from indicators.records import Text

Kind = Literal[
    "pillar", "group", "indicator", "criterion", "input", "variable", "rule", "note", "mapping"
]
State = Literal["added", "removed", "changed"]
KINDS: tuple[Kind, ...] = (
    "pillar", "group", "indicator", "criterion", "input", "variable", "rule", "note", "mapping",
)  # fmt: skip
PASSED_OVER = frozenset({"code", "sequence", "criteria"})
"""Told by other changes, or no change of content: a place in the row, criteria that stand for themselves."""

WORDS = frozenset(
    {"name", "name_printed", "abbreviation", "definition", "text", "evidence", "help", "context", "note",
     "notes", "action", "aliases", "source", "source_table", "unit_in_source", "formula", "presets", "status",
     "title"}
)  # fmt: skip
"""Fields that tell of an item; every other one may change what is asked or how it is scored."""


@dataclass(frozen=True)
class Detail:
    """A field that differs; empty where it was or is not set."""

    field: str
    before: Text
    after: Text


@dataclass(frozen=True)
class Change:
    """One item that differs. ``bears`` tells that more than its wording did: what is asked, or the score."""

    kind: Kind
    code: str
    state: State
    name: Text
    bears: bool
    details: tuple[Detail, ...] = ()


def compare(old: Framework, new: Framework) -> tuple[Change, ...]:
    """Return everything that differs, by kind and then in the order of the files.

    Of a version and itself nothing does; the other way round added and removed change places, and so do
    before and after.
    """
    return tuple(change for kind in KINDS for change in _compared(kind, old, new))


def _compared(kind: Kind, old: Framework, new: Framework) -> Iterator[Change]:
    before, after = _records(kind, old), _records(kind, new)
    for code in dict.fromkeys([*before, *after]):
        if code not in after:
            yield Change(kind, code, "removed", _name(before[code]), _counts(kind))
        elif code not in before:
            yield Change(kind, code, "added", _name(after[code]), _counts(kind))
        else:
            yield from _changed(kind, code, before[code], after[code])


def _changed(
    kind: Kind, code: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    details = tuple(
        Detail(field, shown(before[field]), shown(after[field]))
        for field in before
        if before[field] != after[field]
    )
    if details:
        bears = _counts(kind) and any(item.field not in WORDS for item in details)
        yield Change(kind, code, "changed", _name(after), bears, details)


def _counts(kind: Kind) -> bool:
    return kind not in {"rule", "note", "mapping"}


def _records(kind: Kind, framework: Framework) -> dict[str, dict[str, Any]]:
    """The fields of each record of a kind, by code; a criterion with the indicator it belongs to."""
    if kind == "criterion":
        return {
            item.code: {**_fields(item), "indicator": owner.code}
            for owner in framework.indicators
            for item in owner.criteria
        }
    if kind == "mapping":
        return _numbered(framework)
    return {item.code: _fields(item) for item in getattr(framework, f"{kind}s")}


def _numbered(framework: Framework) -> dict[str, dict[str, Any]]:
    """Clauses by standard, number and title, which together name them."""
    return {
        " ".join(part for part in (item.standard, item.clause, item.title.en) if part): _fields(
            item
        )
        for item in framework.mappings
    }


def _fields(record: Any) -> dict[str, Any]:
    return {
        item.name: getattr(record, item.name)
        for item in fields(record)
        if item.name not in PASSED_OVER
    }


def _name(record: Mapping[str, Any]) -> Text:
    """How an item is called: by its name, a note or criterion by its text."""
    found: Text = record.get("name") or record.get("text") or record["title"]
    return found


def shown(value: object) -> Text:
    """Return a field's content as words: lists joined, records with their fields, nothing as an empty text."""
    if isinstance(value, Text):
        return value
    if isinstance(value, tuple):
        return _joined("; ", (shown(part) for part in value))
    if is_dataclass(value):
        parts = (getattr(value, item.name) for item in fields(value))
        return _joined(", ", (shown(part) for part in parts if part not in (None, "", ())))
    return _plain(value)


def _plain(value: object) -> Text:
    if value is None or value == "":
        return Text("", "")
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no")
    word = format(value, ".12g") if isinstance(value, float) else str(value)
    return Text(word, word)


def _joined(sign: str, parts: Iterable[Text]) -> Text:
    listed = list(parts)
    return Text(sign.join(part.zh for part in listed), sign.join(part.en for part in listed))
