"""Organisations, clusters, submissions and their moves, plans and tokens, as pages."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assess import workflow
from assess.forms import last_twelve_months
from assess.models import (
    CapacityPlan,
    Cluster,
    Job,
    Membership,
    Organisation,
    Submission,
    Token,
    User,
)

Browser = Callable[[User], Client]
State = Submission.State


@pytest.fixture
def client(client_of: Browser, owner: User) -> Client:
    """The owner's browser, in English."""
    client = client_of(owner)
    client.cookies["django_language"] = "en"
    return client


def test_only_an_administrator_makes_organisations(
    client: Client, client_of: Browser, administrator: User
) -> None:
    address = reverse("organisation_new")
    assert client.post(address, {"name": "新组织"}).status_code == 403
    assert client_of(administrator).post(address, {"name": "新组织"}).status_code == 302
    assert Organisation.objects.filter(name="新组织").exists()


def test_a_name_of_an_organisation_is_used_once(
    client_of: Browser, administrator: User, organisation: Organisation
) -> None:
    response = client_of(administrator).post(
        reverse("organisation_new"), {"name": organisation.name}
    )
    assert response.status_code == 422


def test_an_owner_takes_somebody_in(
    client: Client, organisation: Organisation, assessor: User
) -> None:
    address = reverse("organisation_admit", args=[organisation.pk])
    client.post(address, {"username": "assessor", "role": "viewer"})
    assert Membership.objects.get(user=assessor).role == "viewer"


def test_an_unknown_user_name_is_told(client: Client, organisation: Organisation) -> None:
    address = reverse("organisation_admit", args=[organisation.pk])
    response = client.post(address, {"username": "nobody", "role": "viewer"})
    assert response.status_code == 422
    assert "Nobody has this user name" in response.content.decode()


def test_a_cluster_may_leave_figures_undisclosed(
    client: Client, organisation: Organisation
) -> None:
    client.post(reverse("cluster_new"), {"organisation": organisation.pk, "name": "二号"})
    made = Cluster.objects.get(name="二号")
    assert (made.nodes, made.accelerator) == (None, None)
    html = client.get(reverse("cluster_detail", args=[made.pk])).content.decode()
    assert "not disclosed" in html


def test_the_card_chooser_shows_peak_memory_link_and_mark(client: Client, cluster: Cluster) -> None:
    html = client.get(reverse("cluster_edit", args=[cluster.pk])).content.decode()
    assert "H100 SXM 80GB · 989.4 TFLOPS · 80 GB · 900 GB/s · verified" in html
    assert "not verified" in html


def test_a_cluster_is_corrected(client: Client, cluster: Cluster) -> None:
    sent = {"name": "一号集群", "nodes": "256", "cards_per_node": "8"}
    client.post(reverse("cluster_edit", args=[cluster.pk]), sent)
    cluster.refresh_from_db()
    assert cluster.nodes == 256


def test_zero_nodes_are_refused(client: Client, cluster: Cluster) -> None:
    sent = {"name": "一号集群", "nodes": "0"}
    assert client.post(reverse("cluster_edit", args=[cluster.pk]), sent).status_code == 422


def test_a_new_submission_starts_with_the_last_twelve_months() -> None:
    assert last_twelve_months(date(2026, 1, 15)) == (date(2025, 1, 1), date(2025, 12, 31))
    assert last_twelve_months(date(2024, 3, 1)) == (date(2023, 3, 1), date(2024, 2, 29))


def test_a_period_that_runs_backwards_is_refused(client: Client, cluster: Cluster) -> None:
    sent = {
        "cluster": cluster.pk,
        "title": "反",
        "period_start": "2025-12-31",
        "period_end": "2025-01-01",
    }
    response = client.post(reverse("submission_new"), sent)
    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_the_list_is_searched_and_filtered(client: Client, submission: Submission) -> None:
    address = reverse("submission_list")
    assert submission.title in client.get(address, {"q": "星海"}).content.decode()
    assert submission.title not in client.get(address, {"state": "final"}).content.decode()
    assert "Nothing matches" in client.get(address, {"q": "没有"}).content.decode()


def test_the_list_shows_score_level_and_coverage(
    client: Client, submission: Submission, owner: User, run_jobs: Callable[[], int]
) -> None:
    workflow.submit(submission, by=owner)
    run_jobs()
    html = client.get(reverse("submission_list")).content.decode()
    assert "0 %" in html


def test_before_submitting_it_is_told_what_is_missing(
    client: Client, submission: Submission
) -> None:
    html = client.get(reverse("submission_submit", args=[submission.pk])).content.decode()
    assert "34 indicators are unanswered" in html
    assert "counts 0 in the final score" in html


