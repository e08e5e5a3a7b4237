"""P01 to P04, P19 and P20: from what logs of outages say of service, failures and repair.

Sources: the report, table 2 (definitions); docs/method.md, section 8 (no failure at all: one-sided bound).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from assess.derivation.grouping import Together, of, together
from assess.derivation.records import (
    CONVERTED,
    EXACT,
    PARTIAL,
    Candidate,
    Found,
    Known,
    Lack,
    Proof,
)
from indicators.records import Text

NO_FAILURE = 2.996
"""T over this is the 95 % bound of MTBF when nothing failed in T."""

HOUR = 3600.0
WHOLE_DAY, MONTH = 24.0, 720.0
"""Hours: less than a day shows a part only; thirty days are what the framework asks for."""

UNITS = Text(
    "日志没有节点数，取集群描述中的节点数",
    "The log does not tell the number of nodes; the cluster's description does",
)
NEVER_FAILED = Text(
    "期间没有故障：只有单侧下界 T / 2.996", "Nothing failed: only the bound T / 2.996 is known"
)
NO_NODES = Text("需要集群的节点数", "Needs the cluster's number of nodes")


def operations(proofs: Sequence[Proof], known: Known) -> Found:
    """Candidates for availability, failures and repair."""
    return [
        *_availability(proofs, known),
        *_first_failures(proofs, known),
        *_between_failures(proofs, known),
        *_daily_rate(proofs, known),
        *_means(proofs, "P19", "location_minutes", "mean_time_to_locate"),
        *_means(proofs, "P20", "recovery_minutes", "mean_time_to_recover"),
    ]


def _seen(proof: Proof, known: Known) -> tuple[tuple[Text, ...], int]:
    """What is to be said of a short window, or of nodes that were not watched, and how good a proof that leaves."""
    hours, units, nodes = hours_of(proof), proof.figure("units"), known.nodes
    said: list[Text] = []
    rank = EXACT
    if hours is not None and hours < MONTH:
        said.append(Text(f"只观察了 {hours:g} 小时，不足 30 天", f"{hours:g} hours observed, less than 30 days"))  # fmt: skip
        rank = PARTIAL if hours < WHOLE_DAY else EXACT
    if units and nodes and 1 < units < nodes:
        said.append(Text(f"只观察了 {nodes:g} 个节点中的 {units:g} 个", f"{units:g} of {nodes:g} nodes observed"))  # fmt: skip
        rank = PARTIAL
    return tuple(said), rank


def _availability(proofs: Sequence[Proof], known: Known) -> Iterator[Candidate]:
    """A = service / period * 100 [%]."""
    for found in together(proofs, "service_hours", "period_hours"):
        service, period = found["service_hours"].value, found["period_hours"].value
        yield _served(found, service, period, known)
    for found in together(proofs, "downtime_hours", "period_hours"):
        period = found["period_hours"].value
        yield _served(found, period - found["downtime_hours"].value, period, known)
    for proof in of(proofs, "node_downtime_hours"):
        yield from _summed(proof, known)
    for proof in of(proofs, "availability"):
        yield Candidate("P01", proof.value, {"availability": proof.value}, f"{proof.value:g} %", (proof,))  # fmt: skip


def _served(found: Together, service: float, period: float, known: Known) -> Candidate:
    inputs = {"service_hours": service, "period_hours": period}
    how = f"{service:g} h / {period:g} h × 100"
    said, rank = _seen(found["period_hours"], known)
    said = (*said, *_planned(found.get("service_hours")))
    return Candidate(
        "P01", service / period * 100.0, inputs, how, tuple(found.values()), said, rank
    )


def _planned(proof: Proof | None) -> tuple[Text, ...]:
    """What planned maintenance took: it counts as time without service, as the report's total time has it."""
    hours = proof.figure("planned_h") if proof else None
    without = proof.figure("without_planned_percent") if proof else None
    if hours is None or without is None:
        return ()
    return (
        Text(
            f"含计划内维护 {hours:g} 小时；不计则为 {without:.6g} %",
            f"{hours:g} hours of planned maintenance count; without them {without:.6g} %",
        ),
    )


