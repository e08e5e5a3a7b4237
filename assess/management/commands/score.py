"""Compute a bundle again. Needs no database."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assess.bundle_words import explain_difference
from assess.scoring.bundle import plain_result, read
from assess.scoring.bundle_check import Check, check
from indicators.faults import DefinitionError
from indicators.messages import explain


class Command(BaseCommand):
    """``score BUNDLE.json [--json]``: exit 0 where all agrees, 1 where a line differs or the file is no bundle."""

    help = "Compute the score of a bundle from its raw inputs and compare; needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, metavar="BUNDLE")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Compute, print, and fail where something differs."""
        try:
            found = check(read(file.read_bytes()))
        except (DefinitionError, OSError) as error:
            raise CommandError("\n".join(_lines(error))) from error
        self.stdout.write(_json(found) if options["json"] else _page(found))
        if not found.agrees:
            lines = [explain_difference(item) for item in found.differences]
            raise CommandError("\n".join(lines))


def _lines(error: DefinitionError | OSError) -> list[str]:
    if isinstance(error, OSError):
        return [str(error)]
    return [f"{item.path}: {explain(item)}" for item in error.faults]


def _json(found: Check) -> str:
    document = {
        "agrees": found.agrees,
        "content": found.content,
        "digest": found.digest,
        "method": found.result.method,
        "kind": found.bundle.score.kind,
        "overall": found.overall,
        "level": found.level,
        "differences": [asdict(item) for item in found.differences],
        "result": plain_result(found.result),
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _page(found: Check) -> str:
    overall = "-" if found.overall is None else f"{found.overall:.3f}"
    verdict = "agrees" if found.agrees else f"{len(found.differences)} lines differ"
    return "\n".join(
        [
            f"overall {overall}, level {found.level or '-'}, {found.result.method}",
            f"digest {found.digest}",
            verdict,
        ]
    )
