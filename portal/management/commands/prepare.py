"""Bring an installation up to date without serving: the first step of a production start."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal import preparation


class Command(BaseCommand):
    """`manage.py prepare`: tables, frameworks, examples, static files, first account."""

    help = "Migrate, load the shipped data, collect static files, make the first account."

    def handle(self, *_: Any, **__: Any) -> None:
        """Prepare, and say how to sign in."""
        preparation.prepare(self.stdout)
        preparation.announce_login(self.stdout)
