"""Reads one file in a process of its own: ``python -m assess.reader_process FILE NAME CPU_SECONDS MEMORY_BYTES``.

Prints the outline of what was found as one JSON document. Knows no framework and no secrets; a reader that runs wild
hits a limit here and takes nothing else along.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path

from assess.evidence.outline import outline
from assess.evidence.registry import inspect
from assess.evidence.source import Source

DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

OUTPUT_BYTES = 512 * 1024 * 1024


def confine(cpu_seconds: int, memory_bytes: int, written_bytes: int) -> None:
    """Set the limits of this process: processor time, memory, bytes written to one file; end with the parent."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() == 1:
        sys.exit("the one who asked is gone")
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written_bytes, written_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, name: str, cpu_seconds: str, memory_bytes: str) -> None:
    """Read a file and print what it proves."""
    confine(int(cpu_seconds), int(memory_bytes), OUTPUT_BYTES)
    file = Path(path)
    source = Source(name, file.stat().st_size, lambda: file.open("rb"), path)
    json.dump(outline([(name, inspect(source))]), sys.stdout, ensure_ascii=False, allow_nan=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
