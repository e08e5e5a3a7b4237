"""Rows for the administrator: accounts, memberships, assignments; the rest to look at."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from assess.models import Assignment, Evidence, Job, Membership, Organisation, User

if TYPE_CHECKING:
    Rows = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[Any, Any]
else:
    Rows, Inline = admin.ModelAdmin, admin.TabularInline

admin.site.register(User, UserAdmin)


class Members(Inline):
    """Who belongs to an organisation."""

    model = Membership
    extra = 1
    autocomplete_fields = ["user"]


@admin.register(Organisation)
class OrganisationAdmin(Rows):
    """Organisations and their people."""

    list_display = ["name", "origin", "created_at"]
    list_filter = ["origin"]
    search_fields = ["name"]
    inlines = [Members]


@admin.register(Assignment)
class AssignmentAdmin(Rows):
    """Which assessor judges what."""

    list_display = ["assessor", "submission", "assigned_at"]
    autocomplete_fields = ["assessor"]


class Watched(Rows):
    """Rows to look at, never to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(Watched):
    """Background work: to look at, never to change."""

    list_display = ["task", "target", "state", "attempts", "ordered_at", "finished_at"]
    list_filter = ["state", "task"]


@admin.register(Evidence)
class EvidenceAdmin(Watched):
    """Evidence files: kept for ever, so never deleted either."""

    list_display = ["name", "folder", "submission", "state", "size", "given_by", "given_at"]
    list_filter = ["state"]
    search_fields = ["name", "sha256"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
