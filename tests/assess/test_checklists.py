"""Platform checklists of a submission: answered beside the form, counted, never scored."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assess import checklists, intake, scores, workflow
from assess.intake import Rejected
from assess.models import ChecklistAnswer, Submission, User
from assess.permissions import Forbidden, WrongState
from assess.scoring.results import Facts
from assess.tallies import SAID, Given, Told, said_by_credit, tell
from indicators import load, parsing
from indicators.models import Checklist
from tests.indicators.shipped import framework as shipped
from tests.indicators.test_checklists import checklist

ClientOf = Callable[[User], Client]
TRAINING = "platform-training"


def told(submission: Submission, code: str = TRAINING) -> Told:
    rows = checklists.told_of(submission, scores.facts_of(submission))
    return next(row for row in rows if row.definition.code == code)


def row_of(code: str = TRAINING) -> Checklist:
    row: Checklist = Checklist.objects.get(code=code)
    return row


def address(submission: Submission, code: str = "") -> str:
    return f"/submissions/{submission.pk}/checklists/" + (f"{code}/" if code else "")


@given(st.dictionaries(st.sampled_from(["1-5", "1-6", "2-3", "9-9"]), st.sampled_from(SAID)))
def test_counts_add_up_to_all_items_and_the_bar_to_its_whole(said: dict[str, str]) -> None:
    answers = {code: Given(answer) for code, answer in said.items()}  # type: ignore[arg-type]
    shown = tell(checklist(TRAINING), answers, shipped(), Facts())
    assert shown.tally.total == sum(part.tally.total for part in shown.parts) == 22
    last = shown.tally.bars[-1]
    assert last.start + last.width == pytest.approx(100)


@pytest.mark.parametrize(
    ("credit", "said"), [(None, ""), (0.0, "no"), (0.25, "partly"), (0.5, "partly"), (1.0, "yes")]
)
def test_a_credit_reads_as_an_answer(credit: float | None, said: str) -> None:
    assert said_by_credit(credit) == said


def test_a_linked_item_shows_the_answer_and_evidence_of_its_criterion(
    submission: Submission, owner: User
) -> None:
    items: list[dict[str, object]] = [
        {"item": "T12-1", "credit": 0.5},
        {"item": "T12", "evidence": "E3"},
    ]
    intake.record_answers(submission, items, by=owner)
    resume = told(submission).standing_by_code["2-2"]
    assert (resume.linked, resume.given) == ("T12-1", Given("partly", "", "E3"))


def test_a_linked_item_is_not_answered_a_second_time(submission: Submission, owner: User) -> None:
    with pytest.raises(Rejected) as refusal:
        checklists.record(submission, row_of(), [{"item": "2-2", "answer": "yes"}], by=owner)
    assert refusal.value.faults[0].code == "linked_item"
    assert "T12-1" in refusal.value.faults[0].expected


def test_answers_change_no_score(submission: Submission, owner: User) -> None:
    before = scores.digest_of(submission, scores.facts_of(submission))
    checklists.record(submission, row_of(), [{"item": "1-5", "answer": "yes"}], by=owner)
    assert scores.digest_of(submission, scores.facts_of(submission)) == before
    assert told(submission).tally.counts["yes"] == 1


def test_one_bad_item_and_nothing_is_kept(submission: Submission, owner: User) -> None:
    items = [
        {"item": "1-5", "answer": "yes"},
        {"item": "1-6", "answer": "perhaps"},
        {"item": "9-9", "answer": "no"},
        {"item": "2-1", "answer": "not_applicable"},
        {"item": "2-3", "evidence": "E9", "colour": "red"},
    ]
    with pytest.raises(Rejected) as refusal:
        checklists.record(submission, row_of(), items, by=owner)
    found = {(fault.index, fault.field, fault.code) for fault in refusal.value.faults}
    assert found == {
        (1, "answer", "not_a_choice"), (2, "item", "unknown_item"), (4, "evidence", "not_a_choice"),
        (4, "colour", "unknown_key"),
    }  # fmt: skip
    assert not ChecklistAnswer.objects.exists()


def test_not_applicable_needs_a_reason(submission: Submission, owner: User) -> None:
    items = [{"item": "2-1", "answer": "not_applicable"}]
    with pytest.raises(Rejected) as refusal:
        checklists.record(submission, row_of(), items, by=owner)
    assert refusal.value.faults[0].code == "reason_missing"


def test_who_gave_an_answer_stays_when_it_is_sent_again_unchanged(
    submission: Submission, owner: User, colleague: User
) -> None:
    items = [{"item": "1-5", "answer": "yes"}, {"item": "1-6", "answer": "no"}]
    checklists.record(submission, row_of(), items, by=owner)
    checklists.record(submission, row_of(), [items[0], {"item": "1-6", "note": "x"}], by=colleague)
    rows = {row.item: row for row in ChecklistAnswer.objects.all()}
    assert (rows["1-5"].given_by, rows["1-6"].given_by) == (owner, colleague)
    assert (rows["1-6"].answer, rows["1-6"].note) == ("no", "x")


def test_a_submission_keeps_the_version_that_it_answered(
    submission: Submission, owner: User
) -> None:
    old = row_of()
    checklists.record(submission, old, [{"item": "1-5", "answer": "yes"}], by=owner)
    load.load_checklist({**old.definition, "version": "2.0"})
    assert told(submission).definition.version == old.version
    assert told(submission).tally.counts["yes"] == 1


def test_a_handed_in_submission_takes_no_more_answers(submission: Submission, owner: User) -> None:
    workflow.submit(submission, by=owner)
    with pytest.raises(WrongState):
        checklists.record(submission, row_of(), [{"item": "1-5", "answer": "yes"}], by=owner)


def test_an_assessor_reads_and_does_not_answer(
    submission: Submission, assessor: User, administrator: User, client_of: ClientOf
) -> None:
    workflow.assign(submission, assessor, by=administrator)
    page = client_of(assessor).get(address(submission, TRAINING)).content.decode()
    assert 'name="a-1-5"' not in page
    with pytest.raises(Forbidden):
        checklists.record(submission, row_of(), [{"item": "1-5", "answer": "yes"}], by=assessor)


def test_an_outsider_finds_no_checklist(
    submission: Submission, outsider: User, client_of: ClientOf
) -> None:
    for code in ("", TRAINING):
        assert client_of(outsider).get(address(submission, code)).status_code == 404


def test_the_page_is_filled_in_and_saved_without_javascript(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    client, sent = client_of(owner), {"a-1-5": "partly", "e-1-5": "E2", "n-1-5": "手册第 3 章"}
    answer = client.post(address(submission, TRAINING), sent, follow=True)
    page = answer.content.decode()
    assert "手册第 3 章" in page
    assert "计划号，状态未核实" in page
    assert "H-202409119514" in page
    assert told(submission).standing_by_code["1-5"].given == Given(
        "partly", "", "E2", "手册第 3 章"
    )


def test_what_was_typed_stays_on_the_page_where_it_is_refused(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    sent = {"a-1-5": "not_applicable", "n-1-5": "待补"}
    answer = client_of(owner).post(address(submission, TRAINING), sent)
    assert answer.status_code == 422
    assert "待补" in answer.content.decode()
    assert not ChecklistAnswer.objects.exists()


def test_the_overview_has_a_bar_for_each_checklist(
    submission: Submission, owner: User, client_of: ClientOf
) -> None:
    page = client_of(owner).get(address(submission)).content.decode()
    assert page.count('class="tally"') == 3


def test_a_framework_without_that_criterion_lets_the_item_be_answered_itself() -> None:
    other = parsing.build_framework({**shipped_tables(), "code": "other"})
    shown = tell(checklist(TRAINING), {"2-2": Given("yes")}, other, Facts(credits={"T12-1": 0.0}))
    resume = shown.standing_by_code["2-2"]
    assert (resume.linked, resume.given.answer) == ("", "yes")


def shipped_tables() -> dict[str, object]:
    return load.read(load.HERE / "frameworks" / "caict-2024.toml")
