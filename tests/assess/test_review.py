"""What stands in the way of handing in and of closing, and what an assessor decides about it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import pytest

from assess import checks, intake, review, scores, workflow
from assess.models import Job, Measurement, Submission, User
from assess.permissions import Forbidden, WrongState
from assess.review import Ruling

State = Submission.State
ODD = {"mean_time_to_recover": 12, "mean_time_to_locate": 25}  # fires CK4
IMPOSSIBLE = {"achieved_throughput": 51, "line_rate": 50}  # fires CK8
ASKED = {"availability": 50}  # fires CK14


def give(submission: Submission, inputs: Mapping[str, float]) -> None:
    items = [{"input": code, "value": value} for code, value in inputs.items()]
    intake.record_measurements(
        submission, items, by=submission.created_by, road=Measurement.Road.FORM
    )


def state_absent(submission: Submission, item: str = "T05-4", reason: str = "只有一处机房") -> None:
    said = {"item": item, "not_applicable": True, "reason": reason}
    intake.record_answers(submission, [said], by=submission.created_by)


def hand_in(submission: Submission) -> Submission:
    workflow.submit(submission, by=submission.created_by)
    return submission


@pytest.fixture
def judged(submission: Submission, assessor: User, administrator: User) -> Submission:
    """The owner's draft, with the assessor assigned already."""
    workflow.assign(submission, assessor, by=administrator)
    return submission


def test_an_error_keeps_from_handing_in_and_says_where(judged: Submission, owner: User) -> None:
    give(judged, IMPOSSIBLE)
    with pytest.raises(checks.Unsettled) as caught:
        workflow.submit(judged, by=owner)
    assert [(item.code, item.indicators) for item in caught.value.obstacles] == [("CK8", ("P12",))]
    assert Submission.objects.get().state == State.DRAFT
    assert not Job.objects.exists()


def test_warnings_and_questions_do_not_keep_from_handing_in(judged: Submission) -> None:
    give(judged, ODD | ASKED)
    assert hand_in(judged).state == State.SUBMITTED


def test_an_open_warning_keeps_from_finalising_until_it_is_accepted(
    judged: Submission, assessor: User
) -> None:
    give(judged, ODD | ASKED)
    hand_in(judged)
    with pytest.raises(checks.Unsettled) as caught:
        workflow.finalise(judged, by=assessor)
    assert [item.code for item in caught.value.obstacles] == ["CK4"]
    review.accept(judged, "CK4", reason="自动续训，事后定位", by=assessor)
    workflow.finalise(judged, by=assessor)
    assert judged.state == State.FINAL


def test_an_acceptance_says_who_why_and_is_in_the_history(
    judged: Submission, assessor: User
) -> None:
    give(judged, ODD)
    review.accept(hand_in(judged), "CK4", reason=" 事后定位 ", by=assessor)
    (found,) = checks.checks_of(judged)
    assert found.accepted is not None
    assert (found.accepted.reason, found.accepted.by) == ("事后定位", str(assessor))
    event = judged.events.last()
    assert event is not None
    assert (event.verb, event.note) == ("accept", "CK4: 事后定位")


def test_an_acceptance_lapses_when_its_numbers_change_and_only_then(
    judged: Submission, assessor: User
) -> None:
    give(judged, ODD)
    review.accept(hand_in(judged), "CK4", reason="事后定位", by=assessor)
    workflow.return_for_changes(judged, by=assessor, note="请补 PUE")
    give(judged, {"pue": 1.3})
    assert not checks.checks_of(judged)[0].is_open
    give(judged, {"mean_time_to_locate": 26})
    assert checks.checks_of(judged)[0].is_open


def test_an_acceptance_can_be_withdrawn(judged: Submission, assessor: User) -> None:
    give(judged, ODD)
    review.accept(hand_in(judged), "CK4", reason="事后定位", by=assessor)
    review.withdraw_acceptance(judged, "CK4", by=assessor)
    assert checks.checks_of(judged)[0].is_open
    with pytest.raises(WrongState):
        review.withdraw_acceptance(judged, "CK4", by=assessor)


@pytest.mark.parametrize(
    ("rule", "reason", "code"),
    [("CK1-1", "因为", "not_fired"), ("CK4", " ", "reason_missing")],
)
def test_only_what_fires_is_accepted_and_only_with_a_reason(
    judged: Submission, assessor: User, rule: str, reason: str, code: str
) -> None:
    give(judged, ODD)
    with pytest.raises(WrongState) as caught:
        review.accept(hand_in(judged), rule, reason=reason, by=assessor)
    assert caught.value.code == code
    assert not judged.acceptances.exists()


