"""A file as readers see it: a name, a size, and bytes that can be streamed again and again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO, TextIOWrapper
from typing import BinaryIO, Self

HEAD_BYTES = 256 * 1024
GLIMPSES, GLIMPSE_BYTES = 16, 32 * 1024
WHOLE_BYTES = 256 * 1024 * 1024
LONGEST_LINE = 4 * 1024 * 1024
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
RANK = re.compile(r"^\[\d+,\d+\]<std(?:out|err)>:", re.M)
"""What mpirun --tag-output puts before each line."""


class TooLarge(ValueError):
    """A file whose kind must be read whole, and that is too large for it."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes, at most {limit} can be read whole")
        self.size, self.limit = size, limit


def plain_line(line: str) -> str:
    """A line without terminal colours and without mpirun's tag."""
    return RANK.sub("", ESCAPES.sub("", line))


@dataclass(frozen=True)
class Source:
    """A file: ``name`` as uploaded (never trusted to tell its kind), ``size`` in bytes, ``opened`` gives its bytes anew.

    path: where the bytes lie on disk, for the columnar engine; empty for bytes in memory.
    """

    name: str
    size: int
    opened: Callable[[], BinaryIO]
    path: str = ""

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """A file in memory."""
        return cls(name, len(data), lambda: BytesIO(data))

    @cached_property
    def head(self) -> str:
        """The first 256 KiB as text, without terminal colours; what does not decode is replaced."""
        with self.opened() as file:
            start = file.read(HEAD_BYTES)
        return ESCAPES.sub("", start.decode(self.encoding, errors="replace"))

    @cached_property
    def glimpses(self) -> str:
        """The head, places all over the rest and the end as text, for logs whose own lines come late; lines may be cut."""
        rest = self.size - HEAD_BYTES - GLIMPSE_BYTES
        if rest <= 0:
            return self.head if rest <= -GLIMPSE_BYTES else self.head + self._piece(HEAD_BYTES)
        places = (HEAD_BYTES + rest * number // (GLIMPSES - 1) for number in range(GLIMPSES))
        return "\n".join([self.head, *(self._piece(place // 2 * 2) for place in places)])

    def _piece(self, place: int) -> str:
        with self.opened() as file:
            file.seek(place)
            found = file.read(GLIMPSE_BYTES + 1)  # places are even
        return ESCAPES.sub("", found.decode(self.encoding, errors="replace"))

    @cached_property
    def encoding(self) -> str:
        """UTF-8, or UTF-16 where a byte-order mark says so."""
        with self.opened() as file:
            start = file.read(4)
        return next((name for mark, name in MARKS if start.startswith(mark)), "utf-8")

    @cached_property
    def is_text(self) -> bool:
        """Whether the beginning looks like text: no zero bytes."""
        return "\x00" not in self.head

    def lines(self) -> Iterator[tuple[int, str]]:
        """Number from 1 and text of each line, without its end, colours and mpirun's tags; streamed.

        A line of more than 4 MiB is cut there.
        """
        with self.opened() as file:
            text = TextIOWrapper(file, encoding=self.encoding, errors="replace", newline=None)
            number = 0
            while line := text.readline(LONGEST_LINE):
                number += 1
                yield number, plain_line(line.rstrip("\r\n"))

    def text(self, limit: int = WHOLE_BYTES) -> str:
        """The whole file as text; raises TooLarge."""
        if self.size > limit:
            raise TooLarge(self.size, limit)
        with self.opened() as file:
            return file.read().decode(self.encoding, errors="replace")
