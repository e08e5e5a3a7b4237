"""Weights of an organisation's own: judged level by level, refused where they contradict, published once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assess import profiles, weightings, workflow
from assess.models import Membership, Organisation, Submission, User, Weighting
from assess.permissions import Forbidden, WrongState
from assess.scoring.weighting import Node, nodes_of
from indicators.models import Framework, Profile

ClientOf = Callable[[User], Client]
CONSISTENT = {"3": ("P-system:P-compute", "P-system:P-storage")}


@pytest.fixture
def default(framework: Framework) -> Profile:
    """The newest default profile."""
    found = profiles.named("default", "caict-2024", framework.pk)
    assert found is not None
    return found


@pytest.fixture
def budget(default: Profile, organisation: Organisation, owner: User) -> Weighting:
    """A draft judged by points."""
    return weightings.open_weighting(
        organisation, by=owner, name="推理优先", base=default, method="budget"
    )


@pytest.fixture
def pairs(default: Profile, organisation: Organisation, owner: User) -> Weighting:
    """A draft judged in pairs."""
    return weightings.open_weighting(
        organisation, by=owner, name="两两比较", base=default, method="ahp"
    )


def level(weighting: Weighting, code: str) -> Node:
    nodes = nodes_of(weighting.base.framework.parsed(), weighting.base.parsed())
    return next(node for node in nodes if node.code == code)


def address(weighting: Weighting, code: str, name: str = "weighting_node") -> str:
    return reverse(name, args=[weighting.pk, code])


def english(client: Client, path: str, sent: dict[str, Any] | None = None) -> Any:
    header = {"accept-language": "en"}
    return client.get(path, headers=header) if sent is None else client.post(path, sent, headers=header)  # fmt: skip


def test_levels_are_pillars_groups_and_indicators_that_have_siblings(budget: Weighting) -> None:
    codes = [node.code for node in nodes_of(budget.base.framework.parsed(), budget.base.parsed())]
    assert codes[:3] == ["overall", "pillar-capability", "pillar-performance"]
    assert "group-T-operations" not in codes  # T14 stands alone
    assert len(codes) == 3 + 10


def test_points_are_kept_and_the_next_level_is_asked(
    budget: Weighting, owner: User, client_of: ClientOf
) -> None:
    sent = {"w-capability": "30", "w-performance": "70"}
    response = client_of(owner).post(address(budget, "overall"), sent)
    assert response["Location"].startswith(address(budget, "pillar-capability"))
    assert budget.judgements.get().values == {"capability": 30, "performance": 70}


def test_points_that_do_not_add_up_are_refused_and_stay_as_typed(
    budget: Weighting, owner: User, client_of: ClientOf
) -> None:
    sent = {"w-capability": "30", "w-performance": "60"}
    response = english(client_of(owner), address(budget, "overall"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "add up to 90; 10 are still to be given out" in page
    assert 'value="60"' in page
    assert not budget.judgements.exists()


@pytest.mark.parametrize("bad", ["0", "-5", "viel", "nan"])
def test_what_is_no_number_above_zero_is_named(
    budget: Weighting, owner: User, client_of: ClientOf, bad: str
) -> None:
    sent = {"w-capability": "100", "w-performance": bad}
    response = english(client_of(owner), address(budget, "overall"), sent)
    assert response.status_code == 422
    assert f"“{bad}” is no number of points above zero" in response.content.decode()


def test_a_sum_is_told_while_it_is_typed_and_nothing_is_kept(
    budget: Weighting, owner: User, client_of: ClientOf
) -> None:
    sent = {"w-capability": "30", "w-performance": "71"}
    page = english(client_of(owner), address(budget, "overall", "weighting_try"), sent)
    assert "101 / 100" in page.content.decode()
    assert not budget.judgements.exists()


def test_comparisons_that_agree_are_kept(
    pairs: Weighting, owner: User, client_of: ClientOf
) -> None:
    node = level(pairs, "group-T-compute")
    sent = dict(zip((f"w-{a}:{b}" for a, b in node.pairs), ("3", "5", "3"), strict=True))
    assert client_of(owner).post(address(pairs, node.code), sent).status_code == 302
    shares = weightings.tables_of_shares(pairs)["indicators"]
    assert [shares[code] for code in node.items] == pytest.approx([63.6986, 25.8285, 10.4729], abs=1e-3)  # fmt: skip


def test_comparisons_that_contradict_are_refused_with_the_pair_named(
    pairs: Weighting, owner: User, client_of: ClientOf
) -> None:
    node = level(pairs, "pillar-capability")
    sent = {f"w-{one}:{other}": "1" for one, other in node.pairs}
    sent["w-T-compute:T-storage"] = "9"
    response = english(client_of(owner), address(pairs, node.code), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Compute is extremely more important than Storage (9)" in page
    assert "Compute and Storage are equally important (1)" in page
    assert "CR would then be 0.000" in page
    assert not pairs.judgements.exists()


def test_every_pair_must_be_judged(pairs: Weighting, owner: User, client_of: ClientOf) -> None:
    sent = {"w-T01:T02": "3"}
    response = english(client_of(owner), address(pairs, "group-T-compute"), sent)
    assert response.status_code == 422
    assert "2 entries are missing" in response.content.decode()


def test_experts_count_the_same(budget: Weighting, owner: User, colleague: User) -> None:
    node = level(budget, "overall")
    weightings.judge(budget, node, {"capability": 20, "performance": 80}, by=owner, expert="甲")
    weightings.judge(budget, node, {"capability": 60, "performance": 40}, by=colleague, expert="乙")
    assert weightings.tables_of_shares(budget)["pillars"] == pytest.approx(
        {"capability": 40, "performance": 60}
    )
    weightings.forget(budget, by=owner, expert="乙")
    assert weightings.tables_of_shares(budget)["pillars"]["capability"] == pytest.approx(20)


def published(weighting: Weighting, by: User) -> Profile:
    node = level(weighting, "overall")
    weightings.judge(weighting, node, {"capability": 30, "performance": 70}, by=by, expert="甲")
    return weightings.publish(weighting, by=by)


def test_a_published_profile_takes_all_but_the_judged_weights_from_its_base(
    budget: Weighting, default: Profile, owner: User, organisation: Organisation
) -> None:
    profile = published(budget, owner)
    assert (profile.owner, profile.version, profile.title.zh) == (organisation.pk, "1", "推理优先")
    parsed, base = profile.parsed(), default.parsed()
    assert parsed.pillars == {"capability": 30, "performance": 70}
    assert (parsed.groups, parsed.indicators) == (base.groups, base.indicators)
    assert (parsed.anchors, parsed.levels, parsed.gates) == (base.anchors, base.levels, base.gates)
    assert parsed.disclaimer is not None
    assert organisation.name in parsed.disclaimer.zh
    assert len(profile.digest) == 64


def test_what_is_published_never_changes(budget: Weighting, owner: User) -> None:
    published(budget, owner)
    node = level(budget, "overall")
    for act in (
        lambda: weightings.judge(budget, node, {"capability": 50, "performance": 50}, by=owner, expert="甲"),
        lambda: weightings.discard(budget, by=owner),
        lambda: weightings.publish(budget, by=owner),
    ):  # fmt: skip
        with pytest.raises(WrongState):
            act()


def test_the_next_version_starts_from_the_same_judgements(budget: Weighting, owner: User) -> None:
    first = published(budget, owner)
    draft = weightings.revise(budget, by=owner)
    assert draft.judgements.get().values == {"capability": 30, "performance": 70}
    with pytest.raises(WrongState):
        weightings.revise(budget, by=owner)
    node = level(draft, "overall")
    weightings.judge(draft, node, {"capability": 40, "performance": 60}, by=owner, expert="甲")
    second = weightings.publish(draft, by=owner)
    assert (second.code, second.version) == (first.code, "2")
    assert profiles.named(first.code, first.framework, budget.organisation_id) == second


def test_nothing_judged_is_nothing_to_publish(budget: Weighting, owner: User) -> None:
    with pytest.raises(WrongState):
        weightings.publish(budget, by=owner)


def test_an_assessment_can_take_the_published_profile(
    budget: Weighting, submission: Submission, owner: User
) -> None:
    profile = published(budget, owner)
    workflow.change_profile(submission, profile, by=owner)
    assert submission.profile == profile


def test_only_an_owner_publishes(budget: Weighting, colleague: User) -> None:
    with pytest.raises(Forbidden):
        weightings.publish(budget, by=colleague)


PAGES = ("weighting_detail",)
POSTS = ("weighting_publish", "weighting_revise", "weighting_discard", "weighting_forget")


def test_an_outsider_and_an_assessor_find_no_draft(
    budget: Weighting, submission: Submission, outsider: User, assessor: User,
    administrator: User, client_of: ClientOf,
) -> None:  # fmt: skip
    workflow.assign(submission, assessor, by=administrator)
    for person in (outsider, assessor):
        client = client_of(person)
        assert client.get(reverse("weighting_detail", args=[budget.pk])).status_code == 404
        assert client.get(address(budget, "overall")).status_code == 404
        for name in POSTS:
            assert client.post(reverse(name, args=[budget.pk])).status_code == 404
        assert budget.name not in client.get(reverse("weighting_list")).content.decode()


def test_only_its_organisation_and_administrators_see_what_was_published(
    budget: Weighting, owner: User, outsider: User, administrator: User, client_of: ClientOf
) -> None:
    page = reverse("profile_effect", args=[published(budget, owner).pk])
    for person, status in ((owner, 200), (administrator, 200), (outsider, 404)):
        assert client_of(person).get(page).status_code == status


def test_an_assessor_sees_what_was_published(
    budget: Weighting, submission: Submission, assessor: User, administrator: User,
    client_of: ClientOf,
) -> None:  # fmt: skip
    page = reverse("profile_effect", args=[published(budget, administrator).pk])
    assert client_of(assessor).get(page).status_code == 404
    workflow.assign(submission, assessor, by=administrator)
    assert client_of(assessor).get(page).status_code == 200


def test_a_viewer_reads_and_changes_nothing(
    budget: Weighting, organisation: Organisation, assessor: User, client_of: ClientOf
) -> None:
    Membership.objects.create(user=assessor, organisation=organisation, role="viewer")
    client = client_of(assessor)
    assert client.get(reverse("weighting_detail", args=[budget.pk])).status_code == 200
    assert client.get(address(budget, "overall")).status_code == 200
    sent = {"w-capability": "30", "w-performance": "70"}
    assert client.post(address(budget, "overall"), sent).status_code == 403
    for name in ("weighting_publish", "weighting_revise", "weighting_discard", "weighting_forget"):
        assert client.post(reverse(name, args=[budget.pk])).status_code == 403


def test_a_colleague_begins_weights_in_the_browser(
    default: Profile, organisation: Organisation, colleague: User, client_of: ClientOf
) -> None:
    sent = {
        "name": "本所权重",
        "organisation": organisation.pk,
        "base": default.pk,
        "method": "ahp",
    }
    response = client_of(colleague).post(reverse("weighting_new"), sent)
    weighting = Weighting.objects.get()
    assert response["Location"] == reverse("weighting_detail", args=[weighting.pk])
    assert (weighting.method, weighting.is_open) == ("ahp", True)


def test_weights_cannot_be_begun_for_another_organisation(
    default: Profile, organisation: Organisation, outsider: User, client_of: ClientOf
) -> None:
    sent = {"name": "越权", "organisation": organisation.pk, "base": default.pk, "method": "ahp"}
    assert client_of(outsider).post(reverse("weighting_new"), sent).status_code == 422
    assert not Weighting.objects.exists()


def test_pages_need_few_queries(
    budget: Weighting, owner: User, client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(owner)
    for page in (
        reverse("weighting_list"),
        reverse("weighting_detail", args=[budget.pk]),
        address(budget, "overall"),
    ):
        with django_assert_max_num_queries(14):
            assert client.get(page).status_code == 200
