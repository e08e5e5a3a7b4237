"""Evidence files for tests: fixtures as uploaded, and readers that misbehave in the reader's process."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile

from assess import evidence_files
from assess.evidence_bytes import Given
from assess.models import Evidence, Submission, User

FIXTURES = Path(__file__).parent / "evidence" / "fixtures"
FIO = "fio/GENERATED_fio-3.33_seq_read_then_write.json"
Craft = Callable[[str, str], None]

READER = """
    import os, time
    from pathlib import Path
    from assess.evidence.reading import Extract, Match, Reading, Where
    from assess.evidence.registry import Reader
    from indicators.records import Text

    def recognise(source):
        return Match(1.0 if source.head.startswith({mark!r}) else 0.0, "begins so")

    def read(source):
        {body}

    READER = Reader({mark!r}, Text("试", "test"), ("test",), recognise, read)
"""
FOUND = 'return Extract("test", "test", readings=(Reading("pue", {value}, "{value}", "", Where({line})),))'
SITE = """
    import sys
    sys.path.insert(0, {base!r})
    import assess.evidence.readers as readers
    readers.__path__.append({folder!r})
"""


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """A folder of files for each test."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def craft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Craft:
    """Register a reader of files that begin with a word; its body is Python, with the file as ``source``."""
    folder, start = tmp_path / "readers", tmp_path / "start"
    folder.mkdir()
    start.mkdir()
    words = textwrap.dedent(SITE).format(base=str(site.BASE_DIR), folder=str(folder))
    (start / "sitecustomize.py").write_text(words)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(start), str(site.BASE_DIR)]))

    def make(mark: str, body: str) -> None:
        inside = textwrap.indent(textwrap.dedent(body).strip(), " " * 8).strip()
        (folder / f"crafted_{mark.lower()}.py").write_text(
            textwrap.dedent(READER).format(mark=mark, body=inside.replace("\n        ", "\n    "))
        )

    return make


def found(value: float, line: int = 1) -> str:
    """The body of a reader that finds one figure."""
    return FOUND.format(value=value, line=line)


def given(path: str, content: bytes | None = None) -> Given:
    """A fixture, or bytes, as uploaded."""
    data = (FIXTURES / path).read_bytes() if content is None else content
    return Given(path, ContentFile(data, path))


def sent(submission: Submission, by: User, *files: Given) -> list[Evidence]:
    """Send files and return their rows."""
    return [item.evidence for item in evidence_files.receive(submission, files, by=by)]
