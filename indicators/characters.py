"""What no database and no spreadsheet holds: control characters, half characters, endless texts, deep nests."""

import unicodedata
from collections.abc import Iterator, Mapping

from indicators.faults import Fault

ALLOWED = frozenset("\n\t")
FOREIGN = frozenset({"Cc", "Cs", "Cn"})
LONGEST_TEXT = 10_000
DEEPEST = 12


def character_faults(value: object, path: str = "", depth: int = 0) -> Iterator[Fault]:
    """Find texts, and keys, that cannot be kept; and tables nested deeper than any file needs."""
    if depth > DEEPEST:
        yield Fault("too_deep", path)
    elif isinstance(value, str):
        yield from _text(value, path)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _text(str(key), path)
            yield from character_faults(part, f"{path}.{key}".lstrip("."), depth + 1)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from character_faults(part, f"{path}[{place}]", depth + 1)


def _text(text: str, path: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        yield Fault("too_long", path, str(len(text)), (str(LONGEST_TEXT),))
    foreign = next((sign for sign in text if _foreign(sign)), None)
    if foreign is not None:
        yield Fault("bad_character", path, f"U+{ord(foreign):04X}")


def _foreign(sign: str) -> bool:
    return sign not in ALLOWED and unicodedata.category(sign) in FOREIGN
