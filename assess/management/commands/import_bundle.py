"""Bring a bundle in as an organisation's submission."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assess.bundle_imports import BundleRefused, import_bundle
from assess.models import User


class Command(BaseCommand):
    """``import_bundle FILE [--organisation NAME] [--by USER]``: exit 1 for a bundle that is refused."""

    help = "Bring a bundle in as an organisation's submission; changed content is refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, whose it becomes and who brings it."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--organisation", default="", help="take it in under this name")
        parser.add_argument("--by", default="", metavar="USER", help="an administrator's user name")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import and say what was made for it."""
        try:
            raw = file.read_bytes()
            done = import_bundle(
                raw, by=_administrator(options["by"]), organisation=options["organisation"]
            )
        except (BundleRefused, OSError) as error:
            raise CommandError(str(error)) from error
        for kind, name in done.made:
            self.stdout.write(f"created {kind}: {name}")
        self.stdout.write(f"submission {done.submission.pk}" + ("" if done.made else " was there"))


def _administrator(username: str) -> User:
    """The administrator of that name, else the first there is."""
    rows = User.objects.filter(is_staff=True, is_active=True)
    user = (rows.filter(username=username) if username else rows).order_by("pk").first()
    if user is None:
        raise CommandError("There is no such administrator; name one with --by.")
    return user
