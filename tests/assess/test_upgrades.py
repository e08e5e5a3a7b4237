"""To a later framework version: told before it happens, nothing lost, finished submissions untouched."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from assess import intake, scores, upgrades, workflow
from assess.models import Answer, Event, Measurement, Score, SetAside, Submission, User
from assess.permissions import Forbidden, WrongState
from indicators import load
from indicators.definitions import Criterion, Input
from indicators.models import Profile
from tests.assess.small import FRAMEWORK, TEXT
from tests.indicators.shipped import framework_tables, profile_tables

SMALL = replace(
    FRAMEWORK,
    inputs=(Input("x", TEXT, "TB"),),
    indicators=(
        replace(
            FRAMEWORK.indicators[0],
            criteria=(
                Criterion(
                    "a-1", TEXT, "numeric", "half", TEXT, input="x", threshold=1.0, unit="TB"
                ),
            ),
        ),
    ),
)
ClientOf = Callable[[User], Client]
GIVEN = [
    {"input": "recovery_minutes", "value": "30", "unit": "min", "source": "日志"},
    {"input": "mfu", "value": "41", "unit": "%"},
    {"input": "availability", "value": "97", "unit": "%"},
]
SAID: list[dict[str, Any]] = [
    {"item": "T11-1", "credit": 1},
    {"item": "T12-1", "credit": 0.5, "note": "试点"},
    {"item": "P20", "evidence": "E3"},
]


def later(version: str = "2.0") -> Profile:
    """A later version: P20 in seconds, no MFU to declare, criterion T11-1 gone, T12-1 without its old credit scale."""
    tables = deepcopy(framework_tables())
    tables["version"] = version
    tables["rules"] = [item for item in tables["rules"] if "mfu" not in str(item)]
    for item in tables["inputs"]:
        if item["code"] == "availability":
            item["maximum"] = 90
    by_code = {item["code"]: item for item in tables["indicators"]}
    by_code["P13"]["formulas"] = [text for text in by_code["P13"]["formulas"] if text != "mfu"]
    tables["inputs"] = [item for item in tables["inputs"] if item["code"] != "mfu"]
    by_code["T11"]["criteria"] = by_code["T11"]["criteria"][1:]
    load.load_framework(tables)
    profile, _ = load.load_profile(profile_tables())
    row: Profile = profile
    return row


@pytest.fixture
def filled(submission: Submission, owner: User) -> Submission:
    intake.record_measurements(submission, GIVEN, by=owner, road=Measurement.Road.FORM)
    intake.record_answers(submission, SAID, by=owner)
    return submission


def everything(submission: Submission) -> list[Any]:
    """All that a submission says, row by row."""
    given = submission.measurements.values_list("input", "text", "unit", "value", "given_at")
    said = submission.answers.values_list("item", "credit", "evidence", "note", "given_at")
    return [*given, *said]


def test_the_preview_says_what_changes_and_what_is_lost(filled: Submission) -> None:
    shown = upgrades.preview(filled, later())
    changes = {(item.kind, item.code, item.state) for item in shown.changes}
    assert {("input", "mfu", "removed"), ("criterion", "T11-1", "removed")} <= changes
    assert ("input", "availability", "changed") in changes
    assert {(item.item, item.why) for item in shown.moved.aside} == {
        ("mfu", "gone"), ("T11-1", "gone"), ("availability", "out_of_bounds"),
    }  # fmt: skip
    assert [row.input for row in shown.moved.measurements] == ["recovery_minutes"]


def test_the_preview_keeps_nothing_and_scores_before_and_after(filled: Submission) -> None:
    before = everything(filled)
    shown = upgrades.preview(filled, later())
    assert everything(filled) == before
    assert shown.before == scores.preview(filled)
    assert shown.after.coverage < shown.before.coverage


def test_a_draft_is_upgraded_and_what_has_no_place_is_set_aside(
    filled: Submission, owner: User
) -> None:
    kept = [row for row in everything(filled) if row[0] in {"recovery_minutes", "T12-1", "P20"}]
    target = later()
    expected = upgrades.preview(filled, target).after
    upgrades.upgrade(filled, target, by=owner)
    fresh = Submission.objects.with_context().get(pk=filled.pk)
    assert (fresh.framework.version, fresh.profile) == ("2.0", target)
    assert everything(fresh) == kept
    assert scores.preview(fresh) == expected
    aside = SetAside.objects.get(item="mfu")
    assert (aside.content["text"], aside.content["unit"], aside.why) == ("41", "%", "gone")
    assert Event.objects.filter(verb="upgrade").count() == 1


def test_nothing_that_was_given_disappears(filled: Submission, owner: User) -> None:
    given = {row[0] for row in everything(filled)}
    upgrades.upgrade(filled, later(), by=owner)
    left = {row[0] for row in everything(filled)} | {
        item.item for item in upgrades.set_aside(filled)
    }
    assert left == given


def test_a_changed_unit_converts_the_value_and_keeps_what_was_typed() -> None:
    moved = upgrades.move(
        [Measurement(input="x", text="1.5", unit="PB", value=1.5, canonical_unit="PB")], [], SMALL
    )
    (row,) = moved.measurements
    assert (row.text, row.unit, row.value, row.canonical_unit) == ("1.5", "PB", 1500.0, "TB")
    assert moved.converted == ("x",)


def test_a_final_submission_never_changes_and_is_copied_instead(
    filled: Submission, owner: User, administrator: User, run_jobs: Callable[[], int]
) -> None:
    workflow.submit(filled, by=owner)
    workflow.finalise(filled, by=administrator)
    run_jobs()
    target, before = later(), everything(filled)
    score = Score.objects.filter(submission=filled, kind="final").get().digest
    with pytest.raises(WrongState):
        upgrades.upgrade(filled, target, by=owner)
    draft = upgrades.copy_to_draft(filled, target, by=owner)
    filled.refresh_from_db()
    assert (everything(filled), filled.state) == (before, "final")
    assert Score.objects.filter(submission=filled, kind="final").get().digest == score
    assert (draft.state, draft.framework.version) == ("draft", "2.0")
    assert [item.item for item in upgrades.set_aside(draft)] == ["availability", "mfu", "T11-1"]


def test_only_a_later_version_of_the_same_framework_is_offered(
    filled: Submission, owner: User
) -> None:
    assert upgrades.targets(filled) == []
    with pytest.raises(WrongState):
        upgrades.upgrade(filled, filled.profile, by=owner)
    target = later()
    assert upgrades.targets(filled) == [target]


def test_a_viewer_and_an_assessor_do_not_upgrade(
    filled: Submission, assessor: User, administrator: User
) -> None:
    workflow.assign(filled, assessor, by=administrator)
    with pytest.raises(Forbidden):
        upgrades.upgrade(filled, later(), by=assessor)


def test_the_page_previews_and_upgrades_on_confirmation(
    filled: Submission, owner: User, outsider: User, client_of: ClientOf
) -> None:
    later()
    url = f"/submissions/{filled.pk}/upgrade/"
    assert client_of(outsider).get(url).status_code == 404
    client = client_of(owner)
    page = client.get(url).content.decode()
    assert "mfu" in page
    assert "41 %" in page
    assert "<dd>3</dd>" in page  # kept: recovery_minutes, T12-1, P20
    filled.refresh_from_db()
    assert filled.framework.version != "2.0"
    done = client.post(url, {"to": "2.0"}, follow=True).content.decode()
    filled.refresh_from_db()
    assert filled.framework.version == "2.0"
    assert "41 %" in done  # still listed


def test_an_answer_loses_only_the_part_that_has_no_place(filled: Submission) -> None:
    rows = [Answer(item="a-1", credit=0.5, note="n", given_by=filled.created_by)]
    rows[0].given_at = filled.created_at
    moved = upgrades.move([], rows, SMALL)
    assert [(row.credit, row.note) for row in moved.answers] == [(None, "n")]
    assert [(item.item, item.why) for item in moved.aside] == [("a-1", "credit_follows")]
