"""The planner's claims about the shipped runs, computed once for what they rest on and kept beside the data."""

import hashlib
import json
import os
import platform
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from assess import capacity, validation
from assess.capacity.validation import Claim, Compared
from assess.runs import DATA
from indicators.records import Text

KEPT = Path(settings.DATA_DIR) / "planner_claims.json"


def shipped_claims() -> tuple[Claim, ...]:
    """All claims about the shipped runs: as kept where everything that they rest on is as it was, else computed and kept.

    Nothing stale is ever told: the files of runs, measured times and peers, the planner's code and the machine's kind
    are what they were.
    """
    return _kept_for(digest()).claims


def measured_on() -> str:
    """The day on which the speed was measured here."""
    return _kept_for(digest()).date


def digest() -> str:
    """What the claims rest on."""
    found = hashlib.sha256(f"{_code_digest()} {platform.machine()} {os.cpu_count()}".encode())
    for path in _data_files():
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


@dataclass(frozen=True)
class KeptClaims:
    """Claims, and the day on which they were computed."""

    date: str
    claims: tuple[Claim, ...]


@lru_cache(maxsize=1)
def _kept_for(wanted: str) -> KeptClaims:
    found = _read()
    if found.get("digest") != wanted:
        found = _computed(wanted)
        _keep(found)
    return KeptClaims(found["date"], tuple(_claim(item) for item in found["claims"]))


def _read() -> dict[str, Any]:
    """What was kept; nothing where there is nothing that can be read."""
    try:
        found: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _computed(wanted: str) -> dict[str, Any]:
    claims = [asdict(item) for item in validation.claims()]
    return {"digest": wanted, "date": timezone.localdate().isoformat(), "claims": claims}


def _keep(found: dict[str, Any]) -> None:
    """Put it in place at once; a folder that cannot be written to only costs the next process the computation."""
    part = KEPT.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        part.write_text(json.dumps(found), "utf-8")
        part.replace(KEPT)


def _claim(item: dict[str, Any]) -> Claim:
    compared = tuple(Compared(**one) for one in item["compared"])
    return Claim(**{**item, "compared": compared, "target": Text(**item["target"])})


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """The planner's own code, which does not change in a running process."""
    found = hashlib.sha256()
    for path in sorted(Path(capacity.__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    found.update(Path(validation.__file__).read_bytes())
    return found.hexdigest()


def _data_files() -> Iterator[Path]:
    yield from sorted(path for path in DATA.iterdir() if path.is_file())
    if validation.MEASURED.is_file():
        yield validation.MEASURED
