"""The way from draft to final, and who may go it."""

from collections.abc import Callable

import pytest

from assess import scores, workflow
from assess.models import Job, Membership, Organisation, Submission, User
from assess.permissions import Action, Forbidden, WrongState, allowed

State = Submission.State


@pytest.fixture
def assigned(submission: Submission, assessor: User, administrator: User) -> Submission:
    """The owner's submission, handed in and assigned to the assessor."""
    workflow.assign(submission, assessor, by=administrator)
    workflow.submit(submission, by=submission.created_by)
    return submission


def test_handing_in_orders_a_score(submission: Submission, owner: User) -> None:
    job = workflow.submit(submission, by=owner)
    assert submission.state == State.SUBMITTED
    assert (job.state, job.target) == (Job.State.QUEUED, submission.pk)


def test_the_second_click_is_told_that_it_is_done(submission: Submission, owner: User) -> None:
    workflow.submit(submission, by=owner)
    with pytest.raises(WrongState):
        workflow.submit(submission, by=owner)
    assert Job.objects.count() == 1


def test_an_assessor_returns_a_submission_with_a_note(assigned: Submission, assessor: User) -> None:
    workflow.return_for_changes(assigned, by=assessor, note="PUE 的计量点未说明")
    assert assigned.state == State.DRAFT
    assert assigned.events.last().note == "PUE 的计量点未说明"  # type: ignore[union-attr]


def test_an_owner_cannot_finalise_the_own_submission(assigned: Submission, owner: User) -> None:
    with pytest.raises(Forbidden):
        workflow.finalise(assigned, by=owner)
    assert Submission.objects.get().state == State.SUBMITTED


def test_a_draft_cannot_be_finalised(submission: Submission, administrator: User) -> None:
    with pytest.raises(WrongState):
        workflow.finalise(submission, by=administrator)


def test_a_viewer_reads_and_does_not_write(
    submission: Submission, organisation: Organisation
) -> None:
    viewer = User.objects.create_user("viewer")
    Membership.objects.create(user=viewer, organisation=organisation, role=Membership.Role.VIEWER)
    assert allowed(viewer, Action.VIEW, submission)
    assert not allowed(viewer, Action.EDIT, submission)


def test_everybody_sees_only_what_is_theirs(
    submission: Submission,
    owner: User,
    colleague: User,
    outsider: User,
    assessor: User,
    administrator: User,
) -> None:
    seen = {
        user.username: Submission.objects.visible_to(user).count() for user in User.objects.all()
    }
    assert seen == {"owner": 1, "colleague": 1, "outsider": 0, "assessor": 0, "administrator": 1}


def test_an_assigned_assessor_sees_the_submission_its_cluster_and_organisation(
    assigned: Submission, assessor: User
) -> None:
    assert list(Submission.objects.visible_to(assessor)) == [assigned]
    assert list(Organisation.objects.visible_to(assessor)) == [assigned.cluster.organisation]


def test_a_final_score_counts_missing_as_nothing(
    assigned: Submission, assessor: User, run_jobs: Callable[[], int]
) -> None:
    workflow.finalise(assigned, by=assessor)
    run_jobs()
    score = scores.latest(assigned)
    assert score is not None
    assert (score.kind, score.overall, score.coverage, score.level) == ("final", 0.0, 0.0, "")


def test_the_same_facts_give_one_score(assigned: Submission) -> None:
    scores.compute_score(assigned.pk)
    scores.compute_score(assigned.pk)
    assert assigned.scores.count() == 1
