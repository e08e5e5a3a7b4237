"""Document -> PDF/A-2a and PDF/UA-1, typeset by Typst in a process with limits."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from reports.charts.svg import for_paper
from reports.documents.document import Document, Figure
from reports.documents.fonts import FontSet, Sieve, font_set
from reports.documents.packing import packed

TEMPLATES = Path(__file__).parent / "templates"
SECONDS = 90


class TypesettingError(Exception):
    """The compiler refused or took too long; the message is its own."""


def pdf(document: Document, *, remark: str) -> tuple[bytes, str]:
    """The finished file, and the characters that no font has.

    ``remark`` is a sentence with ``{characters}`` that tells the reader of them; it ends the notice page.
    """
    fonts = font_set()
    sieve = Sieve(fonts.characters)
    data = sifted(_content(document), sieve)
    replaced = " ".join(f"U+{ord(character):04X}" for character in sieve.replaced)
    data["remark"] = sieve.text(remark.format(characters=replaced)) if replaced else ""
    data["fonts"] = {"body": fonts.body, "headings": fonts.headings}
    return typeset(data, _pictures(document, fonts, sieve), fonts), replaced


def typeset(data: Mapping[str, Any], pictures: Mapping[str, str], fonts: FontSet) -> bytes:
    """Compile in a private folder that holds nothing but what the report needs."""
    with TemporaryDirectory(prefix="suanheng-report-") as name:
        folder = Path(name)
        shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
        (folder / "fonts").mkdir()
        for path in fonts.files:
            (folder / "fonts" / path.name).symlink_to(path)
        for picture, svg in pictures.items():
            (folder / picture).write_text(svg, encoding="utf-8")
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        _compile(folder)
        return packed((folder / "report.pdf").read_bytes())


def sifted(value: Any, sieve: Sieve) -> Any:
    """The same structure with every text through the sieve."""
    if isinstance(value, str):
        return sieve.text(value)
    if isinstance(value, dict):
        return {key: sifted(item, sieve) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [sifted(item, sieve) for item in value]
    return value


def _content(document: Document) -> dict[str, Any]:
    """The document as plain values; a figure names its picture's file."""
    content = asdict(document)
    figures = [block for block in content["body"] if block["kind"] == "figure"]
    for number, block in enumerate(figures):
        chart = block.pop("chart")
        block |= {"file": f"figure-{number}.svg", "caption": chart["title"], "alt": chart["alt"]}
    return content


def _pictures(document: Document, fonts: FontSet, sieve: Sieve) -> dict[str, str]:
    figures = [block for block in document.body if isinstance(block, Figure)]
    return {
        f"figure-{number}.svg": _svg(figure, fonts, sieve) for number, figure in enumerate(figures)
    }


def _svg(figure: Figure, fonts: FontSet, sieve: Sieve) -> str:
    chart = figure.chart
    series = tuple(replace(item, name=sieve.text(item.name)) for item in chart.series)
    categories = tuple(sieve.text(item) for item in chart.categories)
    clean = replace(chart, series=series, categories=categories, title=sieve.text(chart.title))
    return for_paper(clean, ", ".join(fonts.headings))


def _compile(folder: Path) -> None:
    command = [sys.executable, "-m", "reports.documents.compile", str(folder)]
    try:
        subprocess.run(  # noqa: S603 - our own module and a folder of ours
            command, cwd=settings.BASE_DIR, check=True, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"The report was not typeset within {SECONDS} seconds.") from error
    except subprocess.CalledProcessError as error:
        raise TypesettingError(error.stderr.decode(errors="replace")[-2000:]) from error
