"""Fonts of a report: which files, which families, and which characters they can show."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import weblate_fonts
from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont

FOLDER = Path(weblate_fonts.__file__).parent / "static/weblate_fonts/kurinto/ttf"
SHIPPED = tuple(
    FOLDER / f"Kurinto{name}.ttf" for name in ("SansSC-Rg", "SansSC-Bd", "Sans-Rg", "Sans-Bd")
)
FAMILIES = ("Kurinto Sans SC", "Kurinto Sans")
REPLACEMENT = "〓"
_FAMILY_NAMES = (1, 16)
_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}
_SPACES = {"\n", "\t", "\r", "\u00a0", "\u2028", "\u2029"}
_INVISIBLE = {"Cc", "Cf"}
_MARKS = {"Mn", "Me"}
_UNPRINTABLE = {"Co", "Cs", "Cn"}


@dataclass(frozen=True)
class FontSet:
    """What a report is set in: body families in order, heading families, the files they come from."""

    body: tuple[str, ...]
    headings: tuple[str, ...]
    files: tuple[Path, ...]
    characters: frozenset[int]


class Sieve:
    """Lets through what the fonts can show and remembers what it had to replace."""

    def __init__(self, characters: frozenset[int]) -> None:
        self.characters = characters
        self.replaced: dict[str, None] = {}

    def text(self, text: str) -> str:
        """The text with 〓 for what no font has; control characters and direction marks go."""
        return "".join(self._one(character) for character in unicodedata.normalize("NFC", text))

    def _one(self, character: str) -> str:
        if character in _SPACES:
            return " "
        category = unicodedata.category(character)
        if category in _INVISIBLE:
            return ""
        if ord(character) in self.characters and category not in _UNPRINTABLE:
            return character
        if category in _MARKS:
            return ""
        self.replaced[character] = None
        return REPLACEMENT


def font_set() -> FontSet:
    """The shipped fonts, and in front of them for the body what the site configured."""
    return _font_set(tuple(settings.REPORT_FONT_DIRS), tuple(settings.REPORT_FONTS))


@lru_cache(maxsize=4)
def _font_set(folders: tuple[str, ...], wanted: tuple[str, ...]) -> FontSet:
    own = _files_of(folders, set(wanted))
    characters = {code for path in (*SHIPPED[::2], *own) for code in _characters(path)}
    return FontSet(
        body=(*wanted, *FAMILIES),
        headings=FAMILIES,
        files=(*SHIPPED, *own),
        characters=frozenset(characters),
    )


def _files_of(folders: Iterable[str], wanted: set[str]) -> tuple[Path, ...]:
    """The font files in the site's folders that hold a wanted family."""
    files = (path for folder in folders for path in sorted(Path(folder).rglob("*")))
    fonts = [path for path in files if path.suffix.lower() in _ENDINGS]
    return tuple(path for path in fonts if wanted & _families(path))


def _families(path: Path) -> set[str]:
    return {
        str(name)
        for font in _faces(path)
        for name in (
            record.toUnicode() for record in font["name"].names if record.nameID in _FAMILY_NAMES
        )
    }


def _characters(path: Path) -> set[int]:
    return {code for font in _faces(path) for code in font.getBestCmap()}


def _faces(path: Path) -> list[TTFont]:
    if path.suffix.lower() in {".ttc", ".otc"}:
        return list(TTCollection(BytesIO(path.read_bytes()), lazy=True).fonts)
    return [TTFont(BytesIO(path.read_bytes()), lazy=True)]  # no file is left open
