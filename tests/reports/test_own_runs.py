"""Own trainings and calibrations: taken in whole, seen by members alone, looked at before they are accepted, used in plans."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assess import calibrations, own_runs, workflow
from assess.capacity.machine import MEASURED_ON
from assess.capacity.own_rows import STEP_COLUMNS, RowsRefused
from assess.models import (
    Membership,
    Organisation,
    OwnRun,
    OwnStep,
    StepCalibration,
    Submission,
    User,
)
from assess.permissions import Forbidden
from indicators.models import Accelerator
from reports.validation import own_rows
from tests.assess.test_capacity_own_rows import RUN, table
from tests.reports.own import file, step_cells

ClientOf = Callable[[User], Client]
RunJobs = Callable[[], int]


def test_a_table_is_taken_and_judged_beside_the_published_runs(
    organisation: Organisation, owner: User, client_of: ClientOf
) -> None:
    sent = {"file": file("\ufeff" + table({**RUN, "model": "我们的模型"}))}
    answer = client_of(owner).post(reverse("plan_own_upload", args=[organisation.pk]), sent)
    assert answer.status_code == 302
    [row] = own_rows(owner)
    # 8 * 70e9 * 1e12 / (312e12 * 0.4) card-seconds against 30 days of 1,024 cards
    assert row.judged.errors["blind"] == pytest.approx(
        8 * 70e21 / (312e12 * 0.4) / (30 * 86400 * 1024) - 1
    )
    html = client_of(owner).get(reverse("plan_validation"), {"whose": "own"}).content.decode()
    assert "ourmodel-70b" in html
    assert str(organisation) in html


def test_a_table_with_a_fault_is_not_taken_and_the_fault_is_told(
    organisation: Organisation, owner: User, client_of: ClientOf
) -> None:
    sent = {"file": file(table(RUN, {**RUN, "id": "other", "tokens_B": "many"}))}
    answer = client_of(owner).post(reverse("plan_own_upload", args=[organisation.pk]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "tokens_B" in html
    assert "many" in html
    assert not OwnRun.objects.exists()


def test_the_same_name_again_takes_the_place_of_the_first(
    organisation: Organisation, owner: User
) -> None:
    own_runs.add_runs(organisation, [RUN], by=owner)
    own_runs.add_runs(organisation, [{**RUN, "reported_days": "31"}], by=owner)
    assert [row.cells["reported_days"] for row in OwnRun.objects.all()] == ["31"]


def test_a_single_training_is_added_by_the_form(
    organisation: Organisation, owner: User, client_of: ClientOf
) -> None:
    address = reverse("plan_own_add", args=[organisation.pk])
    refused = client_of(owner).post(address, {**RUN, "params_active_B": "much"})
    assert refused.status_code == 422
    assert "0.000001" in refused.content.decode() or "1e-06" in refused.content.decode()
    assert client_of(owner).post(address, RUN).status_code == 302
    assert OwnRun.objects.get().cells["params_active_B"] == "70"


def test_the_same_step_times_twice_are_kept_once(measured_here: Organisation, owner: User) -> None:
    again = own_runs.add_steps(measured_here, step_cells(), on=MEASURED_ON, card="A100", by=owner)
    assert again == 0
    assert OwnStep.objects.count() == 15


def test_step_times_are_uploaded_with_their_machine(
    organisation: Organisation, owner: User, client_of: ClientOf
) -> None:
    card = Accelerator.objects.create(
        code="x100", name="X100", vendor="X", peak_tflops=312, memory_gb=80,
        memory_bandwidth_gb_s=2039, link_gb_s=600, source="test", verified=True,
    )  # fmt: skip
    head = ",".join(column.name for column in STEP_COLUMNS)
    rows = "\n".join([head, *(",".join(row.values()) for row in step_cells())])
    sent = {"file": file(rows), "card": card.pk, "cards_per_server": 8, "port_gbit_s": 200}
    answer = client_of(owner).post(reverse("plan_own_steps", args=[organisation.pk]), sent)
    assert answer.status_code == 302
    assert OwnStep.objects.first().machine["network_gb_s"] == 200  # type: ignore[union-attr]


@pytest.fixture
def addresses(fitted: StepCalibration, owner: User) -> dict[str, list[str]]:
    """Every page of this part, by the method that it takes."""
    own_runs.add_runs(fitted.organisation, [RUN], by=owner)
    pk, run = fitted.organisation_id, OwnRun.objects.get().pk
    posted = [
        reverse(name, args=[pk])
        for name in (
            "plan_own_upload",
            "plan_own_steps",
            "plan_calibrate",
            "plan_own_steps_remove",
            "plan_own_add",
        )
    ]
    posted += [
        reverse(name, args=[fitted.pk])
        for name in ("plan_calibration_accept", "plan_calibration_discard")
    ]
    shown = [
        reverse("plan_own", args=[pk]),
        reverse("plan_own_add", args=[pk]),
        reverse("plan_calibration", args=[fitted.pk]),
    ]
    return {"get": shown, "post": [*posted, reverse("plan_own_remove", args=[run])]}


def test_outsiders_and_assessors_find_nothing(
    addresses: dict[str, list[str]], client_of: ClientOf, outsider: User, assessor: User,
    administrator: User, submission: Submission,
) -> None:  # fmt: skip
    workflow.assign(submission, assessor, by=administrator)
    for person in (outsider, assessor):
        for method, paths in addresses.items():
            answers = {path: getattr(client_of(person), method)(path).status_code for path in paths}
            assert set(answers.values()) == {404}, answers
        for name in ("plan_validation", "plan_validation_csv"):
            assert "ourmodel-70b" not in client_of(person).get(reverse(name)).content.decode()
        assert own_rows(person) == []


def test_members_see_it_and_a_reader_changes_nothing(
    addresses: dict[str, list[str]],
    client_of: ClientOf,
    colleague: User,
    organisation: Organisation,
) -> None:
    for path in addresses["get"]:
        assert client_of(colleague).get(path).status_code == 200
    reader = User.objects.create_user("reader", password="secret")
    Membership.objects.create(user=reader, organisation=organisation, role="viewer")
    assert client_of(reader).get(reverse("plan_own", args=[organisation.pk])).status_code == 200
    with pytest.raises(Forbidden):
        own_runs.add_runs(organisation, [RUN], by=reader)
    with pytest.raises(Forbidden):
        calibrations.order_calibration(organisation, basis="joined", by=reader)
    with pytest.raises(Forbidden):
        own_runs.remove_steps(organisation, by=reader)
    assert client_of(reader).post(addresses["post"][-1]).status_code == 403


def test_strangers_are_asked_to_sign_in(addresses: dict[str, list[str]], client: Client) -> None:
    assert {client.get(path).status_code for path in addresses["get"]} == {302}


def test_an_organisation_has_room_for_so_many_rows(
    organisation: Organisation, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_runs, "MOST", 1)
    with pytest.raises(RowsRefused):
        own_runs.add_runs(organisation, [RUN, {**RUN, "id": "other"}], by=owner)


def test_the_page_asks_the_database_as_often_for_many_rows_as_for_one(
    organisation: Organisation,
    owner: User,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    own_runs.add_runs(organisation, [{**RUN, "id": f"m{number}"} for number in range(30)], by=owner)
    browser, address = client_of(owner), reverse("plan_own", args=[organisation.pk])
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert browser.get(address).content.decode().count("m29") >= 1


def test_templates_hold_the_columns(owner: User, client_of: ClientOf) -> None:
    text = (
        client_of(owner)
        .get(reverse("plan_own_template", args=["steps"]))
        .content.decode("utf-8-sig")
    )
    assert text.strip().split(",") == [column.name for column in STEP_COLUMNS]
    assert client_of(owner).get(reverse("plan_own_template", args=["x"])).status_code == 404
