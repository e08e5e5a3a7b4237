"""Scaling-law advice and inference capacity on the command line. Needs no database."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assess.capacity.advice import ADVICE_FIELDS, advise
from assess.capacity.faults import PlanError
from assess.capacity.plan_fields import PlanField
from assess.capacity.priors import class_of, prior
from assess.capacity.serving import serve, with_reachable
from assess.capacity.serving_order import SERVING_FIELDS
from assess.runs import experience
from indicators.records import Text

SUBJECTS = {"scaling": ADVICE_FIELDS, "serving": SERVING_FIELDS}
LANGUAGES = ("zh-hans", "en")
MEDIAN = 0.5
LISTS = ("curve", "batches", "advised", "fitted_to", "targets")
"""Members that are told only as JSON, or on lines of their own."""


class Command(BaseCommand):
    """``manage.py advise scaling|serving``: exit 0; 1 for bad input or a wish that cannot be kept; 2 for wrong usage."""

    help = "Parameters and tokens for a budget, or cards that serve a model within latency targets."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="subject", required=True)
        for name, fields in SUBJECTS.items():
            part = parts.add_parser(name)
            for field in fields:
                part.add_argument(f"--{field.name.replace('_', '-')}", help=_told(field))
            part.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
            part.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: str, **options: Any) -> None:
        fields = SUBJECTS[options["subject"]]
        order = {item.name: options[item.name] for item in fields if options[item.name] is not None}
        try:
            found = _answer(options["subject"], order)
        except PlanError as error:
            raise CommandError(_faults(error, options["language"])) from error
        text = json.dumps(found, ensure_ascii=False, indent=2)
        self.stdout.write(text if options["json"] else _lines(found, options["language"]))


def _answer(subject: str, order: dict[str, Any]) -> dict[str, Any]:
    if subject == "scaling":
        usual = prior(experience().rows, class_of("", experts=False)).quantile(MEDIAN)
        return advise(order, usual).as_dict()
    try:
        return serve(order).as_dict()
    except PlanError as error:
        raise with_reachable(error, order) from error


def _lines(found: dict[str, Any], language: str) -> str:
    """Figures by their names in JSON; each law on a line."""
    lines = [
        f"{name:<32}{_number(value)}"
        for name, value in found.items()
        if name not in LISTS and value is not None
    ]
    key = "en" if language == "en" else "zh"
    for item in found.get("advised", ()):
        figures = f"N {_number(item['params'])}  D {_number(item['tokens'])}  D/N {item['tokens_per_parameter']:.3g}"
        beyond = "; ".join(text[key] for text in item["beyond"])
        lines.append(f"{item['name'][key]}: {figures}" + (f"  ({beyond})" if beyond else ""))
    return "\n".join(lines)


def _number(value: object) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def _told(field: PlanField) -> str:
    text = f"{field.label.en} ({field.unit}); if left out: {field.source.en}"
    return text.replace("%", "%%")


def _faults(error: PlanError, language: str) -> str:
    return "\n".join(
        f"{item.field}: {_in(item.expected, language)} ({item.found or '-'})"
        for item in error.faults
    )


def _in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh
