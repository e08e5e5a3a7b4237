"""Bundles: download one, check any."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from assess import bundles
from assess.bundle_words import explain_difference
from assess.scoring.bundle import read
from assess.scoring.bundle_check import Check, check
from assess.views.request import Request, submission_of
from indicators.faults import DefinitionError
from indicators.messages import explain

LIMIT = 4 * 1024 * 1024


class BundleForm(forms.Form):
    """A file to be checked."""

    file = forms.FileField(
        label=_("Bundle"), help_text=_("A JSON file of at most 4 MB. It is checked and not kept.")
    )

    def clean_file(self) -> bytes:
        """The bytes, if there are not too many."""
        given = self.cleaned_data["file"]
        if given.size > LIMIT:
            raise forms.ValidationError(_("The file is larger than 4 MB."))
        content: bytes = given.read()
        return content


def submission_bundle(request: Request, pk: UUID) -> HttpResponse:
    """The bundle of a submission, under a name that says whose it is."""
    submission = submission_of(request, pk)
    name = get_valid_filename(f"suanheng-{submission.cluster.organisation.name}-{submission.title}")
    headers = {"Content-Disposition": _disposition(f"{name}.json")}
    content = bundles.export_bundle(submission)
    return HttpResponse(content, content_type="application/json", headers=headers)


def bundle_check(request: Request) -> HttpResponse:
    """Compute an uploaded bundle again and say what differs; nothing is kept."""
    form = BundleForm(request.POST or None, request.FILES or None)
    found = _checked(form) if form.is_valid() else None
    differences = [explain_difference(item) for item in found.differences] if found else []
    context = {"form": form, "found": found, "differences": differences}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assess/bundle_check.html", context, status=status)


def _checked(form: BundleForm) -> Check | None:
    try:
        return check(read(form.cleaned_data["file"]))
    except DefinitionError as error:
        for fault in error.faults[:20]:
            where = f"{fault.path}: " if fault.path else ""
            form.add_error("file", where + explain(fault))
        return None


def _disposition(name: str) -> str:
    value: str = content_disposition_header(as_attachment=True, filename=name) or ""
    return value
