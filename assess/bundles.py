"""A submission as a bundle: rows into tables that need no database."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from assess import scores
from assess.models import Answer, BundleImport, Cluster, Measurement, Score, Submission
from assess.scoring import bundle
from assess.scoring.gathering import facts_of
from assess.scoring.method import METHOD
from assess.scoring.restore import restore
from assess.scoring.results import Facts

Row = Measurement | Answer
Givers = Mapping[str, Mapping[str, list[Any]]]


def export_bundle(submission: Submission) -> bytes:
    """The bundle of a submission: the score that counts, or of a draft what it holds now. Nothing is kept."""
    return bundle.write(tables_of(submission))


def tables_of(submission: Submission) -> dict[str, Any]:
    """The tables of a submission's bundle, sealed with their hashes."""
    measurements = list(submission.measurements.order_by("input"))
    answers = list(submission.answers.order_by("item"))
    facts, score = _scored(submission, measurements, answers)
    people = _People(submission, [*measurements, *answers])
    sections = {
        "method": METHOD if score["computed_at"] is None else score["result"]["method"],
        "framework": submission.framework.definition,
        "profile": submission.profile.definition,
        "subject": _subject(submission),
        "cluster": {**_machine(submission.cluster), "inputs": _described(measurements, facts)},
        "measurements": [_measured(row, people) for row in measurements],
        "answers": [_answered(row, people) for row in answers],
        "score": score,
    }
    return bundle.sealed(sections)


def givers_of(tables: Mapping[str, Any]) -> dict[str, dict[str, list[Any]]]:
    """Who gave what and when, by section and code, to be kept beside an imported submission."""
    keys = {"measurements": "input", "answers": "item"}
    return {
        section: {row[key]: [row["given_by"], row["given_at"]] for row in tables[section]}
        for section, key in keys.items()
    }


def moment(at: datetime) -> str:
    """A time as a bundle writes it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class _People:
    """Numbers instead of names: those of the bundle that a row came in, else new ones in order of appearance."""

    def __init__(self, submission: Submission, rows: Iterable[Row]) -> None:
        imported = BundleImport.objects.filter(submission=submission).first()
        self._givers: Givers = imported.givers if imported else {}
        taken = [number for section in self._givers.values() for number, _at in section.values()]
        own = [row.given_by_id for row in rows if self._imported(row) is None]
        self._numbers = {
            person: number
            for number, person in enumerate(dict.fromkeys(own), max(taken, default=0) + 1)
        }

    def number(self, row: Row) -> int:
        """The number of the person who gave a row."""
        found = self._imported(row)
        return self._numbers[row.given_by_id] if found is None else found

    def _imported(self, row: Row) -> int | None:
        """The number in the bundle that the row came in; None where it was given here."""
        section, code = (
            ("measurements", row.input) if isinstance(row, Measurement) else ("answers", row.item)
        )
        number, at = self._givers.get(section, {}).get(code, (None, None))
        return number if at == moment(row.given_at) else None


def _scored(
    submission: Submission, measurements: list[Measurement], answers: list[Answer]
) -> tuple[Facts, dict[str, Any]]:
    """The facts and the score that belongs to them: the one that counts, or one for this file only."""
    row = None if submission.is_open else scores.latest(submission)
    facts = _facts_of(row, measurements, answers) if row else None
    if row is not None and facts is not None:
        result = bundle.plain_result(restore(row.result))
        return facts, _score(row.kind, row.digest, row.computed_at, result)
    now = scores.facts_from(submission, measurements, answers)
    final = submission.state == Submission.State.FINAL
    kind = Score.Kind.FINAL if final else Score.Kind.DRAFT
    result = bundle.plain_result(scores.score_of(submission, now))
    return now, _score(kind, scores.digest_of(submission, now), None, result)


def _facts_of(row: Score, measurements: list[Measurement], answers: list[Answer]) -> Facts | None:
    """The facts of a score, if they are those of the rows; the cluster may be described otherwise by now."""
    then = bundle.FACTS.validate_python(row.facts)
    described = _described(measurements, then)
    return then if facts_of(measurements, answers, described) == then else None


def _described(measurements: list[Measurement], facts: Facts) -> dict[str, float]:
    """The inputs that nobody measured: the cluster's description gave them."""
    measured = {row.input for row in measurements}
    return {code: value for code, value in facts.inputs.items() if code not in measured}


def _score(kind: str, digest: str, at: datetime | None, result: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": str(kind),
        "digest": digest,
        "computed_at": moment(at) if at else None,
        "result": result,
    }


def _subject(submission: Submission) -> dict[str, Any]:
    organisation = submission.cluster.organisation
    return {
        "organisation": organisation.name,
        "origin": organisation.origin,
        "title": submission.title,
        "note": submission.note,
        "period_start": submission.period_start.isoformat(),
        "period_end": submission.period_end.isoformat(),
        "state": submission.state,
    }


def _machine(cluster: Cluster) -> dict[str, Any]:
    """A cluster's description as a bundle holds it."""
    return {
        "name": cluster.name,
        "nodes": cluster.nodes,
        "cards_per_node": cluster.cards_per_node,
        "accelerator": cluster.accelerator.code if cluster.accelerator else "",
        "card_peak_tflops": cluster.card_peak_tflops,
        "location": cluster.location,
        "note": cluster.note,
    }


def _measured(row: Measurement, people: _People) -> dict[str, Any]:
    return {
        "input": row.input,
        "text": row.text,
        "unit": row.unit,
        "value": row.value,
        "canonical_unit": row.canonical_unit,
        "low": row.low,
        "low_text": row.low_text,
        "high": row.high,
        "high_text": row.high_text,
        "source": row.source,
        "road": row.road,
        "given_by": people.number(row),
        "given_at": moment(row.given_at),
    }


def _answered(row: Answer, people: _People) -> dict[str, Any]:
    return {
        "item": row.item,
        "credit": row.credit,
        "not_applicable": row.leaves_out,
        "reason": row.reason,
        "evidence": row.evidence,
        "note": row.note,
        "given_by": people.number(row),
        "given_at": moment(row.given_at),
    }
