"""Files that are torn apart, and documents whose values are of another type, never make a reader fail."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.evidence.registry import inspect
from assess.evidence.source import Source
from tests.evidence.golden import FIXTURES

FILES = sorted(
    path.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*") if path.is_file()
)
DOCUMENTS = [name for name in FILES if name.endswith(".json")]
MOST = 25
OTHERS: list[Any] = [
    None,
    5,
    -1.5,
    True,
    "",
    "x",
    [],
    {},
    [5],
    ["x"],
    [[]],
    [None],
    {"x": 5},
    {"x": []},
    10**400,
    "1e400",
]


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@settings(max_examples=30)
def test_lines_lost_doubled_and_out_of_order_never_make_a_reader_fail(
    name: str, data: st.DataObject
) -> None:
    lines = (FIXTURES / name).read_bytes().splitlines(keepends=True)
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=2 * len(lines)))
    assert inspect(Source.of(name, lines[0] + b"".join(kept)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_value_of_another_type_never_makes_a_reader_fail(name: str) -> None:
    document = json.loads((FIXTURES / name).read_text("utf-8"))
    every = list(places(document))
    for place in some(every):
        for other in OTHERS:
            changed = json.dumps(replaced(document, place, other)).encode()
            assert inspect(Source.of(name, changed)), (place, other)


@pytest.mark.parametrize("name", FILES)
def test_numbers_of_very_many_digits_never_make_a_reader_fail(name: str) -> None:
    text = (FIXTURES / name).read_text("utf-8")
    for found in some(list(re.finditer(r"\d+", text))):
        torn = text[: found.start()] + "9" * 5000 + text[found.end() :]
        assert inspect(Source.of(name, torn.encode())), found


def some(items: list[Any]) -> list[Any]:
    """At most so many of them, from all over."""
    return items[:: 1 + len(items) // MOST]


def places(document: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of all values below the root."""
    entries = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in entries:
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from places(value, (*before, key))


def replaced(document: Any, place: tuple[str | int, ...], other: Any) -> Any:
    """The document with another value at a place."""
    key, *rest = place
    copy: Any = dict(document) if isinstance(document, dict) else list(document)
    copy[key] = replaced(document[key], tuple(rest), other) if rest else other
    return copy
