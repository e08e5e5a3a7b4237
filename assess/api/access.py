"""Who asks, by which token, for what, and how often: authentication, scopes, rates."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from assess.models import Scope, Token, User

if TYPE_CHECKING:
    from rest_framework.views import APIView

NOTED_EVERY = timedelta(minutes=1)
"""A token's last use is written down at most so often."""

SAFE = {"GET", "HEAD", "OPTIONS"}


class TokenAccess(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """Bearer tokens, whose last use is noted."""

    def validate_user(self, auth_token: Token) -> tuple[User, Token]:
        """Note that the token was used."""
        user, token = super().validate_user(auth_token)
        now = timezone.now()
        stale = Q(used_at__isnull=True) | Q(used_at__lt=now - NOTED_EVERY)
        if token.used_at is None or token.used_at < now - NOTED_EVERY:
            Token.objects.filter(stale, pk=token.pk).update(used_at=now)
        return user, token


class OutOfScope(PermissionDenied):
    """The token is good, but not for this."""

    default_code = "out_of_scope"
    default_detail = _("This token may not be used for this; make one with the scope “%(scope)s”.")

    def __init__(self, scope: Scope) -> None:
        super().__init__(self.default_detail % {"scope": scope.value})


class InScope(IsAuthenticated):
    """Somebody asks, and a token is used for what it was made for. A view names its ``scope`` where it is not that of its method."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Tell by method and view; people who signed in on the site have every scope."""
        if not super().has_permission(request, view):
            return False
        if not isinstance(request.auth, Token):
            return True
        wanted = self.wanted(request, view)
        if wanted not in request.auth.scopes:
            raise OutOfScope(wanted)
        return True

    @staticmethod
    def wanted(request: Request, view: "APIView") -> Scope:
        """Reading reads; anything else writes, unless the view says otherwise."""
        if request.method in SAFE:
            return Scope.READ
        return Scope(getattr(view, "scope", Scope.WRITE))


class Rate(UserRateThrottle):
    """So many requests in a time, told in every answer's headers."""

    num_requests: int | None
    duration: int | None

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count, and leave what remains for the headers."""
        allowed = super().allow_request(request, view)
        if self.rate is not None:
            request._request.rate = self._told()  # type: ignore[attr-defined]  # read by RateHeaders
        return allowed

    def _told(self) -> dict[str, str]:
        """The headers of draft-ietf-httpapi-ratelimit-headers: limit, what remains, seconds until all is free again."""
        history: list[float] = self.history
        oldest = history[-1] if history else self.now
        remaining = max((self.num_requests or 0) - len(history), 0)
        reset = max(int((self.duration or 0) - (self.now - oldest)) + 1, 0)
        told: dict[str, Any] = {"Limit": self.num_requests, "Remaining": remaining, "Reset": reset}
        return {f"RateLimit-{name}": str(value) for name, value in told.items()}
