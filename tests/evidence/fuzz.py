"""The long fuzz: ``python3 do.py fuzz [--seconds 600] [--seed 1] [--kind KIND]``. Prints figures as JSON; 1 where a reader failed.

Readers take turns on damaged fixtures. Each turn calls ``recognise``, and ``read`` where the reader is still sure of the
file, as the registry does. A turn that takes more than ten seconds is a hang. What failed is told by kind and seed, which give the same bytes again.
"""

import argparse
import json
import math
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from assess.evidence.reading import Extract
from assess.evidence.registry import SURE_FROM, Reader, all_readers, read_as
from assess.evidence.source import Source
from tests.evidence.mutations import damaged

PATIENCE = 10


class Hang(Exception):
    """A reader took too long."""


def attempt(reader: Reader, data: bytes) -> str:
    """Read bytes as a kind; what was wrong with the reader, empty where nothing was."""
    source = Source.of("any.bin", data)
    try:
        with _limited(PATIENCE):
            certainty = reader.recognise(source).certainty
            found = read_as(reader, source) if data and certainty >= SURE_FROM else None
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is what is looked for
        return f"{type(error).__name__}: {str(error)[:200]}"
    if not 0.0 <= certainty <= 1.0:
        return f"certainty {certainty}"
    return "" if found is None else _wrong(found)


def _wrong(found: Extract) -> str:
    """What an extract must never be."""
    if not (found.readings or found.findings):
        return "neither readings nor findings"
    odd = [item.quantity for item in found.readings if not math.isfinite(item.value)]
    return f"not finite: {odd}" if odd else ""


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(seconds: float, seed: int, readers: list[Reader]) -> dict[str, Any]:
    """Turns until the time is up, and what came of them."""
    turns, slowest, failures = Counter[str](), dict[str, float](), list[dict[str, Any]]()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for reader in readers:
            data, start = damaged(reader, seed), time.perf_counter()
            wrong = attempt(reader, data)
            turns[reader.kind] += 1
            taken = time.perf_counter() - start
            slowest[reader.kind] = max(slowest.get(reader.kind, 0.0), taken)
            if wrong:
                failures.append({"kind": reader.kind, "seed": seed, "wrong": wrong})
        seed += 1
    worst = sorted(slowest.items(), key=lambda item: -item[1])[:5]
    return {
        "readers": len(readers), "turns": turns.total(), "fewest_turns": min(turns.values(), default=0),
        "failures": len(failures), "first_failures": failures[:20],
        "slowest_s": {kind: round(taken, 3) for kind, taken in worst},
    }  # fmt: skip


def main() -> int:
    """Run, print, and tell whether a reader failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="")
    asked = parser.parse_args()
    readers = [reader for reader in all_readers() if asked.kind in ("", reader.kind)]
    found = run(asked.seconds, asked.seed, readers)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return int(found["failures"] > 0)


if __name__ == "__main__":
    sys.exit(main())
