"""Drafts of frameworks and profiles: list, upload, preview, publish, download, bin."""

from typing import Any
from uuid import UUID

import tomli_w
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assess import draft_pages, drafts
from assess.draft_forms import OwnerForm, UploadForm
from assess.models import Draft
from assess.permissions import WrongState
from assess.views.request import Request
from indicators import pages
from indicators.faults import DefinitionError, Fault
from indicators.load import ChangedVersion
from indicators.messages import explain, explain_change
from indicators.models import Framework, Profile
from indicators.reading import MOST_BYTES
from indicators.starter import starter_profile
from indicators.template import write_workbook
from indicators.uploads import read_upload

VERSIONS: dict[str, Any] = {"framework": Framework, "profile": Profile}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 300


def draft_list(request: Request) -> HttpResponse:
    """Own drafts, published versions to begin from, and the upload."""
    return _list(request, UploadForm(person=request.user))


@require_POST
def draft_upload(request: Request) -> HttpResponse:
    """Take a file: every fault at once, or a draft with its preview."""
    form = UploadForm(request.POST, request.FILES, person=request.user)
    if not form.is_valid():
        return _list(request, form)
    file, organisation = form.cleaned_data["file"], form.cleaned_data["organisation"]
    try:
        upload = read_upload(file.read(MOST_BYTES + 1), file.name)
        faults = upload.located(_faults_of(upload.root, upload.tables, organisation))
    except DefinitionError as error:
        faults = error.faults
    if faults:
        context = {"faults": told(faults), "count": len(faults), "name": file.name}
        return render(request, "assess/draft_faults.html", context, status=422)
    draft = drafts.create(upload.root, upload.tables, organisation, by=request.user)
    return redirect("draft_detail", draft.pk)


