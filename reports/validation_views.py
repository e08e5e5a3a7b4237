"""The planner held against what was published: the page, and its rows as CSV."""

import csv
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assess.capacity.judging import FORMULAS
from assess.models import Organisation
from assess.runs import peers
from assess.views.request import Request
from indicators.records import Text
from indicators.templatetags.framework import in_language
from reports import validation, validation_pictures
from reports.validation import Chosen, Row

PAGE = 25
NAMES = ("family", "card", "kind", "tier", "stated", "whose")


class RunFilter(forms.Form):
    """Which runs are shown, and in what order."""

    family = forms.ChoiceField(label=_("Family"), required=False)
    card = forms.ChoiceField(label=_("Card class"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    stated = forms.ChoiceField(label=_("Parallel layout"), required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False)
    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    sort = forms.ChoiceField(label=_("Sorted by"), required=False)

    def __init__(self, *args: Any, families: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "family": [(name, name) for name in families],
            "card": _choices(validation.CARD_CLASSES),
            "kind": _choices(validation.KINDS),
            "tier": _choices(validation.TIERS),
            "stated": _choices(validation.STATED),
            "whose": _choices(validation.WHOSE),
        }
        for name, listed in choices.items():
            self._of(name).choices = [("", _("All")), *listed]
        errors = [(item.code, _error_of(item.name)) for item in FORMULAS]
        self._of("sort").choices = [
            ("", _("Order of the file")), ("id", _("Name")), ("params", _("Parameters")),
            ("cards", _("Cards")), *errors,
        ]  # fmt: skip

    def _of(self, name: str) -> Any:
        return self.fields[name]

    def chosen(self) -> Chosen:
        """What is asked for; what is no choice asks for nothing."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        traits = {name: given.get(name, "") for name in NAMES}
        return Chosen(traits, given.get("q", ""), given.get("sort", ""))


def plan_validation(request: Request) -> HttpResponse:
    """Targets, pictures, statistics and runs, and what other tools reach."""
    rows = _rows(request)
    form = RunFilter(request.GET, families=validation.families(rows))
    wanted = form.chosen().of(rows)
    language = get_language() or ""
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "rows": Paginator(wanted, PAGE).get_page(request.GET.get("page")),
        "total": len(rows),
        "query": query.urlencode(),
        "formulas": FORMULAS,
        "statistics": validation.statistics(wanted),
        "predicted": validation_pictures.predicted(wanted, language),
    }
    if not request.htmx:
        context |= _standing(language)
        context["organisations"] = Organisation.objects.filter(memberships__user=request.user)
    page = "runs" if request.htmx else "page"
    return render(request, f"validation/{page}.html", context)


def plan_validation_csv(request: Request) -> HttpResponse:
    """The runs that are wanted, with their cells as given and the error of each formula."""
    rows = _rows(request)
    wanted = RunFilter(request.GET, families=validation.families(rows)).chosen().of(rows)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="planner-validation.csv"'
    answer.write("\ufeff")  # spreadsheets read the file as UTF-8
    columns = [*rows[0].cells, *(f"error_{item.code}" for item in FORMULAS)]
    writer = csv.DictWriter(answer, columns)
    writer.writeheader()
    writer.writerows(_line(row) for row in wanted)
    return answer


def _rows(request: Request) -> list[Row]:
    """Published trainings, and those of own organisations."""
    return [*validation.published_rows(), *validation.own_rows(request.user)]


def _line(row: Row) -> dict[str, str]:
    errors = {
        f"error_{item.code}": "" if error is None else f"{error:.6g}"
        for item, error in zip(FORMULAS, row.errors, strict=True)
    }
    return {**row.cells, **errors}


def _standing(language: str) -> dict[str, Any]:
    """What no filter changes."""
    found = peers()
    return {
        "targets": validation.targets(),
        "steps": validation.measured_when(),
        "speed_on": validation.speed_measured_on(),
        "coverage": validation_pictures.intervals(validation.intervals(), language),
        "tools": [{**dict.fromkeys(("median", "max", "ms")), **item} for item in found["tools"]],
        "note": found["note"],
        "peer_runs": validation.peer_runs(),
        "peer_means": validation.peer_means(),
    }


def _choices(names: Any) -> list[tuple[str, str]]:
    return [(code, in_language(name)) for code, name in names.items()]


def _error_of(name: Text) -> str:
    return str(_("Error of %(formula)s") % {"formula": in_language(name)})
