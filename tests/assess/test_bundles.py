"""A submission leaves as a bundle, comes back as the same, and is computed again without the database."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assess import intake, scores, workflow
from assess.bundle_imports import BundleRefused, import_bundle
from assess.bundles import export_bundle, tables_of
from assess.models import Cluster, Event, Measurement, Organisation, Score, Submission, User
from assess.permissions import Forbidden
from assess.scoring import bundle
from assess.scoring.bundle_check import check
from indicators.models import Accelerator, Checklist, Framework, Profile
from tests.assess import cases
from tests.rows import finalise

RunJobs = Callable[[], int]
FRAMEWORK = cases.framework()
INPUTS = [item.code for item in FRAMEWORK.inputs if item.origin == "form"]
CRITERIA = [item.code for item in FRAMEWORK.criterion_by_code.values() if item.type == "ordinal"]
INDICATORS = [item.code for item in FRAMEWORK.indicators]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
RANGE = ("low", "value", "high")
STATES = list(Submission.State.values)


def fresh(submission: Submission) -> Submission:
    """The submission as a request reads it."""
    return Submission.objects.with_context().get(pk=submission.pk)


def number(code: str) -> st.SearchStrategy[str]:
    """A number within an input's limits, as its shortest text."""
    item = FRAMEWORK.input_by_code[code]
    low, high = item.minimum or 0, item.maximum if item.maximum is not None else 1e21
    if item.integer:
        return st.integers(int(low), int(min(high, 10**17))).map(str)
    return st.floats(low, high, allow_subnormal=False).map(repr)


def amount(code: str) -> st.SearchStrategy[dict[str, str]]:
    """A figure, perhaps with a range around it."""
    three = st.tuples(number(code), number(code), number(code))
    ranges = three.map(lambda row: dict(zip(RANGE, sorted(row, key=float), strict=True)))
    return ranges | number(code).map(lambda text: {"value": text})


@st.composite
def figures(draw: st.DrawFn) -> list[dict[str, str]]:
    """Raw inputs that the door takes."""
    codes = draw(st.lists(st.sampled_from(INPUTS), unique=True, max_size=12))
    return [{"input": code, "source": draw(WORDS), **draw(amount(code))} for code in codes]


