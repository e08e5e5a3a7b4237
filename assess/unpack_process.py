"""Unpacks one archive in a process of its own: ``python -m assess.unpack_process FILE NAME KIND FOLDER MEMBERS TOTAL ONE CPU MEMORY``.

Prints what was unpacked into the folder, and what was refused, as one JSON document.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from assess.archives import PIECE, Limits, unpack
from assess.evidence.outline import finding_outline
from assess.reader_process import confine


def main(path: str, name: str, kind: str, folder: str, *numbers: str) -> None:
    """Unpack within limits and print the members and findings."""
    members, total, one, cpu_seconds, memory_bytes = map(int, numbers)
    confine(cpu_seconds, memory_bytes, one + PIECE)
    done = unpack(Path(path), name, kind, Path(folder), Limits(members, total, one))
    told = {"members": [asdict(member) for member in done.members]}
    findings = [finding_outline(item) for item in done.findings]
    json.dump({**told, "findings": findings}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
