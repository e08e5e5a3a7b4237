"""What every template may know of the product."""

from django.conf import settings
from django.http import HttpRequest


def product(request: HttpRequest) -> dict[str, str]:
    """The version in the footer."""
    return {"version": settings.VERSION}
