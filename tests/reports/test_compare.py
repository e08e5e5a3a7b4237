"""Assessments side by side: which order may be told, what is refused, and who sees what."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assess import intake, workflow
from assess.models import Measurement, Score, Submission, User
from indicators.models import Profile
from reports import figures, pictures
from reports.comparison import Incomparable
from tests.assess.cases import ANT, CENTRE, META

ClientOf = Callable[[User], Client]
RunJobs = Callable[[], int]


@pytest.fixture
def another(centre: Score, owner: User, run_jobs: RunJobs) -> Submission:
    """The period before, of which much less is known and all of that is worse."""
    cluster = centre.submission.cluster
    given = {**CENTRE.inputs, "availability": 55, "mfu": 21, "hfu": 22, "mtbf": 8, "pue": 1.75}
    return scored(cluster, owner, given, run_jobs, credits=dict.fromkeys(CENTRE.credits, 0))


def scored(cluster, by, inputs, run_jobs, *, credits=None, **fields) -> Submission:  # type: ignore[no-untyped-def]
    """A submission of these inputs, handed in and scored."""
    submission = workflow.create_submission(
        cluster, by=by, title=str(len(inputs)), period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31), **fields,
    )  # fmt: skip
    described = {"nodes", "cards_per_node", "card_peak"}
    items = [
        {"input": code, "value": value} for code, value in inputs.items() if code not in described
    ]
    intake.record_measurements(submission, items, by=by, road=Measurement.Road.FORM)
    answers = [{"item": code, "credit": credit} for code, credit in (credits or {}).items()]
    intake.record_answers(submission, answers, by=by)
    workflow.submit(submission, by=by)
    run_jobs()
    return submission


def test_a_clearly_better_period_is_called_better(
    centre: Score, another: Submission, owner: User
) -> None:
    told = figures.comparison_of(owner, [centre.submission.pk, another.pk])
    [pair] = told.pairs
    assert pair.order != "none"
    assert pair.better.submission == centre.submission.pk
    assert pair.sureness >= 0.9
    assert len(told.groups) == 11


def test_two_poorly_known_cases_are_not_distinguishable(
    centre: Score, owner: User, run_jobs: RunJobs
) -> None:
    cluster = centre.submission.cluster
    one, other = (scored(cluster, owner, item.inputs, run_jobs) for item in (META, ANT))
    told = figures.comparison_of(owner, [one.pk, other.pk])
    assert not told.any_order
    assert [pair.order for pair in told.pairs] == ["none"]
    assert [item.score for item in told.columns] == [None, None]


def test_no_order_is_told_of_one_whose_score_is_not_shown(
    centre: Score, owner: User, run_jobs: RunJobs, client_of: ClientOf
) -> None:
    # U(0, 100) for nine tenths of the indicators averages out near 50: the draws alone would call it worse
    other = scored(centre.submission.cluster, owner, ANT.inputs, run_jobs)
    told = figures.comparison_of(owner, [centre.submission.pk, other.pk])
    [pair] = told.pairs
    assert max(pair.probability, 1 - pair.probability) > 0.9
    assert pair.order == "none"
    assert not pair.is_known
    query = {"submission": [str(centre.submission.pk), str(other.pk)]}
    page = client_of(owner).get(reverse("compare"), query, HTTP_ACCEPT_LANGUAGE="en")
    assert "too little is known" in page.content.decode()
    assert "P(first above second)" not in page.content.decode()


def test_which_is_named_first_makes_no_difference(
    centre: Score, another: Submission, owner: User
) -> None:
    ids = [centre.submission.pk, another.pk]
    assert figures.comparison_of(owner, ids) == figures.comparison_of(owner, reversed(ids))


def test_other_profiles_methods_and_single_ones_are_refused_with_the_reason(
    centre: Score, another: Submission, owner: User, run_jobs: RunJobs
) -> None:
    equal = Profile.objects.get(code="equal")
    third = scored(centre.submission.cluster, owner, ANT.inputs, run_jobs, profile=equal)
    first = centre.submission.pk
    assert refusal(owner, [first, third.pk]) == "other_profile"
    assert refusal(owner, [first]) == "too_few"
    another.scores.update(method="method-0.9")
    assert refusal(owner, [first, another.pk]) == "other_method"


def refusal(user: User, ids: list[object]) -> str:
    """The code of the reason."""
    with pytest.raises(Incomparable) as refused:
        figures.comparison_of(user, ids)  # type: ignore[arg-type]
    assert refused.value.reason.zh
    return refused.value.code


def test_the_page_offers_a_choice_and_shows_the_result(
    centre: Score, another: Submission, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    assert str(another.pk) in client.get(reverse("compare")).content.decode()
    query = {"submission": [str(centre.submission.pk), str(another.pk)]}
    page = client.get(reverse("compare"), query, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "is above" in page
    assert "P(first above second)" in page


def test_the_page_says_not_distinguishable_and_no_order(
    centre: Score, owner: User, run_jobs: RunJobs, client_of: ClientOf
) -> None:
    other = scored(
        centre.submission.cluster, owner, CENTRE.inputs, run_jobs, credits=CENTRE.credits
    )
    query = {"submission": [str(centre.submission.pk), str(other.pk)]}
    page = (
        client_of(owner).get(reverse("compare"), query, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )
    assert "no order of these assessments is stated" in page
    assert "is above" not in page


def test_a_refusal_keeps_the_choice(centre: Score, owner: User, client_of: ClientOf) -> None:
    query = {"submission": str(centre.submission.pk)}
    answer = client_of(owner).get(reverse("compare"), query, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 422
    assert "Choose at least 2" in answer.content.decode()
    assert "checked" in answer.content.decode()


@pytest.mark.parametrize("who", ["outsider", "assessor"])
def test_what_somebody_does_not_see_is_not_there(
    who: str,
    centre: Score,
    another: Submission,
    client_of: ClientOf,
    request: pytest.FixtureRequest,
) -> None:
    client = client_of(request.getfixturevalue(who))
    query = {"submission": [str(centre.submission.pk), str(another.pk)]}
    assert client.get(reverse("compare"), query).status_code == 404
    assert client.get("/api/v1/compare/", query).status_code == 404
    assert str(another.pk) not in client.get(reverse("compare")).content.decode()


def test_rest_tells_pairs_and_refuses_with_a_stable_code(
    centre: Score, another: Submission, colleague: User, client_of: ClientOf
) -> None:
    client = client_of(colleague)
    query = {"submission": [str(centre.submission.pk), str(another.pk)]}
    found = client.get("/api/v1/compare/", query).json()
    assert {item["order"] for item in found["pairs"]} <= {"first", "second"}
    assert found["order_from"] == 0.9
    assert [len(row["scores"]) for row in found["groups"]] == [2] * 11
    another.scores.update(method="method-0.9")
    problem = client.get("/api/v1/compare/", query)
    assert (problem.status_code, problem.json()["code"]) == (422, "not_comparable")


def test_choices_do_not_cost_a_query_each(
    centre: Score, another: Submission, owner: User, client_of: ClientOf,
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    client = client_of(owner)
    client.get(reverse("compare"))
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        client.get(reverse("compare"))


def test_lists_and_histories_say_that_they_are_no_ranking(
    centre: Score, another: Submission, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    for address in (reverse("home"), reverse("submission_list"), reverse("dashboard", args=[centre.submission.pk])):  # fmt: skip
        page = client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "This is no ranking" in page


def test_a_history_draws_the_band_beside_each_score() -> None:
    rows = [
        pictures.Past(date(2024, 6, 1), 64.0, 62.0, 66.5),
        pictures.Past(date(2025, 6, 1), 65.0),
    ]
    chart = pictures.past_scores(rows, "en")
    assert [item.values for item in chart.series] == [(64, 65), (66.5, None), (62, None)]
    assert "2024-06: 64.0 (62.0 ~ 66.5); 2025-06: 65.0" in chart.alt
    assert len(pictures.past_scores(rows[1:], "en").series) == 1
