"""Typeset one report: ``python -m reports.documents.compile FOLDER``.

A process of its own, because the compiler keeps memory for every differing document, and because a process can
be given limits. FOLDER holds report.typ, its parts, data.json, the pictures and the fonts, and nothing else;
the compiler reads no file outside of it and asks no network. It writes report.pdf there.
"""

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

MEMORY = 2 * 1024**3
SECONDS = 60
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]


def main(folder: Path) -> None:
    """Compile FOLDER/report.typ."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    year, month, day = json.loads((folder / "data.json").read_text())["date"]
    typst.compile(
        folder / "report.typ",
        output=folder / "report.pdf",
        root=folder,
        font_paths=[folder / "fonts"],
        ignore_system_fonts=True,
        pdf_standards=STANDARDS,
        timestamp=datetime(year, month, day, tzinfo=UTC),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
