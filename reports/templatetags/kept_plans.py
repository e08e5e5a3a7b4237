"""What may be done with a kept plan, as a part of its page."""

from typing import Any

from django import template
from django.template import Context

from assess.kept_plan_forms import PlanEditForm
from assess.models import CapacityPlan, Job, User
from assess.permissions import Action, allowed
from reports.models import PlanChapter, ReportFile
from reports.tasks import render_chapter

register = template.Library()


@register.inclusion_tag("plans/kept_tools.html", takes_context=True)
def kept_tools(context: Context, plan: CapacityPlan) -> dict[str, Any]:
    """Copy, compare, and for those who may: name, note, sharing, deletion."""
    user = context["request"].user
    return {
        "plan": plan,
        "may_edit": allowed(user, Action.EDIT, plan),
        "form": PlanEditForm(plan=plan, user=user),
        "chapters": _chapters(plan, user),
        "languages": ReportFile.Language.choices,
        "csrf_token": context.get("csrf_token"),
    }


def _chapters(plan: CapacityPlan, user: User) -> list[tuple[PlanChapter, Job | None]]:
    """The chapters of the plan as it is called now, each with the newest work on it."""
    rows = list(plan.chapters.filter(title=plan.name, note=plan.note))
    seen = Job.objects.visible_to(user).filter(task=render_chapter.name)
    newest = {job.target: job for job in seen.filter(target__in=[row.pk for row in rows])}
    return [(row, newest.get(row.pk)) for row in rows]