def test_an_error_that_came_later_is_mended_and_never_accepted(
    judged: Submission, assessor: User, owner: User
) -> None:
    give(judged, {"active_params": 1e9, "tokens_per_s": 2e6, "declared_compute": 13})
    hand_in(judged)
    workflow.change_cluster(
        judged.cluster, by=owner, nodes=1, cards_per_node=1, card_peak_tflops=300
    )
    judged.refresh_from_db()
    with pytest.raises(WrongState) as caught:
        review.accept(judged, "PL5", reason="因为", by=assessor)
    assert caught.value.code == "not_acceptable_error"
    with pytest.raises(checks.Unsettled):
        workflow.finalise(judged, by=assessor)


def test_an_undecided_statement_keeps_from_finalising(judged: Submission, assessor: User) -> None:
    state_absent(judged)
    hand_in(judged)
    with pytest.raises(checks.Unsettled) as caught:
        workflow.finalise(judged, by=assessor)
    found = [(item.code, item.indicators) for item in caught.value.obstacles]
    assert found == [("T05-4", ("T05",))]
    review.approve_all(judged, by=assessor)
    workflow.finalise(judged, by=assessor)
    row = judged.answers.get()
    assert (row.decision, row.decided_by) == ("approved", assessor)


def test_a_stated_one_counts_as_absent_in_a_draft_and_a_refused_one_as_missing(
    judged: Submission, assessor: User, run_jobs: Callable[[], int]
) -> None:
    state_absent(judged, "P05", "租用机房")
    hand_in(judged)
    run_jobs()
    before = scores.latest(judged)
    review.rule_on(judged, [Ruling("P05", "refused", "电表可读")], by=assessor)
    run_jobs()
    after = scores.latest(judged)
    assert before is not None
    assert after is not None
    assert before.lines.get(indicator="P05").state == "not_applicable"
    assert after.lines.get(indicator="P05").state == "missing"


def test_a_refusal_needs_a_reason_and_one_fault_keeps_all(
    judged: Submission, assessor: User
) -> None:
    state_absent(judged)
    hand_in(judged)
    wrong = [Ruling("T05-4", "refused"), Ruling("P05", "approved")]
    with pytest.raises(review.NotStated) as caught:
        review.rule_on(judged, wrong, by=assessor)
    assert caught.value.items == ("P05",)
    with pytest.raises(review.NotStated) as caught:
        review.rule_on(judged, wrong[:1], by=assessor)
    assert (caught.value.code, caught.value.items) == ("reason_missing", ("T05-4",))
    assert judged.answers.get().decision == ""


def test_a_decision_holds_until_the_statement_changes(judged: Submission, assessor: User) -> None:
    state_absent(judged)
    hand_in(judged)
    review.rule_on(judged, [Ruling("T05-4", "refused", "有两处")], by=assessor)
    workflow.return_for_changes(judged, by=assessor, note="见 T05-4")
    state_absent(judged)
    assert judged.answers.get().decision == "refused"
    state_absent(judged, reason="第二处已关停")
    row = judged.answers.get()
    assert (row.decision, row.decision_note, row.decided_by) == ("", "", None)


def test_nothing_is_decided_about_a_draft(judged: Submission, assessor: User) -> None:
    give(judged, ODD)
    state_absent(judged)
    for act in (
        lambda: review.accept(judged, "CK4", reason="因为", by=assessor),
        lambda: review.approve_all(judged, by=assessor),
    ):
        with pytest.raises(WrongState) as caught:
            act()
        assert caught.value.code == "not_submitted"


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "unassigned"])
def test_only_an_assigned_assessor_or_an_administrator_decides(
    who: str, judged: Submission, request: pytest.FixtureRequest
) -> None:
    give(judged, ODD)
    state_absent(judged)
    hand_in(judged)
    stranger = User.objects.create_user("unassigned")
    person = stranger if who == "unassigned" else request.getfixturevalue(who)
    for act in (
        lambda: review.accept(judged, "CK4", reason="因为", by=person),
        lambda: review.withdraw_acceptance(judged, "CK4", by=person),
        lambda: review.approve_all(judged, by=person),
        lambda: review.rule_on(judged, [Ruling("T05-4", "approved")], by=person),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not judged.acceptances.exists()
    assert judged.answers.get().decision == ""


def test_what_stands_in_the_way_is_found_in_few_queries(
    judged: Submission,
    assessor: User,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    give(judged, ODD)
    state_absent(judged)
    hand_in(judged)
    seen = Submission.objects.with_context().get()
    with django_assert_num_queries(5):  # measurements, answers, files, acceptances, statements
        assert len(checks.before_finalising(seen)) == 2
