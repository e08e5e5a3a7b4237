"""What a submission's cluster reported in its period, and taking it over as inputs."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assess import periods
from assess.series.rules import NAMES
from assess.views.request import Request, attempt, rights, submission_of


def submission_series(request: Request, pk: UUID) -> HttpResponse:
    """Each input as one figure; a POST takes the chosen ones over."""
    submission = submission_of(request, pk)
    if request.method == "POST":
        codes = request.POST.getlist("inputs")
        done = _("The chosen figures are inputs of the assessment now.")
        attempt(request, lambda: periods.take(submission, codes, by=request.user), done)
        return redirect("submission_series", pk)
    offers = periods.offers(submission)
    context = {
        "submission": submission,
        "rows": [(offer, NAMES[offer.figure.rule]) for offer in offers],
        "may": rights(request, submission),
    }
    return render(request, "assess/submission_series.html", context)
