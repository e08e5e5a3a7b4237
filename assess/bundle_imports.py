"""A bundle becomes an organisation's submission: all of it as it was, or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from assess import intake, scores, workflow
from assess.bundle_words import explain_difference
from assess.bundles import givers_of, tables_of
from assess.models import (
    BundleImport,
    Cluster,
    Event,
    Measurement,
    Organisation,
    Score,
    Submission,
    User,
)
from assess.permissions import Forbidden
from assess.scoring import bundle
from assess.scoring.bundle import Bundle
from assess.scoring.bundle_check import check, facts_in
from assess.scoring.restore import restore
from indicators.faults import DefinitionError
from indicators.load import ChangedVersion, load_framework, load_profile
from indicators.messages import explain, explain_change
from indicators.models import Accelerator, Framework, Profile


class BundleRefused(Exception):
    """A bundle of which nothing was kept, with every reason as a sentence."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Imported:
    """The submission, and what had to be made for it: kind and name; nothing where it was there already."""

    submission: Submission
    made: tuple[tuple[str, str], ...]


def import_bundle(raw: bytes, *, by: User, organisation: str = "") -> Imported:
    """Bring a bundle in, with its state and score; the same content twice is the same submission.

    ``organisation`` takes it in under another name. Only administrators do this: a bundle may be final without
    an assessor of this installation. Raises BundleRefused with every reason.
    """
    if not by.is_staff:
        raise Forbidden(_("Only an administrator imports bundles."))
    try:
        tables = bundle.read(raw)
        found = check(tables)
        if not found.agrees:
            raise BundleRefused([explain_difference(item) for item in found.differences])
        return _import(_renamed(tables, organisation), by)
    except DefinitionError as error:
        raise BundleRefused([f"{item.path}: {explain(item)}" for item in error.faults]) from error
    except ChangedVersion as error:
        raise BundleRefused([explain_change(error)]) from error
    except intake.Rejected as error:
        raise BundleRefused([f"{item.found}: {item.expected}" for item in error.faults]) from error


def _renamed(tables: dict[str, Any], organisation: str) -> dict[str, Any]:
    if not organisation:
        return tables
    known = Organisation.objects.filter(name=organisation).first()
    origin = known.origin if known else tables["subject"]["origin"]
    subject = {**tables["subject"], "organisation": organisation, "origin": origin}
    return bundle.sealed({**tables, "subject": subject})


@transaction.atomic
def _import(tables: Mapping[str, Any], by: User) -> Imported:
    read = bundle.records_of(tables)
    made: list[tuple[str, str]] = []
    organisation = _organisation(read, made)
    profile = _profile(tables, organisation, made)
    cluster = _cluster(read, organisation, by, made)
    known = _same(cluster, read, tables)
    if known is not None:
        return Imported(known, ())
    submission = _submission(read, cluster, profile, by)
    _fill(submission, read, by)
    BundleImport.objects.create(
        submission=submission, content=tables["hashes"][bundle.CONTENT], imported_by=by,
        givers=givers_of(tables),
    )  # fmt: skip
    _close(submission, read, by)
    _faithful(submission, tables)
    return Imported(submission, (*made, ("submission", submission.title)))


def _organisation(read: Bundle, made: list[tuple[str, str]]) -> Organisation:
    organisation, new = Organisation.objects.get_or_create(
        name=read.subject.organisation, defaults={"origin": read.subject.origin}
    )
    made += [("organisation", organisation.name)] if new else []
    return organisation


def _profile(
    tables: Mapping[str, Any], organisation: Organisation, made: list[tuple[str, str]]
) -> Profile:
    """Framework and profile: everybody's where they are here already, else the organisation's own."""
    known = Framework.objects.filter(code=tables["framework"]["code"], owner=None)
    owner = None if known.exists() else organisation.pk
    framework, new = load_framework(tables["framework"], owner=owner)
    made += [("framework", str(framework))] if new else []
    shared = framework.profiles.filter(code=tables["profile"]["code"], owner=None)
    owner = None if shared.exists() else organisation.pk
    profile, new = load_profile(tables["profile"], owner=owner, framework=framework)
    made += [("profile", str(profile))] if new else []
    return profile


