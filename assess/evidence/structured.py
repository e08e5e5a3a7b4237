"""JSON as tools write it: after other text, several documents one after another, numbers kept as written."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from json import JSONDecoder
from typing import Any

from assess.evidence.reading import Finding, Where
from assess.evidence.source import ESCAPES, Source
from indicators.records import Text

BROKEN = Text("JSON 不完整或已损坏", "The JSON is incomplete or damaged")


def first_document(text: str, holding: str) -> Mapping[str, Any] | None:
    """The first JSON object in a text that has a key ``holding``; text before and after it is skipped. None without one.

    Of a key that stands twice, as fio writes them, the last counts.
    """
    decoder = JSONDecoder()
    start = text.find("{")
    while start != -1:
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
            continue
        if isinstance(found, Mapping) and holding in found:
            return found
        start = text.find("{", end)
    return None


def found_objects(
    source: Source, wanted: Callable[[Any], bool]
) -> Iterator[tuple[Where, Mapping[str, Any] | None]]:
    """Objects of a kind at any depth of a file's JSON, with line and key: one document, one a line, several, or in a log.

    Once None, for the first document that begins a line and cannot be read.
    """
    text = ESCAPES.sub("", source.text()).removeprefix("\ufeff")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _scattered(text, wanted)
    else:
        yield from ((Where(key=key), found) for key, found in _below(whole, wanted, ""))


def _scattered(
    text: str, wanted: Callable[[Any], bool]
) -> Iterator[tuple[Where, Mapping[str, Any] | None]]:
    """Objects of a kind in the documents of a text that is more than one document."""
    place, line, counted, told = 0, 1, 0, False
    while (opening := OPENING.search(text, place)) is not None:
        begin = opening.start(1)
        line, counted = line + text.count("\n", counted, begin), begin
        try:
            document, place = JSONDecoder().raw_decode(text, begin)
        except (ValueError, RecursionError):
            place = begin + 1
            if not told and _begins_line(text, begin):
                told = True
                yield Where(line), None
            continue
        for key, found in _below(document, wanted, ""):
            yield Where(line, key), found


def _begins_line(text: str, begin: int) -> bool:
    """Whether an object opens here and nothing but blanks stands before it in its line."""
    return text[begin] == "{" and not text[text.rfind("\n", 0, begin) + 1 : begin].strip()


OPENING = re.compile(r"(?:^[ \t]*|(?<=[ =:\t]))([{\[])", re.M)


def _below(
    document: Any, wanted: Callable[[Any], bool], key: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a kind in a document, the outermost first; nothing inside one that was found."""
    if wanted(document):
        yield key, document
    elif isinstance(document, Mapping):
        for name, item in document.items():
            if isinstance(item, Mapping | list):
                yield from _below(item, wanted, f"{key}.{name}" if key else str(name))
    elif isinstance(document, list):
        for place, item in enumerate(document):
            if isinstance(item, Mapping | list):
                yield from _below(item, wanted, f"{key}[{place}]")


def whole_document(source: Source) -> Any:
    """The file as one JSON document; None where it is not one."""
    try:
        return json.loads(source.text())
    except (ValueError, RecursionError):
        return None


def documents(source: Source) -> Iterator[tuple[int, Any]]:
    """Line number and document of each line of a JSONL file; None for a line that is no JSON."""
    for number, line in source.lines():
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):  # a number of too many digits is a ValueError
            yield number, None


def number(value: Any) -> float | None:
    """A finite number of a document, also where it is written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < float("inf") else None


def at(document: Any, *keys: str | int) -> Any:
    """What stands under a path of keys and places; None where it ends early."""
    for key in keys:
        if isinstance(document, Mapping):
            document = document.get(str(key))
        elif (
            isinstance(document, list)
            and isinstance(key, int)
            and -len(document) <= key < len(document)
        ):
            document = document[key]
        else:
            return None
    return document


def listed(document: Any, *keys: str | int) -> list[Any]:
    """The list under a path; an empty one where something else or nothing stands there."""
    found = at(document, *keys)
    return found if isinstance(found, list) else []


def mapped(document: Any, *keys: str | int) -> Mapping[str, Any]:
    """The object under a path; an empty one where something else or nothing stands there."""
    found = at(document, *keys)
    return found if isinstance(found, Mapping) else {}


def broken(where: Where | None = None) -> Finding:
    """The finding of a document that cannot be read."""
    return Finding("broken_json", "error", BROKEN, where or Where())
