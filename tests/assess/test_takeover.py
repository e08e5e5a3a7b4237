"""Figures of files taken over as inputs: what is kept, what goes before it, evidence class, undo, who may, when."""

import pytest

from assess import checks, intake, proofs, review, scores, takeover, workflow
from assess.derivation.declared import differences
from assess.derivation.reconcile import Choice
from assess.models import Cluster, Event, Measurement, Submission, Taking, User
from assess.permissions import Forbidden, WrongState
from tests.assess.evidenced import evidence_file


def given(submission: Submission, by: User, **values: float) -> None:
    items = [{"input": code, "value": value, "source": "年报"} for code, value in values.items()]
    intake.record_measurements(submission, items, by=by, road="form")


def kept(submission: Submission) -> dict[str, float]:
    return dict(submission.measurements.values_list("input", "value"))


@pytest.fixture
def outages(submission: Submission, owner: User) -> None:
    evidence_file(submission, owner, "sacctmgr.txt", ("service_hours", 8672.4), ("period_hours", 8760.0))  # fmt: skip


@pytest.mark.usefixtures("outages")
def test_a_figure_is_kept_with_file_line_road_and_class_of_evidence(
    submission: Submission, owner: User
) -> None:
    takeover.take_over(submission, {}, by=owner)
    row = submission.measurements.get(input="service_hours")
    assert (row.value, row.road) == (8672.4, "evidence")
    assert "sacctmgr.txt" in row.source
    assert submission.answers.get(item="P01").evidence == "E3"
    result = {item.code: item for item in scores.preview(submission).indicators}
    assert result["P01"].value == pytest.approx(99.0)
    taking = Taking.objects.get()
    assert [(proof["line"], proof["printed"]) for proof in taking.proofs] == [(1, "8672.4"), (2, "8760")]  # fmt: skip


@pytest.mark.usefixtures("outages")
def test_the_same_again_changes_nothing(submission: Submission, owner: User) -> None:
    takeover.take_over(submission, {}, by=owner)
    submission.refresh_from_db()
    revision = submission.revision
    again = takeover.take_over(submission, {}, by=owner)
    submission.refresh_from_db()
    assert [item.unchanged for item in again.changes] == [True]
    assert submission.revision == revision
    assert Event.objects.filter(verb="files_take").count() == 1


def test_what_would_count_before_a_measured_figure_is_taken_away_and_comes_back(
    submission: Submission, owner: User
) -> None:
    given(submission, owner, facility_energy=1500.0, it_energy=1000.0, pue=1.5)
    evidence_file(submission, owner, "bms.csv", ("pue", 1.31))
    takeover.take_over(submission, {}, by=owner)
    assert kept(submission) == {"pue": 1.31}
    assert takeover.give_back(submission, ["P05"], by=owner) == ("P05",)
    assert kept(submission) == {"facility_energy": 1500.0, "it_energy": 1000.0, "pue": 1.5}
    row = submission.measurements.get(input="pue")
    assert (row.road, row.source, row.given_by) == ("form", "年报", owner)
    assert submission.answers.get(item="P05").evidence == ""
    assert not Taking.objects.exists()


def test_taking_over_twice_still_goes_back_to_what_was_typed(
    submission: Submission, owner: User
) -> None:
    given(submission, owner, pue=1.5)
    evidence_file(submission, owner, "a.csv", ("pue", 1.31))
    evidence_file(submission, owner, "b.csv", ("pue", 1.28))
    takeover.take_over(submission, {"P05": Choice("worst")}, by=owner)
    takeover.take_over(submission, {"P05": Choice("best")}, by=owner)
    assert kept(submission) == {"pue": 1.28}
    takeover.give_back(submission, ["P05"], by=owner)
    assert kept(submission) == {"pue": 1.5}


def test_a_figure_that_was_typed_over_no_longer_stands_and_cannot_be_undone(
    submission: Submission, owner: User
) -> None:
    evidence_file(submission, owner, "a.csv", ("pue", 1.31))
    takeover.take_over(submission, {}, by=owner)
    given(submission, owner, pue=1.25)
    with pytest.raises(WrongState):
        takeover.give_back(submission, ["P05"], by=owner)
    assert kept(submission) == {"pue": 1.25}


def test_bandwidth_and_iops_of_storage_do_not_push_each_other_out(
    submission: Submission, owner: User
) -> None:
    given(submission, owner, storage_bandwidth=40.0)
    evidence_file(submission, owner, "fio.json", ("storage_read_iops", 5e5), kind="fio")
    takeover.take_over(submission, {}, by=owner)
    assert kept(submission) == {"storage_bandwidth": 40.0, "iops": 5e5}
    assert submission.answers.get(item="P09").evidence == "E2"


def test_what_was_taken_away_still_serves_as_the_line_rate(
    submission: Submission, owner: User
) -> None:
    given(submission, owner, nic_rate=400.0, node_nics=8.0)
    evidence_file(submission, owner, "nccl.log", ("fabric_card_bandwidth", 40.0), cards=16, nodes=2)
    first = takeover.take_over(submission, {}, by=owner)
    assert set(first.cleared) == {"nic_rate", "node_nics"}
    assert kept(submission)["node_bandwidth"] == 320.0
    again = proofs.derivation_of(submission, scores.facts_of(submission).inputs)
    assert again.resolution("P12").chosen is not None
    takeover.give_back(submission, ["P11"], by=owner)
    assert kept(submission)["nic_rate"] == 400.0


