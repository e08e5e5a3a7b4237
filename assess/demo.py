"""Shipped examples: published cases with their sources, and one synthetic centre marked as such."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from assess import intake, review, workflow
from assess.models import Cluster, Measurement, Organisation, Submission, User
from indicators.models import Accelerator

FOLDER = Path(__file__).parent / "cases"
FILES = ("published.toml", "synthetic.toml")
AUTHOR = "suanheng-examples"


def load_demo() -> list[Organisation]:
    """Load the examples that are not there yet; returns the new organisations."""
    author = _author()
    cases = [
        case
        for name in FILES
        for case in tomllib.loads((FOLDER / name).read_text())["organisations"]
    ]
    known = set(Organisation.objects.values_list("name", flat=True))
    return [_load(case, author) for case in cases if case["name"] not in known]


def _author() -> User:
    """The account that the examples are entered by; nobody can sign in with it."""
    author, created = User.objects.get_or_create(
        username=AUTHOR, defaults={"is_active": False, "is_staff": True, "first_name": "算衡示例"}
    )
    if created:
        author.set_unusable_password()
        author.save(update_fields=["password"])
    return author


@transaction.atomic
def _load(case: Mapping[str, Any], author: User) -> Organisation:
    organisation = Organisation.objects.create(
        name=case["name"], origin=case["origin"], note=case["note"]
    )
    fields = dict(case["cluster"])
    card = fields.pop("accelerator", None)
    accelerator = Accelerator.objects.get(code=card) if card else None
    cluster = workflow.create_cluster(organisation, by=author, accelerator=accelerator, **fields)
    for submission in case["submissions"]:
        _submit(cluster, submission, author)
    return organisation


def _submit(cluster: Cluster, case: Mapping[str, Any], author: User) -> Submission:
    fields = {key: case[key] for key in ("title", "period_start", "period_end", "note")}
    submission = workflow.create_submission(cluster, by=author, **fields)
    measurements = [{"input": code, **given} for code, given in case["measurements"].items()]
    intake.record_measurements(submission, measurements, by=author, road=Measurement.Road.SHIPPED)
    intake.record_answers(submission, _answers(case), by=author)
    workflow.submit(submission, by=author)
    if case.get("final"):
        for rule, reason in case.get("accepted", {}).items():
            review.accept(submission, rule, reason=reason, by=author)
        review.approve_all(submission, by=author)
        workflow.finalise(submission, by=author)
    return submission


def _answers(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Credits of criteria, reasons why items do not apply, evidence classes of indicators."""
    credits = [{"item": code, "credit": credit} for code, credit in case.get("credits", {}).items()]
    absent = [
        {"item": code, "not_applicable": True, "reason": reason}
        for code, reason in case.get("not_applicable", {}).items()
    ]
    evidence = [
        {"item": code, "evidence": klass}
        for klass, codes in case.get("evidence", {}).items()
        for code in codes
    ]
    return credits + absent + evidence
