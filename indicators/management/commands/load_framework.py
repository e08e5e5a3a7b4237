"""Check framework, profile and accelerator files, and publish them."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from indicators import load
from indicators.faults import DefinitionError
from indicators.messages import explain, explain_change


class Command(BaseCommand):
    """`manage.py load_framework [FILE...]`: exit 0 all good, 1 a wrong file, 2 no such file."""

    help = (
        "Check and publish framework, profile and accelerator files (TOML, or Excel made from the "
        "template); without FILE, all shipped ones."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files, --check and --json."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="only check, publish nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_: Any, files: list[Path], **options: Any) -> None:
        """Load one file after the other and report on each."""
        absent = [path for path in files if not path.is_file()]
        if absent:
            self.stderr.write(f"no such file: {', '.join(map(str, absent))}")
            raise SystemExit(2)
        paths = files or list(load.shipped_files())
        results = [_load(path, only_check=options["check"]) for path in paths]
        self.stdout.write(_document(results) if options["json"] else _lines(results))
        if any(result["faults"] for result in results):
            raise SystemExit(1)


def _load(path: Path, *, only_check: bool) -> dict[str, Any]:
    try:
        done = load.load_file(path, only_check=only_check)
    except DefinitionError as error:
        faults = [{**asdict(fault), "message": explain(fault)} for fault in error.faults]
        return {"file": path.name, "outcome": "refused", "faults": faults}
    except load.ChangedVersion as error:
        fault = {"code": "changed_version", "path": "version", "message": explain_change(error)}
        return {"file": path.name, "outcome": "refused", "faults": [fault]}
    return {"file": path.name, **asdict(done), "faults": []}


def _document(results: list[dict[str, Any]]) -> str:
    return json.dumps({"files": results}, ensure_ascii=False, indent=2)


def _lines(results: list[dict[str, Any]]) -> str:
    lines: list[str] = []
    for result in results:
        lines.append(f"{result['file']}: {result['outcome']}")
        lines += [
            f"  {fault.get('cell') or fault['path']}: {fault['message']}"
            for fault in result["faults"]
        ]
    return "\n".join(lines)
