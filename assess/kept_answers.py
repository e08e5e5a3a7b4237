"""Answers that are kept for programs that repeat a request."""

from datetime import timedelta

from django.utils import timezone

from assess.models import KeptAnswer

KEPT_FOR = timedelta(days=1)


def forget() -> int:
    """Delete the answers that are older than a day; return how many."""
    deleted, _by_model = KeptAnswer.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted
