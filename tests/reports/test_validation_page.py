"""The validation page: the command's targets, filters, statistics of what is shown, CSV, and what it costs."""

import csv
import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assess.kept_claims import shipped_claims
from assess.models import User
from assess.runs import published
from reports.validation import Chosen, missed, published_rows, statistics

ClientOf = Callable[[User], Client]


@pytest.fixture
def page(owner: User, client_of: ClientOf) -> Callable[..., str]:
    """The page's text for a query."""

    def get(**query: str) -> str:
        return client_of(owner).get(reverse("plan_validation"), query).content.decode()

    return get


def test_the_page_shows_the_commands_own_claims(page: Callable[..., str]) -> None:
    html = page()
    for claim in shipped_claims():
        assert claim.target.zh in html
    assert html.count("gate ok") == sum(claim.met is True for claim in shipped_claims())


def test_a_missed_mean_names_the_rows_behind_it() -> None:
    claim = next(item for item in shipped_claims() if item.claim == "published_runs")
    told = missed(claim)
    assert told is not None
    assert {"mtnlg-530b-2240", "mtnlg-530b-2800", "mtnlg-530b-3360"} <= {
        row.subject for row in told.rows
    }
    assert told.others < 0.08


def test_every_trait_narrows_the_rows() -> None:
    rows = published_rows()
    for name, value, count in (("tier", "X", 2), ("kind", "estimate", 2), ("stated", "yes", None)):
        found = Chosen({name: value}).of(rows)
        assert 0 < len(found) < len(rows)
        assert count in (None, len(found))
    assert {row.run.id for row in Chosen({}, "palm google").of(rows)} == set()
    assert [row.run.id for row in Chosen({}, "PaLM 540B").of(rows)] == ["palm-540b"]


def test_rows_are_sorted_by_the_size_of_an_error() -> None:
    found = Chosen({}, sort="steps").of(published_rows())
    sizes = [abs(row.judged.errors["steps"]) for row in found if "steps" in row.judged.errors]
    assert sizes == sorted(sizes, reverse=True)
    assert "steps" in found[0].judged.errors


def test_statistics_are_of_the_rows_shown() -> None:
    runs = Chosen({"kind": "run"}).of(published_rows())
    blind = next(item for item in statistics(runs) if item.formula.code == "blind")
    assert blind.n == 30
    assert blind.max == pytest.approx(0.7125, abs=5e-4)  # Llama 1 13B, +71.2 %


def test_the_csv_holds_the_cells_as_given_and_the_errors(owner: User, client_of: ClientOf) -> None:
    answer = client_of(owner).get(reverse("plan_validation_csv"), {"q": "bloom-176b-step"})
    [row] = csv.DictReader(answer.content.decode("utf-8-sig").splitlines())
    given = next(cells for cells, run in published() if run.id == "bloom-176b-step")
    assert {name: row[name] for name in given} == dict(given)
    assert float(row["error_blind"]) == pytest.approx(0.173, abs=1e-3)
    assert row["error_model"] == ""


def test_a_choice_that_does_not_exist_shows_everything(page: Callable[..., str]) -> None:
    assert "107" in page(kind="nonsense")


def test_typing_gets_the_rows_alone(owner: User, client_of: ClientOf) -> None:
    answer = client_of(owner).get(
        reverse("plan_validation"), {"q": "mtnlg"}, headers={"hx-request": "true"}
    )
    html = answer.content.decode()
    assert "<html" not in html
    assert html.count("mtnlg-530b") >= 3


def test_the_page_costs_little_once_the_claims_are_known(page: Callable[..., str]) -> None:
    page()
    started = time.process_time()
    page()
    assert time.process_time() - started < 0.5


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse("plan_validation")).status_code == 302
    assert client.get(reverse("plan_validation_csv")).status_code == 302
