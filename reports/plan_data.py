"""A kept plan as data: JSON with everything, and CSV in long form, a line for each value."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from assess.models import CapacityPlan

HEADER = ("plan", "mode", "section", "key", "value")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def plan_json(plan: CapacityPlan) -> bytes:
    """UTF-8 JSON: the plan's name and digest, its order, and its result as the planner gives it."""
    text = json.dumps(told(plan), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return text.encode()


def told(plan: CapacityPlan) -> dict[str, Any]:
    """Everything that is kept of a plan."""
    return {
        "plan": plan.pk,
        "name": plan.name,
        "note": plan.note,
        "mode": plan.mode,
        "digest": plan.digest,
        "created_at": plan.created_at,
        "computed_at": plan.computed_at,
        "order": plan.order,
        "result": plan.result,
    }


def plan_csv(plan: CapacityPlan) -> bytes:
    """UTF-8 with a byte order mark: plan, mode, section (order or result), key (a path with dots), value."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for section, content in (("order", plan.order), ("result", plan.result or {})):
        for key, value in flat(content):
            writer.writerow([_text(plan.name), plan.mode, section, key, _text(value)])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def flat(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path; items of a list are numbered from 0."""
    if isinstance(content, Mapping):
        rows: Any = content.items()
    elif isinstance(content, list):
        rows = enumerate(content)
    else:
        yield path, content
        return
    for key, value in rows:
        yield from flat(value, f"{path}.{key}" if path else str(key))


def _text(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is quoted; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value