def _summed(proof: Proof, known: Known) -> Iterator[Candidate]:
    """Downtime summed over nodes, of a log that does not say how many nodes there are."""
    period = hours_of(proof)
    if known.nodes and period and proof.value <= period * known.nodes:
        service = period - proof.value / known.nodes
        inputs = {"service_hours": service, "period_hours": period}
        how = f"({period:g} h − {proof.value:g} h / {known.nodes:g}) / {period:g} h × 100"
        said, rank = _seen(proof, known)
        share, rank = service / period * 100.0, max(rank, CONVERTED)
        yield Candidate("P01", share, inputs, how, (proof,), (UNITS, *said), rank)


def hours_of(proof: Proof) -> float | None:
    """Hours from the beginning to the end that the reading tells; None where it tells none."""
    try:
        start, end = (datetime.fromisoformat(str(proof.told(name))) for name in ("from", "to"))
    except ValueError:
        return None
    return (end - start).total_seconds() / HOUR or None


def _first_failures(proofs: Sequence[Proof], known: Known) -> Iterator[Candidate]:
    """MTTF = hours to the first failure, summed / units [h]."""
    for found in together(proofs, "first_failure_hours", "observed_units"):
        hours, units = found["first_failure_hours"].value, found["observed_units"].value
        if hours > 0 and units >= 1:
            inputs = {"first_failure_hours": hours, "runs": units}
            how = f"{hours:g} h / {units:g}"
            said, rank = _seen(found["observed_units"], known)
            yield Candidate("P02", hours / units, inputs, how, tuple(found.values()), said, rank)


def _between_failures(proofs: Sequence[Proof], known: Known) -> Iterator[Candidate]:
    """MTBF = operating hours / failures [h]."""
    for found in together(proofs, "operating_hours", "failures"):
        yield _mtbf(found, found["operating_hours"].value, known, ())
    for found in together(proofs, "node_downtime_hours", "failures"):
        down, period = found["node_downtime_hours"], hours_of(found["failures"])
        if known.nodes and period and down.value < period * known.nodes:
            yield _mtbf(found, period - down.value / known.nodes, known, (UNITS,))


def _mtbf(found: Together, hours: float, known: Known, said: tuple[Text, ...]) -> Candidate:
    failures = found["failures"].value
    inputs = {"operating_hours": hours, "failures": failures}
    how = f"{hours:g} h / {failures:g}" if failures else f"{hours:g} h / {NO_FAILURE}"
    more = () if failures else (NEVER_FAILED,)
    seen, rank = _seen(found["failures"], known)
    rank = max(rank, CONVERTED) if said else rank
    value, said = hours / (failures or NO_FAILURE), (*said, *more, *seen)
    return Candidate("P03", value, inputs, how, tuple(found.values()), said, rank)


def _daily_rate(proofs: Sequence[Proof], known: Known) -> Iterator[Candidate | Lack]:
    """DFR = failed nodes / (nodes * days) * 100 [%/day]."""
    for found in together(proofs, "failed_node_events", "observed_days"):
        events, days = found["failed_node_events"].value, found["observed_days"].value
        watched = found["observed_days"].figure("units")
        nodes = watched or known.nodes
        if not nodes:
            yield Lack("P04", NO_NODES, ("nodes",))
        elif days > 0:
            rate = events / (nodes * days) * 100.0
            counts = {"failed_node_events": events, "observed_days": days}
            inputs = counts if nodes == known.nodes else {"daily_failure_rate": rate}
            how = f"{events:g} / ({nodes:g} × {days:g} d) × 100"
            said, rank = _seen(found["observed_days"], known)
            yield Candidate("P04", rate, inputs, how, tuple(found.values()), said, rank)
    for proof in of(proofs, "daily_failure_rate"):
        yield Candidate("P04", proof.value, {"daily_failure_rate": proof.value}, f"{proof.value:g} %/day", (proof,))  # fmt: skip


def _means(proofs: Sequence[Proof], slot: str, total: str, mean: str) -> Iterator[Candidate]:
    """Mean minutes of incidents: their sum over their number, or as the file tells it."""
    for found in together(proofs, total, "incidents"):
        minutes, count = found[total].value, found["incidents"].value
        if count >= 1:
            value = minutes / count
            how = f"{minutes:g} min / {count:g}"
            yield Candidate(slot, value, {mean: value}, how, tuple(found.values()))
    for proof in of(proofs, mean):
        yield Candidate(slot, proof.value, {mean: proof.value}, f"{proof.value:g} min", (proof,))
