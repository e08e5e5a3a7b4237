"""The planner's claims about itself, computed here and now; ``--runs`` takes other published runs."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assess import runs, validation
from assess.capacity.validation import Claim

COLUMNS = ("claim", "n", "median", "max", "figure", "met", "target")


class Command(BaseCommand):
    """``manage.py validate_planner``: exit 0, also where a target is missed; 1 for a file that cannot be read."""

    help = "Compare the planner with published runs, measured times and tables; print targets and figures."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--runs", type=Path, default=runs.RUNS, metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: str, **options: Any) -> None:
        try:
            claims = validation.claims(options["runs"])
        except runs.RunsError as error:
            raise CommandError(str(error)) from error
        document = {"claims": [claim.as_dict() for claim in claims], "step_times": _step_times()}
        text = json.dumps(document, indent=2) if options["json"] else _table(claims)
        self.stdout.write(text)


def _step_times() -> str:
    found = validation.step_times()
    return "measured times read here" if found.live else f"recorded on {found.date}"


def _table(claims: list[Claim]) -> str:
    rows = [COLUMNS, *(_row(claim) for claim in claims)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", f"step times: {_step_times()}"])


def _row(claim: Claim) -> tuple[str, ...]:
    found = claim.as_dict()
    met = {True: "yes", False: "NO", None: "-"}[claim.met]
    numbers = [found["median_abs_error"], found["max_abs_error"], found["figure"]]
    shown = ["-" if number is None else f"{number:.5g}" for number in numbers]
    return (claim.claim, str(found["n"]), *shown, met, claim.target.en)
