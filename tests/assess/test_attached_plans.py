"""A plan attached to a submission: page, preview of P06, inputs taken over with road and source, who may."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assess import attached_plans, kept_plans, plans, workflow
from assess.api import examples
from assess.models import CapacityPlan, Membership, Organisation, Submission, User
from assess.permissions import Forbidden, WrongState

ClientOf = Callable[[User], Client]
RunJobs = Callable[[], int]


@pytest.fixture
def plan(owner: User, organisation: Organisation, run_jobs: RunJobs) -> CapacityPlan:
    """The report's example, computed."""
    found, _job = plans.order_plan(**examples.PLAN.value, by=owner, organisation=organisation)
    run_jobs()
    found.refresh_from_db()
    return found


def page(client: Client, submission: Submission) -> str:
    return client.get(reverse("submission_plan", args=[submission.pk])).content.decode()


def test_figures_are_taken_over_by_their_own_road_and_say_where_they_come_from(
    submission: Submission, plan: CapacityPlan, owner: User
) -> None:
    attached_plans.attach_plan(submission, plan, by=owner)
    attached_plans.adopt_plan(submission, by=owner)
    rows = {row.input: row for row in submission.measurements.all()}
    assert {code: row.value for code, row in rows.items()} == {
        "plan_params": 175e9, "plan_tokens": 3500e9, "plan_days": 50, "plan_utilisation": 0.4,
    }  # fmt: skip
    assert {row.road for row in rows.values()} == {"plan"}
    assert "175B in 50 days" in rows["plan_utilisation"].source
    assert "A6" in rows["plan_utilisation"].source


def test_the_preview_is_what_taking_over_then_gives(
    submission: Submission, plan: CapacityPlan, owner: User
) -> None:
    attached_plans.attach_plan(submission, plan, by=owner)
    preview = attached_plans.adoption(submission, plan)
    assert preview is not None
    assert [item.before.code for item in preview.effects] == ["P06"]
    assert preview.effects[0].before.score is None
    attached_plans.adopt_plan(submission, by=owner)
    again = attached_plans.adoption(submission, plan)
    assert again is not None
    assert again.effects[0].before == preview.effects[0].after


def test_the_page_tells_needs_and_gaps_in_both_languages(
    submission: Submission, plan: CapacityPlan, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    attached_plans.attach_plan(submission, plan, by=owner)
    assert "2,835.6" in page(client, submission)
    client.cookies["django_language"] = "en"
    assert "not met" in page(client, submission)


@pytest.fixture
def readers(
    submission: Submission, organisation: Organisation, assessor: User, administrator: User
) -> list[User]:
    """A viewer of the organisation, and the assessor."""
    viewer = User.objects.create_user("viewer", password="secret")
    Membership.objects.create(user=viewer, organisation=organisation, role="viewer")
    workflow.assign(submission, assessor, by=administrator)
    return [viewer, assessor]


def test_editors_attach_and_viewers_and_assessors_read(
    submission: Submission,
    plan: CapacityPlan,
    colleague: User,
    readers: list[User],
    client_of: ClientOf,
) -> None:
    attached_plans.attach_plan(submission, plan, by=colleague)
    for user in readers:
        assert "175B in 50 days" in page(client_of(user), submission)
        with pytest.raises(Forbidden):
            attached_plans.adopt_plan(submission, by=user)


def test_outsiders_find_neither_page_nor_plan(
    submission: Submission, plan: CapacityPlan, outsider: User, client_of: ClientOf
) -> None:
    client = client_of(outsider)
    assert client.get(reverse("submission_plan", args=[submission.pk])).status_code == 404
    answer = client.post(reverse("submission_plan_attach", args=[submission.pk]), {"plan": plan.pk})
    assert answer.status_code == 404


def test_a_plan_that_one_does_not_see_is_not_attached(
    submission: Submission, plan: CapacityPlan, owner: User, colleague: User, client_of: ClientOf
) -> None:
    kept_plans.change_plan(plan, by=owner, organisation=None)
    with pytest.raises(Forbidden):
        attached_plans.attach_plan(submission, plan, by=colleague)
    answer = client_of(colleague).post(
        reverse("submission_plan_attach", args=[submission.pk]), {"plan": plan.pk}
    )
    assert answer.status_code == 404


def test_a_detached_plan_leaves_the_inputs(
    submission: Submission, plan: CapacityPlan, owner: User
) -> None:
    attached_plans.attach_plan(submission, plan, by=owner)
    attached_plans.adopt_plan(submission, by=owner)
    attached_plans.detach_plan(submission, by=owner)
    assert submission.measurements.count() == 4
    with pytest.raises(WrongState, match=r"."):
        attached_plans.detach_plan(submission, by=owner)


def test_a_submission_that_was_handed_in_keeps_its_plan(
    submission: Submission, plan: CapacityPlan, owner: User
) -> None:
    attached_plans.attach_plan(submission, plan, by=owner)
    workflow.submit(submission, by=owner)
    with pytest.raises(WrongState):
        attached_plans.detach_plan(submission, by=owner)


def test_a_plan_in_the_bin_is_no_longer_held_against(
    submission: Submission, plan: CapacityPlan, owner: User
) -> None:
    attached_plans.attach_plan(submission, plan, by=owner)
    kept_plans.discard_plan(plan, by=owner)
    assert attached_plans.attached(submission) is None


def test_the_page_needs_few_queries(
    submission: Submission, plan: CapacityPlan, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    attached_plans.attach_plan(submission, plan, by=owner)
    page(client, submission)
    with CaptureQueriesContext(connection) as captured:
        page(client, submission)
    assert len(captured) <= 16


def test_actions_of_the_page_do_what_they_say(
    submission: Submission, plan: CapacityPlan, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    client.post(reverse("submission_plan_attach", args=[submission.pk]), {"plan": str(plan.pk)})
    client.post(reverse("submission_plan_adopt", args=[submission.pk]))
    client.post(reverse("submission_plan_detach", args=[submission.pk]))
    verbs = list(submission.events.values_list("verb", flat=True))
    assert verbs[-3:] == ["plan_attach", "plan_adopt", "plan_detach"]
