"""The records of a draft in the browser: list, edit with live checking, add, copy, remove."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import draft_pages, drafts
from assess.models import Draft
from assess.permissions import WrongState
from assess.views.drafts import draft_of, revision_of, told
from assess.views.request import Request
from indicators import editing
from indicators.grid import record_of
from indicators.layout import Sheet, sheet_of
from indicators.words import sheet_label

CONFLICT = 409


def draft_sheet(request: Request, pk: UUID, sheet: str) -> HttpResponse:
    """The records of one kind."""
    draft = draft_of(request, pk)
    found = _sheet(draft, sheet)
    rows = draft_pages.records(draft, found, draft_pages.faults_of(draft))
    context = {"draft": draft, **_head(draft, found, request), "rows": rows}
    return render(request, "assess/draft_sheet.html", context)


def draft_record(request: Request, pk: UUID, sheet: str, place: int) -> HttpResponse:
    """Edit a record; a change that somebody else made first is told and nothing is lost."""
    draft = draft_of(request, pk)
    found = _sheet(draft, sheet)
    steps = _steps(draft, found, place)
    if request.method == "GET":
        return _form(request, draft, found, place, draft_pages.cells_at(draft, found, steps))
    tables = _typed(request, draft, found, steps)
    if "check" in request.POST:
        return _form(request, draft, found, place, request.POST.dict(), tables=tables)
    try:
        drafts.change(draft, tables, revision=revision_of(request), by=request.user)
    except WrongState as conflict:
        messages.error(request, conflict.message)
        return _form(
            request, draft, found, place, request.POST.dict(), tables=tables, status=CONFLICT
        )
    messages.success(request, _("Saved."))
    if found.single:
        return redirect("draft_detail", pk)
    return redirect("draft_sheet", pk, sheet)


def draft_new(request: Request, pk: UUID, sheet: str) -> HttpResponse:
    """Add a record: its code, and where it belongs."""
    draft = draft_of(request, pk)
    found = _sheet(draft, sheet)
    parents = editing.parents(draft_pages.root_of(draft), found, draft.tables)
    if request.method != "POST":
        context = {
            "draft": draft,
            **_head(draft, found, request),
            "parents": list(enumerate(parents)),
        }
        return render(request, "assess/draft_new.html", context)
    chosen = request.POST.get("parent", "0")
    if not chosen.isdecimal() or int(chosen) >= len(parents):
        raise Http404
    above, _code = parents[int(chosen)]
    record = record_of(found, {"code": request.POST.get("code", "").strip()})
    tables = editing.with_new(draft.tables, found, above, record)
    if not _changed(request, draft, tables):
        return redirect("draft_sheet", pk, sheet)
    after = editing.places(draft_pages.root_of(draft), found, tables)
    new = max(n for n, steps in enumerate(after) if steps[: len(above)] == above)
    return redirect("draft_record", pk, sheet, new)


@require_POST
def draft_copy(request: Request, pk: UUID, sheet: str, place: int) -> HttpResponse:
    """Put a copy behind a record."""
    draft = draft_of(request, pk)
    found = _sheet(draft, sheet)
    steps = _steps(draft, found, place)
    _changed(request, draft, editing.with_copy(draft.tables, found, steps))
    return redirect("draft_sheet", pk, sheet)


@require_POST
def draft_remove(request: Request, pk: UUID, sheet: str, place: int) -> HttpResponse:
    """Take a record away, with what it holds."""
    draft = draft_of(request, pk)
    steps = _steps(draft, _sheet(draft, sheet), place)
    _changed(request, draft, editing.without(draft.tables, steps))
    return redirect("draft_sheet", pk, sheet)


def _changed(request: Request, draft: Draft, tables: dict[str, Any]) -> bool:
    """Change a draft; tell whether nobody else had."""
    try:
        drafts.change(draft, tables, revision=revision_of(request), by=request.user)
    except WrongState as conflict:
        messages.error(request, conflict.message)
        return False
    return True


def _sheet(draft: Draft, name: str) -> Sheet:
    try:
        return sheet_of(draft_pages.root_of(draft), name)
    except KeyError as error:
        raise Http404 from error


def _steps(draft: Draft, sheet: Sheet, place: int) -> editing.Steps:
    places = editing.places(draft_pages.root_of(draft), sheet, draft.tables)
    if place >= len(places):
        raise Http404
    return places[place]


def _typed(request: Request, draft: Draft, sheet: Sheet, steps: editing.Steps) -> dict[str, Any]:
    record = record_of(sheet, request.POST.dict())
    return editing.with_record(draft.tables, sheet, steps, record)


def _form(
    request: Request,
    draft: Draft,
    sheet: Sheet,
    place: int,
    cells: dict[str, Any],
    **more: Any,
) -> HttpResponse:
    """Show a record with the faults that it has, or would have as it was typed."""
    faults = draft_pages.faults_of(draft, more.get("tables"))
    steps = _steps(draft, sheet, place)
    context = {
        "draft": draft,
        **_head(draft, sheet, request),
        "place": place,
        "fields": draft_pages.fields(sheet, steps, cells, faults),
        "others": told(draft_pages.other_faults(sheet, steps, faults)),
        "count": len(faults),
    }
    live = bool(request.htmx) and "check" in request.POST
    template = "assess/draft_checked.html" if live else "assess/draft_record.html"
    return render(request, template, context, status=more.get("status", 200))


def _head(draft: Draft, sheet: Sheet, request: Request) -> dict[str, Any]:
    may = drafts.may_publish(draft.organisation, request.user)
    return {"sheet": sheet, "label": sheet_label(sheet), "may_edit": may}
