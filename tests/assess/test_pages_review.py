"""Checks and decisions on the pages: what everybody reads, and what an assessor decides there."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assess import workflow
from assess.models import Submission, User
from tests.assess.test_review import IMPOSSIBLE, ODD, give, hand_in, state_absent

Browser = Callable[[User], Client]


@pytest.fixture
def odd(submission: Submission, assessor: User, administrator: User) -> Submission:
    """A submitted assessment with a warning and a statement to decide, assigned to the assessor."""
    give(submission, ODD)
    state_absent(submission)
    workflow.assign(submission, assessor, by=administrator)
    return hand_in(submission)


def page(client: Client, name: str, submission: Submission) -> str:
    return client.get(reverse(name, args=[submission.pk])).content.decode()


def decide(client: Client, submission: Submission, **sent: str) -> int:
    path = reverse("submission_review", args=[submission.pk])
    fields = {name.replace("note_", "note-"): text for name, text in sent.items()}
    return client.post(path, fields).status_code


def test_an_assessor_decides_on_the_page_and_finalises(
    client_of: Browser, assessor: User, odd: Submission
) -> None:
    client = client_of(assessor)
    assert "disabled" in page(client, "submission_finalise", odd)
    decide(client, odd, act="accept:CK4", note_CK4="事后定位")
    decide(client, odd, act="approve_all")
    assert "事后定位" in page(client, "submission_review", odd)
    assert 'button primary" disabled' not in page(client, "submission_finalise", odd)
    client.post(reverse("submission_finalise", args=[odd.pk]))
    assert Submission.objects.get().state == Submission.State.FINAL


def test_a_refusal_is_told_with_its_reason(
    client_of: Browser, assessor: User, owner: User, odd: Submission
) -> None:
    client = client_of(assessor)
    decide(client, odd, act="refuse:T05-4")
    assert odd.answers.get().decision == ""
    path = reverse("submission_review", args=[odd.pk])
    client.post(path, {"act": "refuse:T05-4", "note-T05-4": "有两处机房"})
    assert "有两处机房" in page(client_of(owner), "submission_review", odd)


def test_those_who_do_not_judge_see_no_buttons_and_decide_nothing(
    client_of: Browser, owner: User, colleague: User, outsider: User, odd: Submission
) -> None:
    for person, status in ((owner, 403), (colleague, 403), (outsider, 404)):
        client = client_of(person)
        assert decide(client, odd, act="accept:CK4", note_CK4="因为") == status
        assert 'name="act"' not in page(client, "submission_review", odd)
    assert not odd.acceptances.exists()


def test_an_unassigned_assessor_finds_nothing(client_of: Browser, odd: Submission) -> None:
    client = client_of(User.objects.create_user("unassigned"))
    assert decide(client, odd, act="approve_all") == 404


def test_an_unknown_act_is_not_found(client_of: Browser, assessor: User, odd: Submission) -> None:
    assert decide(client_of(assessor), odd, act="forget:CK4") == 404


def test_handing_in_lists_what_is_impossible_with_links_to_the_form(
    client_of: Browser, owner: User, submission: Submission
) -> None:
    give(submission, IMPOSSIBLE)
    html = page(client_of(owner), "submission_submit", submission)
    assert "CK8" in html
    assert f"{reverse('submission_form', args=[submission.pk])}#P12" in html
    client_of(owner).post(reverse("submission_submit", args=[submission.pk]))
    assert Submission.objects.get().state == Submission.State.DRAFT


def test_the_dashboard_and_the_indicator_tell_the_checks(
    client_of: Browser, owner: User, odd: Submission
) -> None:
    client = client_of(owner)
    assert "CK4" in page(client, "dashboard", odd)
    path = reverse("indicator_explained", args=[odd.pk, "P20"])
    assert "CK4" in client.get(path).content.decode()


def test_the_page_of_checks_needs_few_queries(
    client_of: Browser,
    assessor: User,
    odd: Submission,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    client = client_of(assessor)
    page(client, "submission_review", odd)
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        page(client, "submission_review", odd)


def test_a_finding_stands_beside_the_fields_as_soon_as_the_number_is_saved(
    client_of: Browser, owner: User, submission: Submission
) -> None:
    client = client_of(owner)
    give(submission, {"mean_time_to_locate": 25})
    path = reverse("submission_indicator", args=[submission.pk, "P20"])
    sent = {"v-mean_time_to_recover": "12", "u-mean_time_to_recover": "min"}
    html = client.post(path, sent, headers={"HX-Request": "true"}).content.decode()
    for code in ("P19", "P20"):
        beside = html.split(f'id="f-{code}"')[1].split('id="f-')[0]
        assert "12" in beside
        assert "25" in beside
    assert "alert warn" in page(client, "submission_form", submission)


def test_a_criterion_may_have_an_evidence_class_of_its_own(
    client_of: Browser, owner: User, submission: Submission
) -> None:
    path = reverse("submission_indicator", args=[submission.pk, "T05"])
    client_of(owner).post(path, {"e-T05": "E1", "e-T05-1": "E3"})
    found = {row.item: row.evidence for row in submission.answers.all()}
    assert found == {"T05": "E1", "T05-1": "E3"}


def test_a_draft_marks_what_is_not_yet_approved(
    client_of: Browser, owner: User, submission: Submission
) -> None:
    state_absent(submission)
    html = page(client_of(owner), "submission_form", submission)
    assert "not yet approved" in html or "尚未批准" in html
