"""Which scoring profiles an assessment may take: everybody's, and those of its organisation."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When

from indicators.defaults import MAIN_PROFILE
from indicators.models import Framework, Profile


def open_to(owners: Iterable[UUID], *, every_framework: bool = False) -> QuerySet[Profile]:
    """The newest version of each profile of each newest framework that one of these organisations may use.

    every_framework: of older framework versions too.
    """
    mine = Q(owner=None) | Q(owner__in=list(owners))
    rows = Profile.objects.filter(mine)
    return newest(rows if every_framework else rows.filter(framework__in=_newest(mine)))


def newest(rows: QuerySet[Profile]) -> QuerySet[Profile]:
    """The newest version of each of these profiles in each framework version.

    Those for everybody come first, the default one before the others, then own ones by title.
    """
    published = rows.order_by("published_at", "version")
    found = {
        (framework, code): pk
        for framework, code, pk in published.values_list("framework_id", "code", "pk")
    }
    shipped = F("owner").asc(nulls_first=True)
    other = Case(When(code=MAIN_PROFILE, then=0), default=1)
    kept = Profile.objects.filter(pk__in=found.values()).select_related("framework")
    light = kept.defer("definition", "framework__definition")
    return light.order_by("framework__published_at", shipped, other, "title_zh", "code")


def named(code: str, framework: Framework | str, owner: UUID) -> Profile | None:
    """The newest version of a profile by its code, if the organisation may use it; None if there is none.

    framework: a row, or a code for the newest version of it that the organisation may use. An empty code
    names the default profile, or where the framework has none the newest of any code.
    """
    rows = Profile.objects.open_to(owner)
    if isinstance(framework, str):
        mine = Q(owner=None) | Q(owner=owner)
        rows = rows.filter(framework__in=_newest(mine), framework__code=framework)
    else:
        rows = rows.filter(framework=framework)
    rows = rows.select_related("framework").order_by("published_at")
    found: Profile | None = rows.filter(code=code or MAIN_PROFILE).last()
    return found if found or code else rows.last()


def _newest(mine: Q) -> list[UUID]:
    """The newest version of each framework."""
    rows = Framework.objects.filter(mine).order_by("published_at", "version")
    return list(dict(rows.values_list("code", "pk")).values())
