"""The shipped files as records, and the text they quote."""

from functools import cache
from pathlib import Path
from typing import Any

from indicators import load, parsing
from indicators.definitions import Framework, Profile

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT.parent / "shared" / "seed" / "caict-2024-report.txt"


@cache
def framework_tables() -> dict[str, Any]:
    """The framework of the report as its file gives it."""
    return load.read(load.HERE / "frameworks" / "caict-2024.toml")


@cache
def framework() -> Framework:
    """The framework of the report."""
    return parsing.build_framework(framework_tables())


def profile_tables(code: str = "default") -> dict[str, Any]:
    """A shipped profile as its file gives it, with what it extends."""
    return load.read(load.HERE / "profiles" / f"{code}.toml")


@cache
def profile(code: str = "default") -> Profile:
    """A shipped profile."""
    return parsing.build_profile(profile_tables(code), framework())