def test_the_preview_is_what_taking_over_then_gives_and_tells_what_is_lost(
    submission: Submission, owner: User
) -> None:
    run = {"active_params": 7e9, "tokens_per_s": 3e6, "run_cards": 1024, "run_peak": 312}
    given(submission, owner, **run, recompute_factor=1.0)
    evidence_file(submission, owner, "train.log", ("mfu", 41.0))
    facts = scores.facts_of(submission)
    found = takeover.preview(submission, proofs.derivation_of(submission, facts.inputs))
    assert found.lost == ("P07",)
    takeover.take_over(submission, {}, by=owner)
    assert scores.preview(submission) == found.after


def test_a_rule_fires_where_declared_and_file_lie_apart_until_one_gives_way(
    submission: Submission, owner: User
) -> None:
    given(submission, owner, pue=1.2)
    evidence_file(submission, owner, "bms.csv", ("pue", 1.32))
    (check,) = checks.checks_of(submission)
    assert (check.code, check.finding.severity) == ("EV-P05", "warning")
    assert "1.2" in check.finding.message.en
    assert "1.32" in check.finding.message.en
    takeover.take_over(submission, {}, by=owner)
    assert checks.checks_of(submission) == ()


@pytest.mark.parametrize(
    ("declared", "fires"), [(1.2565, True), (1.2575, False), (1.389, False), (1.39, True)]
)
def test_the_rule_fires_beyond_five_per_cent_either_way(
    submission: Submission, owner: User, declared: float, fires: bool
) -> None:
    given(submission, owner, pue=declared)  # 1.32 / 1.05 = 1.2571 and 1.32 / 0.95 = 1.3895
    evidence_file(submission, owner, "bms.csv", ("pue", 1.32))
    assert bool(checks.checks_of(submission)) is fires


def test_a_proof_of_a_part_contradicts_nobody(submission: Submission, owner: User) -> None:
    given(submission, owner, iops=5e6)
    evidence_file(submission, owner, "fio.json", ("storage_read_iops", 5e5), kind="fio")
    assert checks.checks_of(submission) == ()


def test_a_choice_that_flatters_is_still_held_against_the_median(
    submission: Submission, owner: User
) -> None:
    for name, value in (("a.csv", 1.2), ("b.csv", 1.32), ("c.csv", 1.4)):
        evidence_file(submission, owner, name, ("pue", value))
    takeover.take_over(submission, {"P05": Choice("best")}, by=owner)
    assert [item.code for item in checks.checks_of(submission)] == ["EV-P05"]


def test_an_assessor_accepts_the_difference_with_a_reason_before_finalising(
    submission: Submission, owner: User, assessor: User, administrator: User
) -> None:
    given(submission, owner, pue=1.2)
    evidence_file(submission, owner, "bms.csv", ("pue", 1.32))
    workflow.assign(submission, assessor, by=administrator)
    workflow.submit(submission, by=owner)
    with pytest.raises(checks.Unsettled):
        workflow.finalise(submission, by=assessor)
    review.accept(submission, "EV-P05", reason="文件属于上一年", by=assessor)
    workflow.finalise(submission, by=assessor)
    submission.refresh_from_db()
    assert submission.state == "final"


def test_a_difference_is_told_absolutely_and_in_per_cent(
    submission: Submission, owner: User
) -> None:
    given(submission, owner, pue=1.2)
    evidence_file(submission, owner, "bms.csv", ("pue", 1.32))
    facts = scores.facts_of(submission)
    declared = proofs.declared_values(facts, scores.score_of(submission, facts))
    (item,) = differences(proofs.derivation_of(submission, facts.inputs), declared)
    assert item.absolute == pytest.approx(0.12)
    assert item.percent == pytest.approx(10.0)


@pytest.mark.usefixtures("outages")
def test_the_cluster_answers_what_files_leave_open(
    submission: Submission, owner: User, cluster: Cluster
) -> None:
    evidence_file(submission, owner, "events.txt", ("failed_node_events", 40.0), ("observed_days", 10.0))  # fmt: skip
    facts = scores.facts_of(submission)
    found = proofs.derivation_of(submission, facts.inputs).resolution("P04")
    assert found.chosen is not None
    assert found.chosen.value == pytest.approx(3.125)  # 40 of 128 * 10 node-days


@pytest.mark.usefixtures("outages")
def test_only_editors_of_a_draft_take_figures_over(
    submission: Submission, owner: User, assessor: User, administrator: User
) -> None:
    workflow.assign(submission, assessor, by=administrator)
    with pytest.raises(Forbidden):
        takeover.take_over(submission, {}, by=assessor)
    workflow.submit(submission, by=owner)
    with pytest.raises(WrongState):
        takeover.take_over(submission, {}, by=owner)
    assert not Measurement.objects.exists()


def test_files_that_are_left_out_prove_nothing(submission: Submission, owner: User) -> None:
    row = evidence_file(submission, owner, "a.csv", ("pue", 1.31))
    later = evidence_file(submission, owner, "a2.csv", ("pue", 1.4))
    row.superseded_by = later
    row.save()
    found = proofs.derivation_of(submission, {}).resolution("P05")
    assert [item.value for item in found.candidates] == [1.4]
