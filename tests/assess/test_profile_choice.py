"""Which profile an assessment takes: chosen when it is opened, changed while it is a draft, kept afterwards."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from assess import profiles, workflow
from assess.models import Cluster, Membership, Organisation, Submission, User
from assess.permissions import Forbidden, WrongState
from indicators import load
from indicators.models import Framework, Profile
from tests.indicators.shipped import profile_tables

ClientOf = Callable[[User], Client]
PERIOD = {"period_start": "2025-01-01", "period_end": "2025-12-31"}


@pytest.fixture
def own(framework: Framework, organisation: Organisation) -> Profile:
    """A profile of the owner's organisation."""
    tables = {**profile_tables(), "code": "own-weights"}
    return load.load_profile(tables, owner=organisation.pk)[0]


def profile(code: str) -> Profile:
    return Profile.objects.get(code=code)


def api_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def codes(*organisations: Organisation) -> list[str]:
    return [row.code for row in profiles.open_to([item.pk for item in organisations])]


def test_everybodys_profiles_come_first_and_foreign_ones_not_at_all(
    own: Profile, organisation: Organisation, other_organisation: Organisation
) -> None:
    shipped = codes(other_organisation)
    assert shipped[0] == "default"
    assert set(shipped) == {"default", "equal", "inference", "training"}
    assert codes(organisation) == [*shipped, "own-weights"]


def test_only_the_newest_version_is_offered(own: Profile, organisation: Organisation) -> None:
    tables = {**profile_tables(), "code": "own-weights", "version": "2"}
    newer, _new = load.load_profile(tables, owner=organisation.pk)
    assert own not in profiles.open_to([organisation.pk])
    assert profiles.named("own-weights", "caict-2024", organisation.pk) == newer


def test_a_new_assessment_takes_the_chosen_profile(
    own: Profile, cluster: Cluster, owner: User, client_of: ClientOf
) -> None:
    sent = {"cluster": cluster.pk, "title": "自定义", "profile": own.pk, **PERIOD}
    assert client_of(owner).post(reverse("submission_new"), sent).status_code == 302
    assert Submission.objects.get().profile == own


def test_the_page_offers_the_default_profile_first(
    cluster: Cluster, owner: User, client_of: ClientOf
) -> None:
    page = client_of(owner).get(reverse("submission_new")).content.decode()
    assert f'<option value="{profile("default").pk}" selected>' in page


def test_a_foreign_profile_cannot_be_chosen(
    own: Profile, outsider: User, other_organisation: Organisation, client_of: ClientOf
) -> None:
    cluster = workflow.create_cluster(other_organisation, by=outsider, name="别处")
    sent = {"cluster": cluster.pk, "title": "越权", "profile": own.pk, **PERIOD}
    assert client_of(outsider).post(reverse("submission_new"), sent).status_code == 422
    with pytest.raises(Forbidden):
        workflow.create_submission(
            cluster, by=outsider, title="x", period_start=date(2025, 1, 1),
            period_end=date(2025, 2, 1), profile=own,
        )  # fmt: skip


def test_a_profile_goes_only_with_its_own_organisations_clusters(
    own: Profile, owner: User, other_organisation: Organisation, client_of: ClientOf
) -> None:
    Membership.objects.create(user=owner, organisation=other_organisation, role="editor")
    cluster = workflow.create_cluster(other_organisation, by=owner, name="别处")
    sent = {"cluster": cluster.pk, "title": "错配", "profile": own.pk, **PERIOD}
    assert client_of(owner).post(reverse("submission_new"), sent).status_code == 422


def test_a_draft_changes_its_profile_and_says_so(
    submission: Submission, colleague: User, client_of: ClientOf
) -> None:
    address = reverse("submission_profile", args=[submission.pk])
    client_of(colleague).post(address, {"profile": profile("training").pk})
    submission.refresh_from_db()
    assert submission.profile.code == "training"
    event = submission.events.get(verb="profile")
    assert (event.actor, event.note) == (colleague, "default 1.1 → training 1.1")


def test_the_same_profile_again_is_no_change(submission: Submission, owner: User) -> None:
    workflow.change_profile(submission, profile("default"), by=owner)
    assert not submission.events.filter(verb="profile").exists()


def test_what_was_handed_in_keeps_its_profile(submission: Submission, owner: User) -> None:
    workflow.submit(submission, by=owner)
    with pytest.raises(WrongState):
        workflow.change_profile(submission, profile("training"), by=owner)
    submission.refresh_from_db()
    assert submission.profile.code == "default"


def test_a_viewer_changes_no_profile(
    submission: Submission, assessor: User, organisation: Organisation, client_of: ClientOf
) -> None:
    Membership.objects.create(user=assessor, organisation=organisation, role="viewer")
    address = reverse("submission_profile", args=[submission.pk])
    response = client_of(assessor).post(address, {"profile": profile("training").pk})
    assert response.status_code == 403


def test_over_rest_a_profile_is_chosen_by_its_code(own: Profile, cluster: Cluster, owner: User) -> None:  # fmt: skip
    sent = {"cluster": cluster.pk, "title": "x", "profile": "own-weights", **PERIOD}
    answer = api_of(owner).post("/api/v1/submissions/", sent, format="json")
    assert (answer.status_code, answer.json()["profile"]) == (201, "own-weights")


def test_over_rest_a_draft_changes_its_profile(submission: Submission, owner: User) -> None:
    address = f"/api/v1/submissions/{submission.pk}/"
    answer = api_of(owner).patch(address, {"profile": "inference"}, format="json")
    assert answer.json()["profile"] == "inference"
    assert submission.events.filter(verb="profile").exists()


@pytest.mark.parametrize("code", ["own-weights", "nothing"])
def test_over_rest_a_foreign_code_is_as_unknown_as_a_wrong_one(
    own: Profile, outsider: User, other_organisation: Organisation, code: str
) -> None:
    cluster = workflow.create_cluster(other_organisation, by=outsider, name="别处")
    sent = {"cluster": cluster.pk, "title": "x", "profile": code, **PERIOD}
    answer = api_of(outsider).post("/api/v1/submissions/", sent, format="json")
    assert answer.status_code == 400
    fault = answer.json()["errors"][0]
    assert (fault["field"], fault["found"], fault["code"]) == ("profile", code, "does_not_exist")
