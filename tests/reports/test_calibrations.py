"""Recalibration: looked at before it is accepted, never changed afterwards, used by plans of its organisation alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assess import calibrations, kept_plans, own_runs, plans
from assess.capacity.faults import PlanError
from assess.capacity.machine import MEASURED_ON
from assess.models import (
    CapacityPlan,
    Membership,
    Organisation,
    StepCalibration,
    User,
)
from assess.permissions import Forbidden, WrongState
from reports.plan_comparison import plan_comparison
from tests.reports.own import ORDER, step_cells

ClientOf = Callable[[User], Client]
RunJobs = Callable[[], int]


def test_errors_before_and_after_are_shown_before_anything_is_accepted(
    fitted: StepCalibration, owner: User, client_of: ClientOf
) -> None:
    result = fitted.result or {}
    assert result["after"] < result["before"]
    assert [item["n"] for item in result["families"]] == [5, 5, 5]
    assert not calibrations.calibrations_for(owner).exists()
    html = client_of(owner).get(reverse("plan_calibration", args=[fitted.pk])).content.decode()
    assert f"{100 * result['before']:.1f}%" in html
    assert f"{100 * result['after']:.1f}%" in html


def test_an_accepted_calibration_is_named_and_never_changes(
    fitted: StepCalibration, owner: User
) -> None:
    calibrations.accept(fitted, name="一号集群", by=owner)
    [row] = calibrations.calibrations_for(owner)
    assert calibrations.constants_of(row).matrix_efficiency == pytest.approx(0.6, rel=0.1)
    with pytest.raises(WrongState):
        calibrations.accept(row, name="别的", by=owner)
    with pytest.raises(WrongState):
        calibrations.discard(row, by=owner)
    before = row.result
    calibrations.fit_calibration(row.pk)
    row.refresh_from_db()
    assert row.result == before


def test_a_name_is_given_once(fitted: StepCalibration, owner: User, run_jobs: RunJobs) -> None:
    calibrations.accept(fitted, name="一号", by=owner)
    second, _ = calibrations.order_calibration(fitted.organisation, basis="joined", by=owner)
    with pytest.raises(WrongState):
        calibrations.accept(second, name="一号", by=owner)  # not computed
    run_jobs()
    with pytest.raises(WrongState):
        calibrations.accept(second, name="一号", by=owner)  # taken
    calibrations.discard(second, by=owner)
    assert StepCalibration.objects.count() == 1


def test_too_few_measurements_are_refused_with_the_reason(
    organisation: Organisation, owner: User, client_of: ClientOf
) -> None:
    own_runs.add_steps(organisation, step_cells()[:5], on=MEASURED_ON, card="A100", by=owner)
    address = reverse("plan_calibrate", args=[organisation.pk])
    html = client_of(owner).post(address, {"basis": "joined"}, follow=True).content.decode()
    assert "两" in html
    own_runs.add_steps(organisation, step_cells()[5:8], on=MEASURED_ON, card="A100", by=owner)
    with pytest.raises(WrongState):
        calibrations.order_calibration(organisation, basis="own", by=owner)
    assert not StepCalibration.objects.exists()


def test_a_plan_uses_an_accepted_calibration_of_its_organisation(
    fitted: StepCalibration, owner: User, run_jobs: RunJobs
) -> None:
    calibrations.accept(fitted, name="一号", by=owner)
    mode, organisation = CapacityPlan.Mode.ENGINEERING, fitted.organisation
    plain, _ = plans.order_plan(
        name="a", order=ORDER, by=owner, organisation=organisation, mode=mode
    )
    order = {**ORDER, "calibration": str(fitted.pk)}
    own, _ = plans.order_plan(name="b", order=order, by=owner, organisation=organisation, mode=mode)
    run_jobs()
    plain.refresh_from_db()
    own.refresh_from_db()
    assert own.order["calibration"] == str(fitted.pk)
    assert own.result["mfu"] < plain.result["mfu"]  # type: ignore[index]


def test_a_plan_cannot_use_what_is_not_accepted_not_seen_or_of_another_organisation(
    fitted: StepCalibration, owner: User, outsider: User, other_organisation: Organisation
) -> None:
    order = {**ORDER, "calibration": str(fitted.pk)}
    mode = CapacityPlan.Mode.ENGINEERING
    with pytest.raises(PlanError):
        plans.order_plan(name="x", order=order, by=owner, mode=mode)
    calibrations.accept(fitted, name="一号", by=owner)
    with pytest.raises(PlanError):
        plans.order_plan(name="x", order=order, by=outsider, mode=mode)
    Membership.objects.create(user=owner, organisation=other_organisation, role="editor")
    with pytest.raises(PlanError) as caught:
        plans.order_plan(
            name="x", order=order, by=owner, organisation=other_organisation, mode=mode
        )
    assert caught.value.faults[0].field == "calibration"
    with pytest.raises(PlanError):
        plans.order_plan(name="x", order={**ORDER, "calibration": "no"}, by=owner, mode=mode)


def test_a_plan_on_own_constants_is_not_shared_with_others(
    fitted: StepCalibration, owner: User, other_organisation: Organisation
) -> None:
    calibrations.accept(fitted, name="一号", by=owner)
    order = {**ORDER, "calibration": str(fitted.pk)}
    plan, _ = plans.order_plan(name="b", order=order, by=owner, mode=CapacityPlan.Mode.ENGINEERING)
    Membership.objects.create(user=owner, organisation=other_organisation, role="editor")
    with pytest.raises(Forbidden):
        kept_plans.change_plan(plan, by=owner, organisation=other_organisation)
    kept_plans.change_plan(plan, by=owner, organisation=fitted.organisation)
    copy, _ = kept_plans.copy_plan(plan, by=owner)
    assert copy.order["calibration"] == str(fitted.pk)


def test_the_page_offers_accepted_calibrations_and_answers_with_the_chosen_one(
    fitted: StepCalibration, owner: User, outsider: User, client_of: ClientOf
) -> None:
    address, typed = reverse("plan_engineer"), {name: str(value) for name, value in ORDER.items()}
    assert "一号" not in client_of(owner).get(address).content.decode()
    calibrations.accept(fitted, name="一号", by=owner)
    chosen = {**typed, "calibration": str(fitted.pk)}
    plain, own = (client_of(owner).get(address, sent) for sent in (typed, chosen))
    assert f'value="{fitted.pk}" selected' in own.content.decode()
    assert own.context["result"]["mfu"] < plain.context["result"]["mfu"]
    seen = client_of(outsider).get(address, chosen)
    assert seen.context["result"] is None
    assert "一号" not in seen.content.decode()


def test_a_kept_plan_tells_its_constants_and_copies_them(
    fitted: StepCalibration, owner: User, client_of: ClientOf, run_jobs: RunJobs
) -> None:
    calibrations.accept(fitted, name="一号", by=owner)
    sent = {**ORDER, "calibration": str(fitted.pk), "name": "x"}
    client_of(owner).post(reverse("plan_engineer"), sent)
    run_jobs()
    plan = CapacityPlan.objects.get()
    page = client_of(owner).get(reverse("plan_detail", args=[plan.pk])).content.decode()
    assert "单步时间常数：一号" in page
    copied = client_of(owner).get(reverse("plan_copy", args=[plan.pk]))
    assert f"calibration={fitted.pk}" in copied.headers["Location"]


def test_a_plan_on_own_constants_is_kept_for_no_other_organisation_and_the_page_says_so(
    fitted: StepCalibration, owner: User, other_organisation: Organisation, client_of: ClientOf
) -> None:
    calibrations.accept(fitted, name="一号", by=owner)
    Membership.objects.create(user=owner, organisation=other_organisation, role="editor")
    sent = {
        **ORDER,
        "calibration": str(fitted.pk),
        "name": "x",
        "organisation": str(other_organisation.pk),
    }
    answer = client_of(owner).post(reverse("plan_engineer"), sent)
    assert answer.status_code == 422
    assert "属于该规划所在组织的标定" in answer.content.decode()


def test_a_comparison_explains_each_plan_with_the_constants_it_was_computed_with(
    fitted: StepCalibration, owner: User, run_jobs: RunJobs
) -> None:
    calibrations.accept(fitted, name="一号", by=owner)
    mode, own = CapacityPlan.Mode.ENGINEERING, {"calibration": str(fitted.pk)}
    orders: list[dict[str, Any]] = [ORDER, {**ORDER, **own}, {**ORDER, **own, "tokens": 600e9}]
    made = [plans.order_plan(name=str(place), order=order, by=owner, mode=mode)[0]
            for place, order in enumerate(orders)]  # fmt: skip
    run_jobs()
    for plan in made:
        plan.refresh_from_db()
    told = plan_comparison(made)
    for pair, plan in zip(told.pairs, made[1:], strict=True):
        days = next(item for item in pair.reasons if item.figure.code == "days")
        assert days.second == pytest.approx(plan.result["time"]["wall_days"])  # type: ignore[index]
        assert not pair.earlier
    only = next(item for item in told.pairs[0].reasons if item.figure.code == "days").parts
    assert [part.code for part in only] == ["calibration"]
    assert only[0].adds > 0
    row = next(item for item in told.inputs if item.code == "calibration")
    assert row.values == ("", "一号", "一号")
