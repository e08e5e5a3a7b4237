"""Golden files: what is expected of each file, written by hand from the file itself.

``golden/<kind>.toml`` lists files below ``fixtures/`` (ours, always there) or below the samples beside this clone
(``../shared/samples``, real outputs of public repositories, never committed).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
SAMPLES = HERE.parent.parent.parent / "shared" / "samples"


@dataclass(frozen=True)
class Golden:
    """One file and what is to be found in it: kinds, readings (quantity, value, line or key, conditions), rules of findings.

    part: the entry speaks of its kinds only; other readers may read the file as well, and have entries of their own.
    """

    path: Path
    name: str
    kinds: tuple[str, ...]
    readings: tuple[dict[str, Any], ...]
    rules: tuple[str, ...]
    part: bool = False


def all_golden() -> Iterator[Golden]:
    """Every golden entry, whether its file is here or not."""
    for listed in sorted((HERE / "golden").glob("*.toml")):
        for entry in tomllib.loads(listed.read_text("utf-8"))["file"]:
            yield _golden(entry)


def told_once() -> dict[tuple[str, str], str]:
    """Quantities of a kind (or of one file) that a golden list says are printed once, with nothing to check them by."""
    return {
        (once["of"], quantity): once["why"]
        for listed in sorted((HERE / "golden").glob("*.toml"))
        for once in tomllib.loads(listed.read_text("utf-8")).get("once", ())
        for quantity in once["quantities"]
    }


def _golden(entry: dict[str, Any]) -> Golden:
    name = entry.get("sample") or entry["fixture"]
    folder = SAMPLES if "sample" in entry else FIXTURES
    return Golden(
        folder / name,
        name,
        tuple(entry["kinds"]),
        tuple(entry.get("readings", ())),
        tuple(entry.get("rules", ())),
        bool(entry.get("part")),
    )


def sample_files() -> list[str]:
    """Names of the real outputs beside this clone; none where they are not there."""
    if not SAMPLES.is_dir():
        return []
    files = (path for path in SAMPLES.rglob("*") if path.is_file() and path.name != "SOURCES.csv")
    return sorted(path.relative_to(SAMPLES).as_posix() for path in files)
