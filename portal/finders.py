"""plotly.js as a static file out of the Python package, and its style rules as a stylesheet.

plotly.js writes its rules into a <style> element, which a strict content security policy forbids;
it leaves that to an element `link#plotly.js-style-global.no-inline-styles` when there is one.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "plotly"
SCRIPT = "plotly.min.js"
STYLES = "plotly.css"
# {"X,X div":'direction:ltr;…',"X a":"…",…,Y:'…'}: X stands for the plot, Y for its notices
TABLE = re.compile(r"""\{("X,X div":.+?)\};for\(""", re.DOTALL)
RULE = re.compile(r"""("[^"]+"|[XY]):("[^"]*"|'[^']*')""")
SELECTORS = {"X": ".js-plotly-plot .plotly", "Y": ".plotly-notifier"}


class PlotlyFinder(BaseFinder):
    """Finds `plotly/plotly.min.js` and `plotly/plotly.css`."""

    def find(self, path: str, find_all: bool = False) -> str | list[str]:  # type: ignore[override]
        """Return where a file is, or nothing."""
        folder, _slash, name = path.partition("/")
        found = [str(_folder(name) / name)] if folder == PREFIX and name in {SCRIPT, STYLES} else []
        return found[0] if found and not find_all else found

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield both files with the storage that holds them."""
        for name in (SCRIPT, STYLES):
            storage = FileSystemStorage(location=_folder(name))
            storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic's convention
            yield name, storage


def _folder(name: str) -> Path:
    return package_data() if name == SCRIPT else _written_styles()


def package_data() -> Path:
    """Return the folder of plotly.js, without importing the package."""
    found = importlib.util.find_spec("plotly")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package plotly is not installed")
    return Path(found.origin).parent / "package_data"


def _written_styles() -> Path:
    script = package_data() / SCRIPT
    folder = Path(settings.DATA_DIR) / "generated"
    styles = folder / STYLES
    if not styles.exists() or styles.stat().st_mtime < script.stat().st_mtime:
        folder.mkdir(parents=True, exist_ok=True)
        styles.write_text("\n".join(style_rules(script.read_text())) + "\n")
    return folder


def style_rules(script: str) -> list[str]:
    """Return the rules that plotly.js would write, in the order that they would have."""
    table = TABLE.search(script)
    if table is None:
        raise ValueError("plotly.js holds no table of style rules where it is looked for")
    rules = [_rule(selector, body) for selector, body in RULE.findall(table[1])]
    return rules[::-1]  # plotly.js inserts each one before the others


def _rule(selector: str, body: str) -> str:
    """Write one rule: both sides are JavaScript literals that Python reads alike."""
    name = ast.literal_eval(selector) if selector.startswith('"') else selector
    for letter, meaning in SELECTORS.items():
        name = name.replace(letter, meaning)
    return f"{name} {{ {ast.literal_eval(body)} }}"
