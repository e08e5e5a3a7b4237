"""API tokens: kept as digests, with a name, so that people know which one to revoke."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class Scope(models.TextChoices):
    """What a token may be used for; its person's own rights are the limit in any case."""

    READ = "read", _("Read")
    WRITE = "write", _("Write data, evidence and plans")
    SUBMIT = "submit", _("Submit, withdraw and order reports")
    REVIEW = "review", _("Review, decide and close")


def every_scope() -> list[str]:
    """All scopes: what a token could do before there were any."""
    return list(Scope.values)


class Token(AbstractAuthToken):  # type: ignore[misc]  # knox has no types
    """A token of a person or a service account. Its text is shown once and kept nowhere."""

    name = models.CharField(_("name"), max_length=100, default="")
    scopes = models.JSONField(_("scopes"), default=every_scope)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("API token")

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        """Whether it opens nothing any more."""
        return self.expiry is not None and self.expiry <= timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        """What it may be used for, in the reader's language."""
        return [str(Scope(code).label) for code in self.scopes]
