"""Published definitions in the administration: to look at, never to change."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from indicators.models import Accelerator, Framework, Profile

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class ReadOnly(Base):
    """Rows come from files; see `manage.py load_framework`."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes what is published."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes what submissions may refer to."""
        return False


@admin.register(Framework, Profile)
class VersionAdmin(ReadOnly):
    """Framework and profile versions."""

    list_display = ["code", "version", "title_zh", "published_at"]
    exclude = ["definition"]


@admin.register(Accelerator)
class AcceleratorAdmin(ReadOnly):
    """Accelerator cards."""

    list_display = ["vendor", "name", "peak_tflops", "memory_gb", "link_gb_s", "verified"]
    list_filter = ["vendor", "verified"]
    search_fields = ["code", "name", "vendor"]
