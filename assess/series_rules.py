"""The rules of time series that ship with the product; read once."""

import tomllib
from functools import cache
from pathlib import Path

from assess.series.rules import Rules, rules_of

RULES = Path(__file__).parent / "series_data" / "rules.toml"


@cache
def shipped_rules() -> Rules:
    """The rule of each input."""
    return rules_of(tomllib.loads(RULES.read_text("utf-8")))
