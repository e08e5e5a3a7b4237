"""Make an API token: ``manage.py create_token USER [--days N] [--name TEXT]``."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assess.models import Scope, Token, User

DAYS = 90


class Command(BaseCommand):
    """Print a new token once; only its hash is kept."""

    help = "Make an API token for somebody and print it once; only its hash is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name and for how long."""
        parser.add_argument("username")
        parser.add_argument("--name", default="manage.py create_token", help="what it is for")
        parser.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help="what it may be used for; may be repeated (all)",
        )
        parser.add_argument("--days", type=int, default=DAYS, help=f"valid so long ({DAYS})")

    def handle(self, *args: Any, username: str, name: str, days: int, **options: Any) -> None:
        """Make the token."""
        if days < 1:
            raise CommandError("--days is at least 1")
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"nobody signs in as “{username}”")
        scopes = options["scope"] or list(Scope.values)
        _row, token = Token.objects.create(
            user=user, name=name, expiry=timedelta(days=days), scopes=scopes
        )
        self.stdout.write(token)
