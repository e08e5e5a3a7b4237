"""What may be done with a kept plan, as a part of its page."""

from typing import Any

from django import template
from django.template import Context

from assess.kept_plan_forms import PlanEditForm
from assess.models import CapacityPlan
from assess.permissions import Action, allowed

register = template.Library()


@register.inclusion_tag("plans/kept_tools.html", takes_context=True)
def kept_tools(context: Context, plan: CapacityPlan) -> dict[str, Any]:
    """Copy, compare, and for those who may: name, note, sharing, deletion."""
    user = context["request"].user
    return {
        "plan": plan,
        "may_edit": allowed(user, Action.EDIT, plan),
        "form": PlanEditForm(plan=plan, user=user),
        "csrf_token": context.get("csrf_token"),
    }
