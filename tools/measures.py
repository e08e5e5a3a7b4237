"""The house's measures, checked by machine: sizes of files, functions, templates and tasks, and
what may not be there at all (imports inside functions, signals, `save()` overrides, odd jobs)."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.environment import HERE

FILE_LINES = 330
FUNCTION_LINES = 40
TASK_LINES = 6
TEMPLATE_LINES = 100
CODE = ("portal", "indicators", "assess", "reports", "tools", "tests", "static", "templates")
SUFFIXES = ("py", "js", "html")
NAMELESS = {"utils.py", "helpers.py", "signals.py"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def offenders(root: Path) -> Iterator[str]:
    """Yield one line for everything below a folder that breaks a measure."""
    for path in sorted(_sources(root)):
        text = path.read_text()
        name = str(path.relative_to(root))
        yield from _file(name, text)
        if path.suffix == ".py":
            yield from _python(name, ast.parse(text))


def _sources(root: Path) -> Iterator[Path]:
    yield from root.glob("*.py")
    for folder in CODE:
        for suffix in SUFFIXES:
            yield from (root / folder).rglob(f"*.{suffix}")


def _file(name: str, text: str) -> Iterator[str]:
    lines = len(text.splitlines())
    limit = TEMPLATE_LINES if name.endswith(".html") else FILE_LINES
    if lines >= limit and "/migrations/" not in name:
        yield f"{name}: {lines} lines, fewer than {limit} allowed"
    if Path(name).name in NAMELESS:
        yield f"{name}: the name does not say what it does"


def _python(name: str, tree: ast.Module) -> Iterator[str]:
    if "/migrations/" in name:
        return
    for node in ast.walk(tree):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, Function):
            yield from (f"{where}: {fault}" for fault in _function(node))
        elif isinstance(node, ast.ClassDef) and "models" in name:
            yield from (f"{where}: {fault}" for fault in _model(node))
        elif isinstance(node, ast.ImportFrom) and _brings_signals(name, node):
            yield f"{where}: signals hide who does what"


def _brings_signals(name: str, node: ast.ImportFrom) -> bool:
    """Tell whether signals come in; tests may, to switch off those of the framework."""
    return str(node.module).startswith(SIGNALS) and not name.startswith("tests/")


def _function(node: Function) -> Iterator[str]:
    limit, what = (TASK_LINES, "task") if _is_task(node) else (FUNCTION_LINES, "function")
    if (lines := _lines(node)) > limit:
        yield f"{what} {node.name} has {lines} lines, {limit} allowed"
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            yield f"{node.name} imports inside the function"


def _is_task(node: Function) -> bool:
    return any("task" in ast.unparse(decorator) for decorator in node.decorator_list)


def _lines(node: Function) -> int:
    """Count the lines from `def` on, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is None:
        return lines
    text = node.body[0]
    return lines - ((text.end_lineno or text.lineno) - text.lineno + 1)


def _model(node: ast.ClassDef) -> Iterator[str]:
    for member in node.body:
        if isinstance(member, Function) and member.name == "save":
            yield f"{node.name} overrides save()"


def main() -> int:
    """Print every offender; 1 when there was any."""
    found = list(offenders(HERE))
    for line in found:
        print(line)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
