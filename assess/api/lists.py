"""Lists in pages, all alike: narrowed by named members of the query, ordered by ``order``, walked by a cursor."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from assess.api.serializers.strict import Strict

Row = TypeVar("Row", bound=Model)
Get = TypeVar("Get", bound=Callable[..., Any])
NEWEST = ("-created_at", "created_at")


class ListQuery(Strict):
    """What may be asked of a list. ``lookups`` says which column a member narrows; ``orders`` begins with the usual one."""

    cursor = serializers.CharField(required=False, help_text="Out of “next” or “previous”.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200)

    orders: tuple[str, ...] = NEWEST
    lookups: dict[str, str] = {}

    def get_fields(self) -> dict[str, Any]:
        """With the orders that this list knows."""
        words = "Order of the rows; with “-” from the last to the first."
        order = serializers.ChoiceField(list(self.orders), required=False, help_text=words)
        return {**super().get_fields(), "order": order}

    def narrow(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Keep the rows that were asked for."""
        asked = self.validated_data
        return rows.filter(
            **{lookup: asked[name] for name, lookup in self.lookups.items() if name in asked}
        )

    @property
    def order(self) -> str:
        """The order that was asked for, or the usual one."""
        return str(self.validated_data.get("order", self.orders[0]))


class CreatedQuery(ListQuery):
    """A list whose rows know when they were made."""

    created_from = serializers.DateTimeField(required=False, help_text="At this moment or later.")
    created_before = serializers.DateTimeField(required=False)

    lookups = {"created_from": "created_at__gte", "created_before": "created_at__lt"}


class Listing(ListAPIView[Row]):
    """A list: ``rows`` are those that the person sees, ``query`` is what may be asked of it."""

    query: type[ListQuery] = CreatedQuery

    def rows(self) -> QuerySet[Row]:
        """Everything that is visible."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Row]:
        """Narrow to what is asked for; an unknown member is bad input."""
        asked = self.query(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        self.order = asked.order
        return asked.narrow(self.rows())


def listed(query: type[ListQuery], **words: Any) -> Callable[[Get], Get]:
    """What the schema says of a list: its words, and what may be asked."""
    return extend_schema(parameters=[query], **words)
