"""Frameworks and profiles of an organisation: who sees them, who may use them, whose a code is."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from rest_framework.test import APIClient

from assess import workflow
from assess.models import Cluster, Organisation, Submission, User
from assess.permissions import Forbidden
from indicators import load
from indicators.faults import DefinitionError
from indicators.models import Framework, Profile
from tests.indicators.shipped import framework_tables, profile_tables

ClientOf = Callable[[User], Client]
OWN = "own-frame"


@pytest.fixture
def own(framework: Framework, organisation: Organisation) -> Profile:
    """A framework and a profile that the owner's organisation published."""
    load.load_framework({**framework_tables(), "code": OWN}, owner=organisation.pk)
    tables = {**profile_tables(), "framework": OWN}
    return load.load_profile(tables, owner=organisation.pk)[0]


@pytest.fixture
def own_profile(framework: Framework, organisation: Organisation) -> Profile:
    """A profile of the owner's organisation for everybody's framework."""
    tables = {**profile_tables(), "code": "own-weights"}
    return load.load_profile(tables, owner=organisation.pk)[0]


def seen(user: User) -> set[str]:
    return set(Framework.objects.visible_to(user).values_list("code", flat=True))


def test_an_organisation_sees_its_own_and_everybodys(
    own: Profile, owner: User, colleague: User, outsider: User, administrator: User
) -> None:
    assert seen(owner) == seen(colleague) == seen(administrator) == {"caict-2024", OWN}
    assert seen(outsider) == {"caict-2024"}


def test_an_assessor_sees_those_of_assigned_submissions(
    own: Profile, submission: Submission, assessor: User, administrator: User
) -> None:
    assert seen(assessor) == {"caict-2024"}
    workflow.assign(submission, assessor, by=administrator)
    assert seen(assessor) == {"caict-2024", OWN}


def test_pages_of_an_owned_framework_are_404_for_others(
    own: Profile, owner: User, outsider: User, client: Client, client_of: ClientOf
) -> None:
    for page in (f"/frameworks/{OWN}/", f"/frameworks/{OWN}/P01/"):
        assert client_of(owner).get(page).status_code == 200
        assert client_of(outsider).get(page).status_code == 404
        assert client.get(page).status_code == 404
    assert OWN not in client_of(outsider).get("/frameworks/").content.decode()
    assert OWN in client_of(owner).get("/frameworks/").content.decode()


def test_pages_name_an_owned_profile_only_to_its_organisation(
    own_profile: Profile, owner: User, outsider: User, client_of: ClientOf
) -> None:
    address = "/frameworks/method/?profile=own-weights"
    assert client_of(owner).get(address).status_code == 200
    assert client_of(outsider).get(address).status_code == 404
    assert "own-weights" not in client_of(outsider).get("/frameworks/method/").content.decode()


def api_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_rest_tells_of_owned_versions_only_to_their_organisation(
    own: Profile, own_profile: Profile, owner: User, outsider: User
) -> None:
    def told(user: User) -> tuple[set[str], int, set[str]]:
        client = api_of(user)
        rows: Any = client.get("/api/v1/frameworks/").json()["results"]
        profiles = client.get("/api/v1/frameworks/caict-2024/").json()["profiles"]
        single = client.get(f"/api/v1/frameworks/{OWN}/").status_code
        return {row["code"] for row in rows}, single, {row["code"] for row in profiles}

    codes, single, profiles = told(owner)
    assert (codes, single) == ({"caict-2024", OWN}, 200)
    assert "own-weights" in profiles
    codes, single, profiles = told(outsider)
    assert (codes, single) == ({"caict-2024"}, 404)
    assert "own-weights" not in profiles


def test_a_profile_of_one_organisation_scores_no_cluster_of_another(
    own: Profile, cluster: Cluster, other_organisation: Organisation, administrator: User
) -> None:
    period = {"title": "2025", "period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    theirs = workflow.create_cluster(other_organisation, by=administrator, name="二号")
    with pytest.raises(Forbidden):
        workflow.create_submission(theirs, by=administrator, profile=own, **period)
    opened = workflow.create_submission(cluster, by=administrator, profile=own, **period)
    assert opened.framework.code == OWN


def refused(
    publish: Callable[..., object], tables: dict[str, Any], owner: UUID | None
) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as refusal:
        publish(tables, owner=owner)
    return [(fault.code, fault.path) for fault in refusal.value.faults]


def test_a_code_belongs_to_whoever_published_it_first(
    own: Profile, other_organisation: Organisation
) -> None:
    newer = {**framework_tables(), "code": OWN, "version": "9"}
    taken = [("taken_code", "code")]
    for owner in (other_organisation.pk, None):
        assert refused(load.load_framework, newer, owner) == taken
    shipped = {**framework_tables(), "version": "9"}
    assert refused(load.load_framework, shipped, own.owner) == taken


def test_the_code_of_a_profile_belongs_to_whoever_published_it_first(
    own_profile: Profile, other_organisation: Organisation
) -> None:
    newer = {**profile_tables(), "code": "own-weights", "version": "9"}
    taken = [("taken_code", "code")]
    for owner in (other_organisation.pk, None):
        assert refused(load.load_profile, newer, owner) == taken


def test_a_profile_is_not_published_for_a_framework_that_its_owner_does_not_see(
    own: Profile, other_organisation: Organisation
) -> None:
    tables = {**profile_tables(), "framework": OWN, "code": "theirs"}
    unknown = [("unknown_name", "framework")]
    for owner in (other_organisation.pk, None):
        assert refused(load.load_profile, tables, owner) == unknown


def test_a_new_assessment_offers_every_visible_framework_version_and_takes_the_newest(
    own: Profile, owner: User, outsider: User, cluster: Cluster, client_of: ClientOf
) -> None:
    load.load_framework({**framework_tables(), "version": "9.0"})
    newest, _ = load.load_profile(profile_tables())
    form = client_of(owner).get("/submissions/new/").context["form"]
    offered = {row.framework.version for row in form.fields["profile"].queryset}
    labels = " ".join(str(label) for _, label in form.fields["profile"].choices)
    assert offered == {own.framework.version, "9.0"}
    assert form.initial["profile"] == newest
    assert "（2024 年） 9.0" in labels or "(2024) 9.0" in labels
    foreign = (
        client_of(outsider).get("/submissions/new/").context["form"].fields["profile"].queryset
    )
    assert own not in foreign
    assert own in form.fields["profile"].queryset
