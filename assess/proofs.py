"""What the evidence files of a submission prove: rows of readings into the pure derivation, and held against what is declared."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assess.derivation.declared import RULES, Difference
from assess.derivation.derive import Derivation, derive
from assess.derivation.reconcile import Choice
from assess.derivation.records import PARTIAL, Card, Known, Proof
from assess.evidence.quantities import QUANTITIES
from assess.evidence.reading import Condition, Finding, Reading, Where
from assess.models import Evidence, EvidenceReading, Submission
from assess.scoring.consistency import Finding as Fired
from assess.scoring.consistency import fire
from assess.scoring.results import Assessment, Facts
from indicators.models import Accelerator
from indicators.records import Text

BESIDES = ("node_downtime_hours",)
"""Quantities that serve a derivation without supporting an indicator by themselves."""

SHOWN_ONLY = frozenset({"tensor_active", "ttft", "tpot", "itl", "latency_other", "goodput"})
"""Quantities that files print in great numbers and no derivation uses."""

USED = tuple(
    code
    for code, item in QUANTITIES.items()
    if (item.indicator and code not in SHOWN_ONLY) or code in BESIDES
)


def proofs_of(submission: Submission) -> tuple[Proof, ...]:
    """Every reading of the submission's current files that can serve an indicator."""
    rows = EvidenceReading.objects.filter(
        evidence__in=submission.evidence.current(), quantity__in=USED
    )
    return tuple(_proof(row) for row in rows.select_related("evidence"))


def known_of(submission: Submission, inputs: Mapping[str, float]) -> Known:
    """The catalogue, the cluster's description, and inputs as typed."""
    cluster = submission.cluster
    return Known(
        cards=tuple(_card(row) for row in Accelerator.objects.all()),
        card=cluster.accelerator.name if cluster.accelerator else "",
        nodes=cluster.nodes,
        cards_per_node=cluster.cards_per_node,
        card_peak=cluster.card_peak,
        inputs=inputs,
    )


def derivation_of(
    submission: Submission, inputs: Mapping[str, float], choices: Mapping[str, Choice] | None = None
) -> Derivation:
    """What the files say of every slot. Without a file that can serve one nothing more is asked of the database."""
    proofs = proofs_of(submission)
    context = {**set_aside(submission, inputs), **inputs} if proofs else {}
    known = known_of(submission, context) if proofs else Known()
    return derive(proofs, known, choices)


def set_aside(submission: Submission, inputs: Mapping[str, float]) -> dict[str, float]:
    """Inputs that a figure of the files took the place of, as they stood: still what people know of the cluster."""
    return {
        code: stood["value"]
        for row in submission.takings.all()
        if all(inputs.get(code) == value for code, value in row.inputs.items())
        for code, stood in row.before.items()
        if stood is not None
    }


def findings_of(found: Sequence[Difference]) -> tuple[Fired, ...]:
    """The consistency rules that fire on differences; a proof of a part is a lower bound and contradicts nobody."""
    whole = (item for item in found if item.measured.rank < PARTIAL)
    fired = (fire(RULES[item.slot.code], item.numbers, item.units) for item in whole)
    return tuple(item for item in fired if item)


def declared_values(facts: Facts, result: Assessment) -> dict[str, float]:
    """The figure of each slot as it is declared now."""
    values = {item.code: item.value for item in result.indicators if item.value is not None}
    parts = {"P09a": facts.inputs.get("storage_bandwidth"), "P09b": facts.inputs.get("iops")}
    return {**values, **{code: value for code, value in parts.items() if value is not None}}


def _card(row: Accelerator) -> Card:
    return Card(row.code, row.name, row.peak_tflops, row.memory_gb)


def _proof(row: EvidenceReading) -> Proof:
    evidence = row.evidence
    return Proof(
        ref=str(evidence.pk), path=evidence.path, sha256=evidence.sha256, given=evidence.given_at.isoformat(),
        number=row.number, kind=row.kind, tool=row.tool, version=row.tool_version, reading=_reading(row),
        facts=_facts(evidence, row.kind),
    )  # fmt: skip


def _facts(evidence: Evidence, kind: str) -> Mapping[str, Condition]:
    found: Iterable[Mapping[str, Any]] = (item for item in evidence.kinds if item["kind"] == kind)
    return next((item["facts"] for item in found), {})


def _reading(row: EvidenceReading) -> Reading:
    where = Where(row.line, row.key, row.end)
    return Reading(
        row.quantity, row.value, row.printed, row.printed_unit, where, row.conditions, row.derived, _warnings(row.warnings)
    )  # fmt: skip


def _warnings(found: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            item["rule"], item["severity"], Text(item["message"]["zh"], item["message"]["en"]),
            found=item.get("found", ""), expected=item.get("expected", ""),
        )
        for item in found
    )  # fmt: skip
