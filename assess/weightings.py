"""An organisation's own weights: opened over a base profile, judged level by level, published as a profile."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assess.models import Judgement, Organisation, User, Weighting
from assess.permissions import Action, Forbidden, WrongState, require
from assess.profiles import open_to
from assess.scoring.weighting import Node, Values, node_shares, nodes_of, shares_of
from indicators import load, parsing
from indicators.models import Profile
from indicators.records import Text

__all__ = ["WrongState"]


def open_weighting(
    organisation: Organisation, *, by: User, name: str, base: Profile, method: str
) -> Weighting:
    """Begin weights of an organisation's own over a profile that it may use."""
    require(by, Action.EDIT, organisation)
    if base.owner not in (None, organisation.pk):
        raise Forbidden(_("This scoring profile belongs to another organisation."))
    return Weighting.objects.create(
        organisation=organisation, name=name, base=base, method=method, created_by=by,
        code=f"own-{uuid.uuid4().hex[:12]}",
    )  # fmt: skip


@transaction.atomic
def judge(weighting: Weighting, node: Node, values: Values, *, by: User, expert: str) -> Judgement:
    """Keep what an expert says of a level, instead of what the same expert said before.

    Raises BudgetError, Inconsistent or ValueError for a judgement that cannot be used; nothing is kept then.
    """
    _open(weighting, by)
    node_shares(weighting.method, node, values)
    row, _new = Judgement.objects.update_or_create(
        weighting=weighting, node=node.code, expert=expert,
        defaults={"values": dict(values), "given_by": by},
    )  # fmt: skip
    return row


@transaction.atomic
def forget(weighting: Weighting, *, by: User, expert: str) -> None:
    """Take an expert's judgements out again."""
    _open(weighting, by)
    weighting.judgements.filter(expert=expert).delete()


@transaction.atomic
def discard(weighting: Weighting, *, by: User) -> None:
    """Throw a draft away."""
    _open(weighting, by)
    weighting.delete()


@transaction.atomic
def revise(weighting: Weighting, *, by: User) -> Weighting:
    """Begin the next version of published weights, with the same judgements."""
    require(by, Action.EDIT, weighting.organisation)
    rows = Weighting.objects.select_for_update().filter(code=weighting.code)
    if list(rows.filter(profile=None)):
        raise WrongState("draft_there", _("A draft of the next version is there already."))
    newest = rows.aggregate(Max("version"))["version__max"]
    draft = Weighting.objects.create(
        organisation=weighting.organisation, name=weighting.name, base=weighting.base,
        method=weighting.method, created_by=by, code=weighting.code, version=newest + 1,
    )  # fmt: skip
    Judgement.objects.bulk_create(
        Judgement(weighting=draft, expert=row.expert, node=row.node, values=row.values, given_by=by)
        for row in weighting.judgements.all()
    )
    return draft


@transaction.atomic
def publish(weighting: Weighting, *, by: User) -> Profile:
    """Make an immutable profile version of the weights; its organisation alone sees it."""
    require(by, Action.MANAGE, weighting.organisation)
    _open(weighting, by)
    if not weighting.judgements.exists():
        raise WrongState("nothing_judged", _("No level has been weighed yet."))
    if not open_to([weighting.organisation_id]).filter(framework=weighting.base.framework).exists():
        raise WrongState(
            "old_framework", _("The framework has a newer version; begin again on it.")
        )
    profile, _new = load.load_profile(tables_of(weighting), owner=weighting.organisation_id)
    Weighting.objects.filter(pk=weighting.pk).update(profile=profile)
    weighting.profile = profile
    return profile


def tables_of(weighting: Weighting) -> dict[str, Any]:
    """The profile's file: the base's with other weights, saying whose they are."""
    base = Profile.objects.select_related("framework").get(pk=weighting.base_id)
    own = {
        **tables_of_shares(weighting),
        "code": weighting.code,
        "version": str(weighting.version),
        "title": {"zh": weighting.name, "en": weighting.name},
        "description": _plain(_description(weighting, base)),
        "disclaimer": _plain(_disclaimer(weighting, base)),
    }
    return parsing.extend(base.definition, own)


def tables_of_shares(weighting: Weighting) -> dict[str, dict[str, float]]:
    """The shares of pillars, groups and indicators as they are judged at this moment."""
    base = weighting.base.parsed()
    nodes = nodes_of(weighting.base.framework.parsed(), base)
    return shares_of(weighting.method, nodes, judged(weighting), base)


def judged(weighting: Weighting) -> dict[str, list[Values]]:
    """The judgements by level."""
    found: dict[str, list[Values]] = {}
    for row in weighting.judgements.all():
        found.setdefault(row.node, []).append(row.values)
    return found


def _open(weighting: Weighting, by: User) -> None:
    """Refuse what may not, or can no longer, be changed; of two at once, one waits for the other."""
    require(by, Action.EDIT, weighting.organisation)
    row = Weighting.objects.select_for_update().filter(pk=weighting.pk, profile=None)
    if not list(row):
        raise WrongState("published", _("These weights are published and never change."))


def _description(weighting: Weighting, base: Profile) -> Text:
    organisation, experts = weighting.organisation.name, _experts(weighting)
    zh, en = {
        Weighting.Method.BUDGET: ("专家分配 100 分", "an expert budget of 100 points"),
        Weighting.Method.AHP: ("两两比较（AHP）", "pairwise comparison (AHP)"),
    }[Weighting.Method(weighting.method)]
    return Text(
        f"{organisation}以{zh}得出的权重，专家 {experts} 名；未评定的层级及其余内容同“{base.title_zh}”{base.version}。",
        f"Weights of {organisation} by {en}, experts: {experts}; levels that were not judged and all else as in “{base.title_en}” {base.version}.",
    )


def _disclaimer(weighting: Weighting, base: Profile) -> Text:
    name = weighting.organisation.name
    return Text(
        f"权重由{name}自行制定；锚点、门槛指标与等级是算衡的方法（{base.definition['method']}）。两者都不是信通院的规定；报告只给出指标与定义。",
        f"The weights are {name}'s own; anchors, gates and levels are SuanHeng's method ({base.definition['method']}). Neither is CAICT's; the report gives indicators and definitions only.",
    )


def _experts(weighting: Weighting) -> int:
    return weighting.judgements.values("expert").distinct().count()


def _plain(text: Text) -> Mapping[str, str]:
    return {"zh": text.zh, "en": text.en}
