"""Lists in pages: a cursor stays right while rows are added."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class NewestFirst(CursorPagination):
    """Newest first unless the list was asked for another order; 50 rows, up to 200 by ``limit``."""

    ordering = "-created_at"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def get_ordering(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> tuple[str, ...]:
        """The order that was asked for; the id decides between equals."""
        order = getattr(view, "order", self.ordering)
        return (order,) if order.lstrip("-") == "pk" else (order, "pk")

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Take the page that the cursor names; a broken cursor is bad input, not a missing page."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound as error:
            expected = _("a cursor out of “next” or “previous” of an answer")
            raise ValidationError({"cursor": [expected]}, code="unknown_cursor") from error
