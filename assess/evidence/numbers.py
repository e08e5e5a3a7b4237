"""Numbers as tools print them: plain decimals, never guessed."""

import re
from math import inf

WHOLE = re.compile(r"[0-9]{1,15}")
PLAIN = re.compile(r"\d+(\.\d+)?([eE][+-]?\d{1,3})?")


def plain(text: str) -> float | None:
    """A number in plain decimals with a point; None for anything else, also for ``1,5`` and ``nan``."""
    found = float(text) if PLAIN.fullmatch(text) else None
    return None if found == inf else found


def whole(text: str) -> int | None:
    """A whole number of at most 15 digits; None for anything else."""
    return int(text) if WHOLE.fullmatch(text) else None
