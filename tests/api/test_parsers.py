"""JSON as it is meant: what a lenient reader would change silently is refused, with the place."""

import json
from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assess.api.parsers import read
from assess.api.problems import Malformed


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"a": 1,\n "b": }', "Line 2, column 7: not JSON from “}” on."),
        (b"", "Line 1, column 1: the text ends too early."),
        (b'["\xff"]', "Byte 2 is not UTF-8."),
        (b'{"a": NaN}', "NaN is no JSON number; leave unknown values out."),
        (b"[1e999]", "The number 1e999 is too large."),
        (b'{"mfu": 41, "mfu": 42}', "The name “mfu” stands twice in one object."),
        (b'["a\\u0000b"]', "A text holds a NUL or half a surrogate pair: “a\N{REPLACEMENT CHARACTER}b”."),
        (b'{"\\ud83d": 1}', "A text holds a NUL or half a surrogate pair: “\N{REPLACEMENT CHARACTER}”."),
        (b"[" * 100_000, "The values are nested too deeply."),
        (b"1" * 5000, "The number " + "1" * 60 + "… is too large."),
    ],
)  # fmt: skip
def test_a_doubtful_body_is_refused_with_the_place(body: bytes, said: str) -> None:
    with translation.override("en"), pytest.raises(Malformed) as refused:
        read(body)
    assert str(refused.value.detail) == said


def test_characters_outside_the_first_plane_are_read() -> None:
    assert read('["算衡 🚀 \\ud83d\\ude80"]'.encode()) == ["算衡 🚀 🚀"]


@given(
    st.binary(max_size=200)
    | st.text(alphabet='[]{}",:0123456789e.-ntuflrsa\\', max_size=30).map(str.encode)
)
def test_any_bytes_are_refused_or_read_as_everybody_reads_them(body: bytes) -> None:
    with suppress(Malformed):
        found = read(body)
        assert found == json.loads(body)
