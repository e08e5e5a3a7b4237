"""Extract, update, compile or check the message catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import messages


class Command(BaseCommand):
    """`manage.py messages extract | update | compile | check`."""

    help = "Extract, update, compile or check the message catalogues."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("action", choices=["extract", "update", "compile", "check"])

    def handle(self, *_: Any, action: str, **__: Any) -> None:
        """Do it."""
        {
            "extract": self.extract,
            "update": self.update,
            "compile": self.compile,
            "check": self.check_catalogue,
        }[action]()

    def extract(self) -> None:
        """Print every translatable text."""
        for message in messages.extracted(settings.BASE_DIR):
            if message.id:
                self.stdout.write(str(message.id))

    def update(self) -> None:
        """Write the catalogue again, with what is new."""
        path = messages.source_of()
        catalog = messages.update(settings.BASE_DIR, path)
        empty = sum(1 for message in catalog if message.id and not message.string)
        self.stdout.write(f"{path}: {len(catalog)} texts, {empty} without a translation")
        self.compile()

    def compile(self) -> None:
        """Compile what is newer than its compiled form."""
        for path in messages.compile_stale():
            self.stdout.write(f"compiled {_short(path)}")

    def check_catalogue(self) -> None:
        """Fail when anything is missing, doubtful, unused or unsound."""
        found = list(messages.faults(settings.BASE_DIR, messages.source_of()))
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(f"{len(found)} faults in the message catalogue")


def _short(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))
