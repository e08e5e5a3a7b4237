"""Every page of this part, asked for by everybody: a stranger learns nothing, not even that it exists."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from assess import plans, weightings, workflow
from assess.models import Organisation, Submission, User, Weighting
from assess.urls import urlpatterns
from tests.files import given, own_files, sent  # noqa: F401 - own_files is a fixture

ORDER = {"params": 175e9, "tokens": 3500e9, "days": 50, "utilisation": 0.4, "card_tflops": 300}
KINDS = ("organisation", "cluster", "submission", "plan", "job", "weighting", "evidence")
NAMES = [
    route.name
    for route in urlpatterns
    if "<uuid:pk>" in str(route.pattern) and str(route.name).startswith(KINDS)
]
OPEN = [route.name for route in urlpatterns if "<" not in str(route.pattern)]
MANAGE = {"organisation_accounts", "organisation_webhooks"}
REVIEW = {"submission_return", "submission_finalise"}
POSTED = {
    "organisation_admit", "organisation_account_token", "organisation_account_close",
    "organisation_account_revoke", "submission_assign", "submission_profile",
    "submission_derived_undo", "submission_plan_attach", "submission_plan_detach", "submission_plan_adopt",
    "submission_evidence_again", "evidence_again", "evidence_out", "evidence_back",
    "weighting_publish", "weighting_revise", "weighting_discard", "weighting_forget", "weighting_try",
}  # fmt: skip


def _weighting(submission: Submission, by: User) -> Weighting:
    """A draft of weights of the submission's organisation."""
    return weightings.open_weighting(
        submission.cluster.organisation, by=by, name="权重", base=submission.profile, method="ahp"
    )


@pytest.fixture
def addresses(submission: Submission, organisation: Organisation, owner: User) -> dict[str, str]:
    """The address of something of the owner's, by the name of the page."""
    plan, job = plans.order_plan(name="规划", order=ORDER, by=owner, organisation=organisation)
    of: dict[str, UUID] = {
        "organisation": organisation.pk,
        "cluster": submission.cluster_id,
        "submission": submission.pk,
        "plan": plan.pk,
        "job": job.pk,
        "weighting": _weighting(submission, owner).pk,
        "evidence": sent(submission, owner, given("a.txt", b"x"))[0].pk,
    }
    pages = {name: [of[str(name).split("_")[0]]] for name in NAMES}
    more = {
        "submission_indicator": ["P01"],
        "submission_checklist": ["platform-training"],
        "organisation_account_token": ["1"],
        "organisation_account_close": ["1"],
        "organisation_account_revoke": ["0123456789abcde"],
        "weighting_node": ["overall"],
        "weighting_try": ["overall"],
    }
    return {
        str(name): reverse(name, args=[*key, *more.get(str(name), [])])
        for name, key in pages.items()
    }


def status_of(answer: Any) -> int:
    """The status of an answer; a file is read to its end, which closes it."""
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return int(answer.status_code)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_finds_nothing(
    client_of: Callable[[User], Client], outsider: User, addresses: dict[str, str], method: str
) -> None:
    ask = getattr(client_of(outsider), method)
    wanted = {
        name: path for name, path in addresses.items() if method == "post" or name not in POSTED
    }
    answers = {name: ask(path).status_code for name, path in wanted.items()}
    assert answers == dict.fromkeys(wanted, 404)


def test_owner_and_colleague_see_all_but_what_assessors_do(
    client_of: Callable[[User], Client], owner: User, colleague: User, addresses: dict[str, str]
) -> None:
    for person in (owner, colleague):
        browser = client_of(person)
        for name in set(addresses) - POSTED:
            manages = person == owner or name not in MANAGE
            expected = 200 if manages and name not in REVIEW else 403
            assert status_of(browser.get(addresses[name], follow=True)) == expected, name


def test_an_assessor_sees_what_is_assigned_and_edits_nothing(
    client_of: Callable[[User], Client],
    assessor: User,
    administrator: User,
    submission: Submission,
    addresses: dict[str, str],
) -> None:
    workflow.assign(submission, assessor, by=administrator)
    browser = client_of(assessor)
    refused = {"cluster_edit", "submission_submit", "submission_withdraw", *MANAGE}
    hidden = {"plan_detail", "job_status", "weighting_detail", "weighting_node"}
    for name in set(addresses) - POSTED:
        expected = 403 if name in refused else 404 if name in hidden else 200
        assert status_of(browser.get(addresses[name], follow=True)) == expected, name


def test_an_administrator_sees_everything(
    client_of: Callable[[User], Client], administrator: User, addresses: dict[str, str]
) -> None:
    browser = client_of(administrator)
    for name in set(addresses) - POSTED:
        assert status_of(browser.get(addresses[name], follow=True)) == 200, name


def test_nobody_comes_in_without_signing_in(addresses: dict[str, str], client: Client) -> None:
    every = [*addresses.values(), *(reverse(name) for name in OPEN)]
    assert {client.get(path).status_code for path in every} == {302}


def test_lists_show_only_what_is_ones_own(
    client_of: Callable[[User], Client], outsider: User, submission: Submission
) -> None:
    browser = client_of(outsider)
    for name in ("organisation_list", "submission_list", "plan_list"):
        html = browser.get(reverse(name)).content.decode()
        assert "星海" not in html
        assert submission.title not in html


def test_a_cluster_cannot_be_made_for_another_organisation(
    client_of: Callable[[User], Client], outsider: User, organisation: Organisation
) -> None:
    sent = {"organisation": organisation.pk, "name": "越权"}
    assert client_of(outsider).post(reverse("cluster_new"), sent).status_code == 422
    assert not organisation.clusters.exists()


def test_a_submission_cannot_be_opened_for_a_foreign_cluster(
    client_of: Callable[[User], Client], outsider: User, submission: Submission
) -> None:
    sent = {
        "cluster": submission.cluster_id,
        "title": "越权",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
    }
    assert client_of(outsider).post(reverse("submission_new"), sent).status_code == 422
    assert Submission.objects.count() == 1
