"""The evidence of a submission: send, look, list; each file with its readings, its lines and its bytes."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assess import evidence_files, evidence_pages
from assess.evidence_bytes import Given
from assess.keeping import Received
from assess.models import Evidence, Submission
from assess.permissions import Action, WrongState, allowed
from assess.views.request import Request, attempt, submission_of


class Place(forms.Form):
    """A place in a file."""

    line = forms.IntegerField(min_value=1, required=False)
    end = forms.IntegerField(min_value=1, required=False)


def submission_evidence(request: Request, pk: UUID) -> HttpResponse:
    """The files of a submission; POST sends more, or has them looked into without keeping them."""
    submission = submission_of(request, pk)
    if request.method == "POST":
        return _take(request, submission)
    return _list(request, submission)


def _take(request: Request, submission: Submission) -> HttpResponse:
    files = [Given(str(file.name), file) for file in request.FILES.getlist("file")]
    if not files:
        return _list(request, submission, problems=[_("No file was chosen.")])
    if request.POST.get("act") == "look":
        return _look(request, submission, files)
    try:
        received = evidence_files.receive(submission, files, by=request.user)
    except WrongState as refusal:
        messages.error(request, refusal.message)
    else:
        _tell(request, received)
    return redirect("submission_evidence", submission.pk)


def _look(request: Request, submission: Submission, files: list[Given]) -> HttpResponse:
    try:
        looked = evidence_files.look_into(files)
    except evidence_files.TooMuch as refusal:
        return _list(request, submission, problems=[str(refusal)])
    return _list(request, submission, looked=evidence_pages.looked_at(looked))


def _tell(request: Request, received: list[Received]) -> None:
    new = [item for item in received if not item.already]
    if new:
        words = ngettext("%(count)d file is kept and being read.", "%(count)d files are kept and being read.", len(new))  # fmt: skip
        messages.success(request, words % {"count": len(new)})
    for item in received:
        if item.already:
            words = _("Already here: “%(path)s” has the same content.")
            messages.info(request, words % {"path": item.evidence.path})


def _list(request: Request, submission: Submission, **more: Any) -> HttpResponse:
    files = evidence_pages.files_of(submission, request.GET.get("page"))
    context = {
        "submission": submission,
        "files": files,
        "unfinished": evidence_pages.unfinished_of(submission, request.user),
        "may_edit": _may_edit(request, submission),
        "most": settings.EVIDENCE_MAX_BYTES,
        **more,
    }
    status = 422 if more.get("problems") else 200
    return render(request, "evidence/list.html", context, status=status)


def _may_edit(request: Request, submission: Submission) -> bool:
    return submission.is_open and allowed(request.user, Action.EDIT, submission)


def evidence_detail(request: Request, pk: UUID) -> HttpResponse:
    """A file: what it is, what was found, every reading with its place; the lines around one place."""
    row = evidence_of(request, pk)
    place = Place(request.GET)
    context = {
        "submission": row.submission,
        "row": row,
        "readings": evidence_pages.readings_of(row, request.GET.get("page")),
        "versions": evidence_pages.versions_of(row),
        "changes": evidence_pages.last_changes(row),
        "members": row.members.order_by("folder", "name")[: evidence_pages.FILES],
        "may_edit": _may_edit(request, row.submission),
    }
    if place.is_valid() and (line := place.cleaned_data["line"]):
        end = place.cleaned_data["end"]
        context |= {"at": line, "lines": evidence_pages.lines_at(row, line, end)}
    return render(request, "evidence/detail.html", context)


def evidence_of(request: Request, pk: UUID) -> Evidence:
    """The file, if this person may know of it; else 404."""
    visible = Evidence.objects.visible_to(request.user).select_related(
        "given_by", "withdrawn_by", "superseded_by", "archive"
    )
    row: Evidence = get_object_or_404(visible, pk=pk)
    row.submission = submission_of(request, row.submission_id)
    return row


def evidence_raw(request: Request, pk: UUID) -> FileResponse:
    """The bytes as they were sent."""
    return raw_answer(evidence_of(request, pk))


def raw_answer(row: Evidence) -> FileResponse:
    """The bytes of a file, never shown by a browser, always saved under a harmless name."""
    return FileResponse(
        default_storage.open(row.key), as_attachment=True, filename=row.name,
        content_type="application/octet-stream",
    )  # fmt: skip


@require_POST
def submission_evidence_again(request: Request, pk: UUID) -> HttpResponse:
    """Have every file that counts read again."""
    submission = submission_of(request, pk)
    files = list(submission.evidence.all().current())
    done = _("The files are being read again.")
    attempt(request, lambda: evidence_files.read_again(submission, files, by=request.user), done)
    return redirect("submission_evidence", submission.pk)


@require_POST
def evidence_again(request: Request, pk: UUID) -> HttpResponse:
    """Have a file read again."""
    row = evidence_of(request, pk)
    done = _("The file is being read again.")
    attempt(
        request, lambda: evidence_files.read_again(row.submission, [row], by=request.user), done
    )
    return redirect("evidence_detail", row.pk)


@require_POST
def evidence_out(request: Request, pk: UUID) -> HttpResponse:
    """Let a file count no longer."""
    row = evidence_of(request, pk)
    done = _("The file no longer counts; it stays here and can be taken back.")
    attempt(request, lambda: evidence_files.leave_out(row, by=request.user), done)
    return redirect("evidence_detail", row.pk)


@require_POST
def evidence_back(request: Request, pk: UUID) -> HttpResponse:
    """Let a file count again."""
    row = evidence_of(request, pk)
    done = _("The file counts again.")
    attempt(request, lambda: evidence_files.take_back(row, by=request.user), done)
    return redirect("evidence_detail", row.pk)