def test_a_second_click_on_submit_does_no_harm(client: Client, submission: Submission) -> None:
    address = reverse("submission_submit", args=[submission.pk])
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    assert Job.objects.count() == 1


def test_an_administrator_assigns_an_assessor_who_returns_it_with_a_note(
    client_of: Browser, submission: Submission, administrator: User, assessor: User
) -> None:
    workflow.submit(submission, by=submission.created_by)
    assign = reverse("submission_assign", args=[submission.pk])
    client_of(administrator).post(assign, {"assessor": assessor.pk})
    back = reverse("submission_return", args=[submission.pk])
    assert client_of(assessor).post(back, {"note": ""}).status_code == 422
    client_of(assessor).post(back, {"note": "PUE 计量点？"})
    submission.refresh_from_db()
    assert submission.state == State.DRAFT
    shown = client_of(assessor).get(reverse("submission_progress", args=[submission.pk]))
    assert "PUE 计量点？" in shown.content.decode()


def test_an_assessor_finalises(
    client_of: Browser, submission: Submission, administrator: User, assessor: User
) -> None:
    workflow.submit(submission, by=submission.created_by)
    workflow.assign(submission, assessor, by=administrator)
    client_of(assessor).post(reverse("submission_finalise", args=[submission.pk]))
    submission.refresh_from_db()
    assert submission.state == State.FINAL


def test_an_owner_cannot_finalise(client: Client, submission: Submission) -> None:
    address = reverse("submission_finalise", args=[submission.pk])
    assert client.post(address).status_code == 403


def test_a_withdrawal_says_why(client: Client, submission: Submission) -> None:
    client.post(reverse("submission_withdraw", args=[submission.pk]), {"note": "数据有误"})
    submission.refresh_from_db()
    assert submission.state == State.WITHDRAWN
    assert submission.events.filter(verb="withdraw", note="数据有误").exists()


PLAN = {
    "name": "附录示例",
    "params": "175B",
    "tokens": "3.5T",
    "days": "50",
    "utilisation": "40%",
    "card_tflops": "300",
    "models-TOTAL_FORMS": "1",
    "models-INITIAL_FORMS": "0",
    "models-0-kind": "cv",
    "models-0-params": "1B",
    "models-0-count": "3",
}


@pytest.mark.usefixtures("framework")
def test_the_reports_example_comes_out_exact_and_as_printed(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    empty_row = {"models-0-kind": "nlp", "models-0-params": "", "models-0-count": "1"}
    waiting = client.post(reverse("plan_new"), PLAN | empty_row, follow=True)
    assert "hx-get" in waiting.content.decode()
    run_jobs()
    html = client.get(waiting.request["PATH_INFO"]).content.decode()
    assert all(
        text in html
        for text in ("2,835.648 PFLOPS", "9,453", "5,671.296 GB/s", "5,600 GB/s", "3.6435 PB")
    )


@pytest.mark.usefixtures("framework")
def test_a_plan_takes_rows_of_stored_models(client: Client) -> None:
    client.post(reverse("plan_new"), PLAN)
    order = CapacityPlan.objects.get().order
    assert order["models"] == [{"kind": "cv", "params": 1e9, "count": 3}]
    assert (order["params"], order["tokens"], order["utilisation"]) == (175e9, 3.5e12, 0.4)


@pytest.mark.usefixtures("framework")
def test_a_plan_names_every_wrong_number_and_keeps_what_was_typed(client: Client) -> None:
    response = client.post(reverse("plan_new"), PLAN | {"days": "soon", "utilisation": "400%"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "“soon” is not a number" in html
    assert 'value="400%"' in html
    assert not CapacityPlan.objects.exists()


@pytest.mark.usefixtures("framework")
def test_what_the_planner_refuses_stands_beside_its_field(client: Client) -> None:
    response = client.post(reverse("plan_new"), PLAN | {"utilisation": "400%"})
    assert "the utilisation as a share from 0.001 to 1" in response.content.decode()


def test_a_token_is_shown_once_and_revoked(client: Client, owner: User) -> None:
    made = client.post(
        reverse("tokens"), {"name": "上报脚本", "days": "30", "scopes": ["read", "write"]}
    )
    secret = made.context["secret"]
    token = Token.objects.get(user=owner)
    assert secret in made.content.decode()
    assert secret not in client.get(reverse("tokens")).content.decode()
    client.post(reverse("token_revoke", args=[token.token_key]))
    assert not Token.objects.exists()


def test_nobody_revokes_the_token_of_another(
    client_of: Browser, outsider: User, owner: User
) -> None:
    token, _secret = Token.objects.create(owner, name="x")
    address = reverse("token_revoke", args=[token.token_key])
    assert client_of(outsider).post(address).status_code == 404
