"""What reading large logs costs, beside reading, decoding and splitting the same bytes in the same run.

``python -m portal.bench_logs FILE`` reads one file in a process of its own and prints its figures as JSON.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from assess.evidence.registry import inspect
from assess.evidence.source import Source

CHUNK = 4 * 1024 * 1024
STEPS = 10_080
"""Samples of a series: a week of minutes."""

SEED = 20260101
LOSSES = 5000
JSON_PART = 16 * 1024 * 1024


def logs(lines: int, mebibytes: int) -> dict[str, Any]:
    """Figures of a job log of so many lines and of an export of Prometheus of so many MiB, both invented."""
    with tempfile.TemporaryDirectory(prefix="suanheng-logs-") as folder:
        jobs, export = Path(folder) / "sacct.txt", Path(folder) / "export.json"
        write_jobs(jobs, lines)
        write_export(export, mebibytes * 1024 * 1024)
        return {
            "sacct": {"lines": lines, **_compared(jobs)},
            "prometheus": {**_compared(export), "floor_json_loads_cpu_s": _json_floor(export)},
        }


def write_jobs(path: Path, lines: int) -> None:
    """A job log as ``sacct -P`` prints it; one job in 5000 was lost to a failing node, one in 100000 lines is torn."""
    drawn, start = random.Random(SEED), datetime.fromisoformat("2026-01-01T00:00:00")  # noqa: S311
    with path.open("w") as file:
        file.write("JobID|JobName|State|Start|End|ElapsedRaw|NNodes|NodeList\n")
        for number in range(lines):
            begun, lasted = start + timedelta(seconds=number), drawn.randrange(60, 86400)
            state = "FAILED" if number % 7 else "COMPLETED"
            state = state if number % LOSSES else "NODE_FAIL"
            ended = (begun + timedelta(seconds=lasted)).isoformat()
            row = f"{number}|train|{state}|{begun.isoformat()}|{ended}|{lasted}|1|gpu{number % 1000:04}\n"
            file.write(row if number % 100_000 != 99_999 else f"{number}|torn\n")  # noqa: PLR2004


def write_export(path: Path, size: int) -> None:
    """A matrix of ``up`` and of tensor activity, a week of minutes each, until the size is reached."""
    drawn, written = random.Random(SEED), 0  # noqa: S311
    with path.open("w") as file:
        file.write('{"status":"success","data":{"resultType":"matrix","result":[')
        number = 0
        while written < size:
            name = "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE" if number % 2 else "up"
            values = (
                str(round(drawn.random(), 6)) if number % 2 else "1" for _step in range(STEPS)
            )
            pairs = ",".join(
                f'[{1767225600 + 60 * place},"{value}"]' for place, value in enumerate(values)
            )
            labels = json.dumps(
                {"__name__": name, "instance": f"gpu{number // 2:05}:9100", "job": "node"}
            )
            text = f'{"," if number else ""}{{"metric":{labels},"values":[{pairs}]}}'
            file.write(text)
            written, number = written + len(text), number + 1
        file.write("]}}\n")


def _compared(path: Path) -> dict[str, Any]:
    """The reader's figures beside the floors, its CPU as a multiple of them."""
    floors = {
        "floor_read_cpu_s": _spent(lambda: _drain(path, "rb")),
        "floor_read_decode_cpu_s": _spent(lambda: _drain(path, "r")),
        "floor_read_decode_lines_cpu_s": _spent(lambda: _split(path)),
    }
    told = subprocess.run(  # noqa: S603 - our own module on our own file
        [sys.executable, "-m", "portal.bench_logs", str(path)],
        check=True, stdout=subprocess.PIPE, cwd=settings.BASE_DIR,
    ).stdout  # fmt: skip
    found: dict[str, Any] = json.loads(told)
    times = found["cpu_s"] / floors["floor_read_decode_cpu_s"]
    walls = found["wall_s"] / floors["floor_read_decode_cpu_s"]
    return {
        "bytes": path.stat().st_size, **floors, **found,
        "cpu_over_read_decode": round(times, 2), "wall_over_read_decode": round(walls, 2),
    }  # fmt: skip


def _spent(call: Callable[[], Any]) -> float:
    """CPU seconds of a call, the better of two."""
    samples = []
    for _round in range(2):
        start = time.process_time()
        call()
        samples.append(time.process_time() - start)
    return max(round(min(samples), 3), 0.001)


def _drain(path: Path, mode: str) -> None:
    with path.open(mode, encoding=None if "b" in mode else "utf-8") as file:
        while file.read(CHUNK):
            pass


def _split(path: Path) -> None:
    """Lines, or of a file of one line its pairs."""
    with path.open(encoding="utf-8") as file:
        while text := file.read(CHUNK):
            text.split("],[" if path.suffix == ".json" else "\n")


def _json_floor(path: Path) -> float:
    """CPU seconds of the standard parser on the whole file, from a part of it."""
    text = path.read_bytes()[:JSON_PART]
    part = text[: text.rfind(b',{"metric"')] + b"]}}"
    return round(_spent(lambda: json.loads(part)) * path.stat().st_size / len(part), 2)


def measure(path: Path) -> dict[str, Any]:
    """Read one file as evidence is read; CPU and wall seconds and the peak of memory of this process."""
    inspect(Source.of("warm.txt", b"nothing of any tool\n"))  # readers and engines are loaded
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    extracts = inspect(Source(path.name, path.stat().st_size, lambda: path.open("rb"), str(path)))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "cpu_s": round(cpu, 2), "wall_s": round(wall, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "before_mib": before // 1024,
        "readings": {item.quantity: item.value for found in extracts for item in found.readings},
        "findings": {item.rule: item.found for found in extracts for item in found.findings},
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))))