@st.composite
def answers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Answers to criteria and indicators."""
    criteria = draw(st.lists(st.sampled_from(CRITERIA), unique=True, max_size=8))
    indicators = draw(st.lists(st.sampled_from(INDICATORS), unique=True, max_size=8))
    credit, evidence = st.sampled_from([0, 0.25, 0.5, 1, None]), st.sampled_from(["", "E1", "E4"])
    return [
        *({"item": code, "credit": draw(credit), "note": draw(WORDS)} for code in criteria),
        *({"item": code, "evidence": draw(evidence)} for code in indicators),
    ]


def absent(submission: Submission, by: User) -> None:
    """Say of the first item that may be so that it does not apply."""
    item = next(row for row in FRAMEWORK.criterion_by_code.values() if row.na_when)
    row = {"item": item.code, "not_applicable": True, "reason": "仅有一个站点"}
    intake.record_answers(submission, [row], by=by)


@given(st.tuples(figures(), answers(), WORDS), st.sampled_from(STATES))
@settings(
    max_examples=12,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_export_import_export_gives_the_same_bytes(
    cluster: Cluster, owner: User, administrator: User,
    drawn: tuple[list[dict[str, Any]], list[dict[str, Any]], str], state: str,
) -> None:  # fmt: skip
    given_figures, given_answers, note = drawn
    with transaction.atomic():
        submission = workflow.create_submission(
            cluster, by=owner, title="2025", note=note,
            period_start=date(2025, 1, 1), period_end=date(2025, 12, 31),
        )  # fmt: skip
        intake.record_measurements(submission, given_figures, by=owner, road="api")
        intake.record_answers(submission, given_answers, by=administrator)
        absent(submission, owner)
        Submission.objects.filter(pk=submission.pk).update(state=state)
        if state != "draft":
            scores.compute_score(submission.pk)
        first = export_bundle(fresh(submission))
        assert check(bundle.read(first)).differences == ()
        Organisation.objects.all().delete()
        again = import_bundle(first, by=administrator).submission
        assert export_bundle(fresh(again)) == first
        transaction.set_rollback(True)


@pytest.fixture
def final(
    submission: Submission, owner: User, administrator: User, run_jobs: RunJobs
) -> Submission:
    """Example 3 of the method, finalised."""
    figures = [
        {"input": code, "value": value}
        for code, value in cases.CENTRE.inputs.items()
        if FRAMEWORK.input_by_code[code].origin == "form"
    ]
    credits = [{"item": code, "credit": value} for code, value in cases.CENTRE.credits.items()]
    intake.record_measurements(submission, figures, by=owner, road=Measurement.Road.FORM)
    intake.record_answers(submission, credits, by=administrator)
    workflow.submit(submission, by=owner)
    finalise(submission, by=administrator)
    run_jobs()
    return fresh(submission)


def test_a_bundle_reproduces_the_stored_digest_and_result(final: Submission) -> None:
    score = scores.latest(final)
    found = check(bundle.read(export_bundle(final)))
    assert score is not None
    assert (found.agrees, found.digest, found.overall) == (True, score.digest, score.overall)
    assert found.level == score.level


def test_a_bundle_numbers_people_and_names_none(final: Submission) -> None:
    raw = export_bundle(final)
    rows = bundle.read(raw)
    assert {row["given_by"] for row in rows["measurements"]} == {1}
    assert {row["given_by"] for row in rows["answers"]} == {2}
    assert b"owner" not in raw
    assert b"administrator" not in raw


def test_a_description_changed_since_does_not_change_the_bundle_of_a_final_score(
    final: Submission, owner: User
) -> None:
    workflow.change_cluster(final.cluster, by=owner, nodes=64)
    tables = tables_of(fresh(final))
    assert tables["cluster"]["inputs"]["nodes"] == 128
    assert check(tables).agrees


def test_an_import_says_what_it_makes_and_makes_it_once(
    final: Submission, administrator: User
) -> None:
    raw = export_bundle(final)
    first = import_bundle(raw, by=administrator, organisation="另一家")
    again = import_bundle(raw, by=administrator, organisation="另一家")
    assert [kind for kind, _name in first.made] == ["organisation", "cluster", "submission"]
    assert (again.made, again.submission) == ((), first.submission)
    assert Submission.objects.count() == 2


def test_an_import_of_what_is_here_makes_nothing(final: Submission, administrator: User) -> None:
    done = import_bundle(export_bundle(final), by=administrator)
    assert (done.made, done.submission) == ((), final)


def test_an_imported_final_has_its_score_and_says_where_it_came_from(
    final: Submission, administrator: User
) -> None:
    done = import_bundle(export_bundle(final), by=administrator, organisation="另一家").submission
    one, other = scores.latest(final), scores.latest(done)
    assert one is not None
    assert other is not None
    assert (one.digest, one.overall, one.computed_at) == (
        other.digest,
        other.overall,
        other.computed_at,
    )
    assert Event.objects.filter(submission=done, verb="import", actor=administrator).count() == 1
    assert done.state == "final"


def test_a_figure_corrected_after_the_import_is_by_somebody_else(
    submission: Submission, owner: User, administrator: User
) -> None:
    rows = [{"input": "mfu", "value": "40"}, {"input": "hfu", "value": "46"}]
    intake.record_measurements(submission, rows, by=owner, road="api")
    raw = export_bundle(fresh(submission))
    done = import_bundle(raw, by=administrator, organisation="另一家").submission
    intake.record_measurements(
        done, [{"input": "mfu", "value": "41"}], by=administrator, road="api"
    )
    found = {row["input"]: row["given_by"] for row in tables_of(fresh(done))["measurements"]}
    assert found == {"hfu": 1, "mfu": 2}


def changed(raw: bytes, change: Callable[[Any], None], *, seal: bool = False) -> bytes:
    """A bundle that somebody edited, perhaps with its hashes made to fit."""
    tables = json.loads(raw)
    change(tables)
    if seal:
        del tables["hashes"]
        tables = bundle.sealed(tables)
    return bundle.write(tables)


def raise_value(tables: Any) -> None:
    """Improve a figure."""
    tables["measurements"][0]["value"] += 1


def raise_overall(tables: Any) -> None:
    """Improve the result."""
    tables["score"]["result"]["final"] = 99.0


def soften(tables: Any) -> None:
    """Lower an anchor of the profile."""
    tables["profile"]["caps"]["gate_level"] = "L3"


@pytest.mark.parametrize(
    ("change", "named"),
    [(raise_value, "measurements"), (raise_overall, "score"), (soften, "profile")],
)
def test_changed_content_is_refused_with_the_hash_that_fails(
    final: Submission, administrator: User, change: Callable[[Any], None], named: str
) -> None:
    raw = changed(export_bundle(final), change)
    with pytest.raises(BundleRefused) as refusal:
        import_bundle(raw, by=administrator, organisation="另一家")
    assert refusal.value.reasons[0].startswith(f"hashes[{named}]")
    assert not Organisation.objects.filter(name="另一家").exists()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (raise_value, "measurements[accuracy_after].value"),
        (raise_overall, "final"),
        (soften, "score.digest"),
    ],
)
def test_hashes_made_to_fit_do_not_hide_a_change(
    final: Submission, change: Callable[[Any], None], line: str
) -> None:
    found = check(bundle.read(changed(export_bundle(final), change, seal=True)))
    assert line in [item.line for item in found.differences]


def test_only_administrators_import(final: Submission, owner: User) -> None:
    with pytest.raises(Forbidden):
        import_bundle(export_bundle(final), by=owner)


def test_a_cluster_that_is_described_otherwise_here_refuses_the_import(
    final: Submission, owner: User, administrator: User
) -> None:
    raw = export_bundle(final)
    final.delete()
    Cluster.objects.filter(pk=final.cluster_id).update(location="别处")
    with pytest.raises(BundleRefused, match="cluster"):
        import_bundle(raw, by=administrator)
    assert not Submission.objects.exists()


def test_an_accelerator_that_is_not_in_the_catalogue_refuses_the_import(
    cluster: Cluster, submission: Submission, administrator: User
) -> None:
    card = Accelerator.objects.get(code="mi250x")
    Cluster.objects.filter(pk=cluster.pk).update(accelerator=card, card_peak_tflops=None)
    raw = export_bundle(fresh(submission))
    Cluster.objects.all().delete()
    Accelerator.objects.all().delete()
    with pytest.raises(BundleRefused, match="mi250x"):
        import_bundle(raw, by=administrator)


def test_a_bundle_brings_its_framework_and_profile_along(
    final: Submission, administrator: User
) -> None:
    raw = export_bundle(final)
    Organisation.objects.all().delete()
    Checklist.objects.all().delete()
    Profile.objects.all().delete()
    Framework.objects.all().delete()
    done = import_bundle(raw, by=administrator)
    kinds = [kind for kind, _name in done.made]
    assert kinds == ["organisation", "framework", "profile", "cluster", "submission"]
    assert export_bundle(fresh(done.submission)) == raw
    assert Score.objects.get().kind == "final"
