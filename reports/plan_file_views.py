"""Files of a kept plan: data at once, the chapter as it was rendered."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from assess.permissions import WrongState
from assess.views.request import Request
from reports import plan_orders
from reports.kept_plans import plan_of
from reports.models import PlanChapter, ReportFile


def plan_download(request: Request, pk: UUID, format: str) -> HttpResponseBase:
    """XLSX, JSON or CSV of a computed plan."""
    plan = plan_of(request, pk)
    kind = plan_orders.DATA.get(format)
    if kind is None or plan.result is None:
        raise Http404
    content = kind.content(plan, get_language() or "")
    return attachment(
        HttpResponse(content, content_type=kind.media_type), plan_orders.filename(plan, format)
    )


def attachment(answer: HttpResponse, name: str) -> HttpResponse:
    """An answer that a browser saves under a name, whatever letters it has."""
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_POST
def plan_chapter_order(request: Request, pk: UUID) -> HttpResponse:
    """Order the chapter; the page of the plan then shows how it gets on."""
    plan, language = plan_of(request, pk), request.POST.get("language", "")
    if language not in ReportFile.Language.values:
        raise Http404
    try:
        plan_orders.order_chapter(plan, language=language, by=request.user)
    except WrongState as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{reverse('plan_detail', args=[pk])}#files")


def plan_chapter(request: Request, pk: UUID) -> FileResponse:
    """The file of a chapter."""
    row = get_object_or_404(
        PlanChapter.objects.visible_to(request.user).select_related("plan"), pk=pk
    )
    if not row.file:
        raise Http404
    name = plan_orders.filename(row.plan, plan_orders.PDF)
    return FileResponse(
        row.file.open(), as_attachment=True, filename=name, content_type="application/pdf"
    )