@require_POST
def draft_from(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """Begin a draft from a published version."""
    row = version_of(request, kind, pk)
    form = OwnerForm(request.POST, person=request.user)
    if not form.is_valid():
        return _list(request, UploadForm(person=request.user))
    draft = drafts.create(kind, row.definition, form.cleaned_data["organisation"], by=request.user)
    messages.info(request, _("Give the draft a new version, or a code of your own."))
    return redirect("draft_record", draft.pk, kind, 0)


@require_POST
def draft_starter(request: Request, pk: UUID) -> HttpResponse:
    """Begin a profile for the framework of a draft."""
    draft = draft_of(request, pk)
    trial = draft_pages.trial_of(draft)
    if trial is None:
        raise Http404
    tables = starter_profile(trial.framework)
    made = drafts.create("profile", tables, draft.organisation, by=request.user)
    return redirect("draft_detail", made.pk)


def draft_detail(request: Request, pk: UUID) -> HttpResponse:
    """A draft: what is wrong with it, what it holds, and what it would look like."""
    draft = draft_of(request, pk)
    faults = draft_pages.faults_of(draft)
    trial = draft_pages.trial_of(draft)
    context = {
        "draft": draft,
        "faults": told(faults),
        "count": len(faults),
        "sheets": draft_pages.contents(draft, faults),
        "trial": trial,
        "tables": pages.tables(trial.framework, trial.profile) if trial else (),
        "may_publish": drafts.may_publish(draft.organisation, request.user),
    }
    return render(request, "assess/draft_detail.html", context)


def draft_preview(request: Request, pk: UUID, code: str) -> HttpResponse:
    """An indicator of a draft as the framework's pages will show it."""
    draft = draft_of(request, pk)
    trial = draft_pages.trial_of(draft)
    found = trial.framework.indicator_by_code.get(code) if trial else None
    if trial is None or found is None:
        raise Http404
    page = pages.page_of(found, trial.framework, trial.profile)
    result = next(item for item in trial.example.indicators if item.code == code)
    context = {"draft": draft, "page": page, "trial": trial, "result": result}
    return render(request, "assess/draft_preview.html", context)


@require_POST
def draft_publish(request: Request, pk: UUID) -> HttpResponse:
    """Make a version of a draft that never changes."""
    draft = draft_of(request, pk)
    try:
        row = drafts.publish(draft, revision=revision_of(request), by=request.user)
    except DefinitionError as error:
        messages.error(request, explain(error.faults[0]))
    except ChangedVersion as error:
        messages.error(request, explain_change(error))
    except WrongState as error:
        messages.error(request, error.message)
    else:
        words = {"version": row, "digest": row.digest[:12]}
        messages.success(request, _("Published %(version)s, content hash %(digest)s….") % words)
        return redirect("draft_list")
    return redirect("draft_detail", pk)


@require_POST
def draft_delete(request: Request, pk: UUID) -> HttpResponse:
    """Put a draft into the bin; the list offers to take it out again."""
    draft = draft_of(request, pk)
    drafts.discard(draft, by=request.user)
    messages.success(
        request, _("“%(draft)s” is in the bin. It can be restored below.") % {"draft": draft}
    )
    return redirect("draft_list")


@require_POST
def draft_restore(request: Request, pk: UUID) -> HttpResponse:
    """Take a draft out of the bin."""
    visible = Draft.objects.visible_to(request.user)
    draft = get_object_or_404(visible, pk=pk)
    drafts.restore(draft, by=request.user)
    return redirect("draft_detail", pk)


def draft_download(request: Request, pk: UUID, form: str) -> HttpResponse:
    """A draft as a file."""
    draft = draft_of(request, pk)
    return _file(draft.kind, draft.tables, form)


def version_download(request: Request, kind: str, pk: UUID, form: str) -> HttpResponse:
    """A published version as a file; the Excel file is the template for one's own."""
    row = version_of(request, kind, pk)
    return _file(kind, row.definition, form)


def draft_of(request: Request, pk: UUID) -> Draft:
    """A draft that the person sees; else 404."""
    visible = (
        Draft.objects.visible_to(request.user).kept().select_related("organisation", "changed_by")
    )
    return get_object_or_404(visible, pk=pk)


def version_of(request: Request, kind: str, pk: UUID) -> Any:
    """A published version that the person sees; else 404."""
    if kind not in VERSIONS:
        raise Http404
    return get_object_or_404(VERSIONS[kind].objects.visible_to(request.user), pk=pk)


def told(faults: tuple[Fault, ...]) -> list[tuple[str, str]]:
    """Each fault as its place and its sentence, as many as a page is read for."""
    return [(fault.place or "—", explain(fault)) for fault in faults[:MOST_SHOWN]]


def _faults_of(kind: str, tables: dict[str, Any], organisation: Any) -> tuple[Fault, ...]:
    return draft_pages.faults_of(Draft(kind=kind, tables=tables, organisation=organisation))


def revision_of(request: Request) -> int:
    """The revision of a draft that a change was made on; 0 for none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - more than anybody changes


def _file(kind: str, tables: dict[str, Any], form: str) -> HttpResponse:
    name = f"{tables.get('code') or kind}-{tables.get('version') or 'draft'}.{form}"
    if form == "xlsx":
        content, media = write_workbook(draft_pages.kind_root(kind), tables), EXCEL
    elif form == "toml":
        content, media = tomli_w.dumps(tables).encode(), "application/toml"
    else:
        raise Http404
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{"".join(filter(_plain, name))}"'
    return answer


def _plain(sign: str) -> bool:
    return sign.isascii() and (sign.isalnum() or sign in "._-")


def _list(request: Request, form: UploadForm) -> HttpResponse:
    visible = Draft.objects.visible_to(request.user).select_related("organisation", "changed_by")
    frameworks = Framework.objects.visible_to(request.user).defer("definition")
    profiles = Profile.objects.visible_to(request.user).defer("definition", "framework__definition")
    context = {
        "form": form,
        "owner": OwnerForm(person=request.user),
        "drafts": visible.kept(),
        "binned": visible.exclude(deleted_at=None)[:20],
        "frameworks": frameworks.order_by("code", "-published_at"),
        "profiles": profiles.select_related("framework").order_by(
            "framework__code", "code", "-published_at"
        ),
        "may_upload": form.may_upload,
    }
    return render(request, "assess/draft_list.html", context, status=422 if form.is_bound else 200)
