"""Damage of many kinds done to files, for fuzzing: told wholly by a seed."""

from functools import cache
from random import Random

from assess.evidence.registry import Reader, all_readers
from tests.evidence.golden import FIXTURES

MOST_DAMAGES, LONGEST_CUT = 8, 400
ODD = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b'"', b"'", b",", b"|", b"{", b"}}", b"[[", b"]", b"#", b"=",
    b"-1", b"0", b"1e400", b"-1e400", b"nan", b"Infinity", b"null", b"true", b"9" * 400, b"9" * 5000, b"0.000", b"1,5", b"\x1b[31m",
    b"2026-02-30T25:61:61", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00", "\u5e74".encode(), b"[1-99999999]", b"(" * 60, b"a" * 3000,
)  # fmt: skip


@cache
def files_of(kind: str) -> tuple[bytes, ...]:
    """The fixtures of a kind, in order."""
    found = sorted(path for path in (FIXTURES / kind).iterdir() if path.is_file())
    return tuple(path.read_bytes() for path in found)


def damaged(reader: Reader, seed: int) -> bytes:
    """One of the reader's fixtures with one to eight damages; any seed gives always the same."""
    drawn = Random(seed)  # noqa: S311 - to be told again by its seed
    data = drawn.choice(files_of(reader.kind))
    for _damage in range(drawn.randint(1, MOST_DAMAGES)):
        data = _once(data, drawn)
    return data


def _once(data: bytes, drawn: Random) -> bytes:
    """One damage: a part lost, doubled, replaced by something odd, by noise or by another tool's, or two lines swapped."""
    start = drawn.randint(0, len(data))
    end = min(len(data), start + drawn.choice((0, 1, 1, drawn.randint(0, LONGEST_CUT))))
    part = data[start:end]
    other = files_of(drawn.choice(all_readers()).kind)
    ways = (
        lambda: b"",
        lambda: part * drawn.randint(2, 5),
        lambda: drawn.choice(ODD),
        lambda: part + drawn.choice(ODD),
        lambda: drawn.randbytes(drawn.randint(1, 8)),
        lambda: drawn.choice(other)[start : start + LONGEST_CUT],
    )
    if drawn.randrange(len(ways) + 1) == 0:
        return _swapped(data, drawn)
    return data[:start] + drawn.choice(ways)() + data[end:]


def _swapped(data: bytes, drawn: Random) -> bytes:
    """Two lines in each other's place."""
    lines = data.split(b"\n")
    first, second = drawn.randrange(len(lines)), drawn.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)
