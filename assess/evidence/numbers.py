"""Numbers as tools print them: plain decimals, never guessed."""

import re

PLAIN = re.compile(r"\d+(\.\d+)?([eE][+-]?\d{1,3})?")


def plain(text: str) -> float | None:
    """A number in plain decimals with a point; None for anything else, also for ``1,5`` and ``nan``."""
    return float(text) if PLAIN.fullmatch(text) else None
