"""How a piece of background work is getting on."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from assess.models import Job
from assess.views.request import Request


def job_status(request: Request, pk: UUID) -> HttpResponse:
    """A part of a page that asks again every second; once the work is over, the page is read again."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    template = "assess/job.html" if request.htmx else "assess/job_page.html"
    response = render(request, template, {"job": job})
    if job.is_over and request.htmx:
        response["HX-Refresh"] = "true"
    return response
