"""Make an API token: ``manage.py create_token USER [--days N]``."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from knox.models import get_token_model

from assess.models import User

DAYS = 90


class Command(BaseCommand):
    """Print a new token once; only its hash is kept."""

    help = "Make an API token for somebody and print it once; only its hash is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name and for how long."""
        parser.add_argument("username")
        parser.add_argument("--days", type=int, default=DAYS, help=f"valid so long ({DAYS})")

    def handle(self, *args: Any, username: str, days: int, **options: Any) -> None:
        """Make the token."""
        if days < 1:
            raise CommandError("--days is at least 1")
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"nobody signs in as “{username}”")
        _row, token = get_token_model().objects.create(user=user, expiry=timedelta(days=days))
        self.stdout.write(token)