def _cluster(
    read: Bundle, organisation: Organisation, by: User, made: list[tuple[str, str]]
) -> Cluster:
    described = read.cluster
    known = organisation.clusters.filter(name=described.name).first()
    if known is not None:
        return known
    made.append(("cluster", described.name))
    return workflow.create_cluster(
        organisation, by=by, name=described.name, nodes=described.nodes,
        cards_per_node=described.cards_per_node, accelerator=_accelerator(described.accelerator),
        card_peak_tflops=described.card_peak_tflops, location=described.location, note=described.note,
    )  # fmt: skip


def _accelerator(code: str) -> Accelerator | None:
    if not code:
        return None
    card: Accelerator | None = Accelerator.objects.filter(code=code).first()
    if card is None:
        raise BundleRefused(
            [_("The accelerator “%(code)s” is not in the catalogue here.") % {"code": code}]
        )
    return card


def _same(cluster: Cluster, read: Bundle, tables: Mapping[str, Any]) -> Submission | None:
    """The submission that says all this already."""
    rows = Submission.objects.with_context().filter(
        cluster=cluster, title=read.subject.title, period_start=read.subject.period_start
    )
    wanted = tables["hashes"][bundle.CONTENT]
    return next((row for row in rows if tables_of(row)["hashes"][bundle.CONTENT] == wanted), None)


def _submission(read: Bundle, cluster: Cluster, profile: Profile, by: User) -> Submission:
    subject = read.subject
    return workflow.create_submission(
        cluster, by=by, profile=profile, title=subject.title, note=subject.note,
        period_start=subject.period_start, period_end=subject.period_end,
    )  # fmt: skip


def _fill(submission: Submission, read: Bundle, by: User) -> None:
    """Take the figures in by the one door, then give each its own time and road."""
    figures = [
        {
            "input": row.input, "value": row.text, "unit": row.unit, "source": row.source,
            "low": row.low_text, "high": row.high_text,
        }
        for row in read.measurements
    ]  # fmt: skip
    intake.record_measurements(submission, figures, by=by, road=Measurement.Road.FILE)
    intake.record_answers(submission, [_answer(row, submission) for row in read.answers], by=by)
    given = {row.input: row for row in read.measurements}
    _date(submission.measurements.all(), lambda row: given[row.input].given_at)
    said = {row.item: row.given_at for row in read.answers}
    _date(submission.answers.all(), lambda row: said[row.item])
    for road in {row.road for row in read.measurements}:
        codes = [row.input for row in read.measurements if row.road == road]
        submission.measurements.filter(input__in=codes).update(road=road)


def _answer(row: bundle.Answered, submission: Submission) -> dict[str, Any]:
    """An answer as the door takes it: credit belongs to criteria."""
    common = {
        "item": row.item, "not_applicable": row.not_applicable, "reason": row.reason, "note": row.note,
        "evidence": row.evidence,
    }  # fmt: skip
    if row.item in submission.framework.parsed().criterion_by_code:
        return {**common, "credit": row.credit}
    return common


def _date(rows: models.QuerySet[Any], time: Callable[[Any], datetime]) -> None:
    found = list(rows)
    for row in found:
        row.given_at = time(row)
    rows.model.objects.bulk_update(found, ["given_at"])


def _close(submission: Submission, read: Bundle, by: User) -> None:
    """Give the submission its state and its score, and write down where it came from."""
    Submission.objects.filter(pk=submission.pk).update(state=read.subject.state)
    submission.refresh_from_db(fields=["state", "revision"])
    stated = read.score
    if stated.computed_at is not None:
        result = restore(stated.result)
        score = scores.keep(submission, stated.kind, stated.digest, facts_in(read), result)
        Score.objects.filter(pk=score.pk).update(computed_at=stated.computed_at)
    Event.objects.create(submission=submission, actor=by, verb="import")


def _faithful(submission: Submission, tables: Mapping[str, Any]) -> None:
    """Make sure that the submission says what the bundle says, section by section."""
    found = tables_of(Submission.objects.with_context().get(pk=submission.pk))["hashes"]
    wrong = [name for name in bundle.HASHED if found[name] != tables["hashes"][name]]
    if wrong:
        sentence = _(
            "“%(section)s” is described otherwise in this installation; import it under another organisation."
        )
        raise BundleRefused([sentence % {"section": name} for name in wrong])
