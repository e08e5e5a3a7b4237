"""The schema, the page that shows it, and what no other address takes. These need no login: they hold no data."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import Http404
from django.utils.decorators import method_decorator
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # drf-spectacular has no types
    """How the schema tells of our tokens: as of those that they are made from."""

    target_class = "assess.api.access.TokenAccess"


@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI, out of the Python package; it writes styles into its page, hence the exception."""

    url_name = "api:schema"


@extend_schema(exclude=True)
class UnknownAddress(APIView):
    """Every other address below the interface: a problem document, not a page."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer whatever the method is."""
        raise Http404
