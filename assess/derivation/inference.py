"""P17 and P18: load tests at the stated class of service.

The class is told by the targets for the first token and for each further one: L_slo = TTFT + (n_out - 1) TPOT. Of a sweep
over loads the run counts that answers most requests while its p99 stays within L_slo, and both indicators are of that run.
Source: docs/method.md; reference values MLPerf Inference (conversational 2 s / 200 ms, interactive 450 / 40 ms).
"""

from collections.abc import Iterator, Mapping, Sequence

from assess.derivation.grouping import by_file, of, runs_of, usable
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

QUANTITIES = ("latency_p99", "latency_mean", "output_tokens", "qps", "completed_requests", "test_seconds")  # fmt: skip

NO_CLASS = Text(
    "未说明服务等级（首 token 与每 token 时延目标），不知哪次负载应计",
    "No class of service is stated (targets for the first and each further token), so which load counts is open",
)
OTHER_LOAD = Text(
    "同一文件中另一负载的测试：达标且吞吐最高的一次已采用",
    "Another load of the same file; the one with most requests within the target counts",
)
MISSED = Text("p99 时延超出服务等级", "The p99 exceeds the class of service")
UNKNOWN_TAIL = Text(
    "没有 p99，无法判断是否达标", "Without p99 nothing tells whether the target is met"
)

Run = Mapping[str, Proof]


def inference(proofs: Sequence[Proof], known: Known) -> Found:
    """Candidates of every run; of each file one is foremost where the class is stated."""
    found: Found = []
    rows = usable(of(proofs, *QUANTITIES))
    for file in by_file(rows).values():
        runs = [_first_of_each(run) for run in runs_of(file)]
        found += _of_file([run for run in runs if _rate(run) or "latency_p99" in run], known)
    if found and not _has_class(known):
        found.append(Lack("P17", NO_CLASS, ("ttft_slo", "tpot_slo")))
    return found


def _first_of_each(rows: Sequence[Proof]) -> Run:
    found: dict[str, Proof] = {}
    for row in rows:
        found.setdefault(row.reading.quantity, row)
    return found


def _has_class(known: Known) -> bool:
    return "ttft_slo" in known.inputs and "tpot_slo" in known.inputs


def _of_file(runs: Sequence[Run], known: Known) -> Iterator[Candidate]:
    """All runs of a file; those that are not the one that counts stand behind it."""
    within = [run for run in runs if _meets(run, known)]
    best = max(within, key=_rate, default=None)
    for run in runs:
        said, rank = _standing(run, best, known)
        yield from _latency(run, said, rank)
        yield from _queries(run, said, rank)


def _standing(run: Run, best: Run | None, known: Known) -> tuple[tuple[Text, ...], int]:
    if not _has_class(known):
        return (NO_CLASS,), CONVERTED
    if "latency_p99" not in run:
        return (UNKNOWN_TAIL,), PARTIAL
    if run is best:
        return (), EXACT
    return ((OTHER_LOAD,) if _meets(run, known) else (MISSED,)), PARTIAL


def target(run: Run, known: Known) -> float | None:
    """L_slo [s] at the run's output length, or at the stated one; None without class or length."""
    told = run["output_tokens"].value if "output_tokens" in run else None
    length = told or next((x for x in (row.figure("output_tokens") for row in run.values()) if x), None)  # fmt: skip
    length = length or known.inputs.get("output_tokens")
    if length is None or not _has_class(known):
        return None
    return known.inputs["ttft_slo"] + (length - 1.0) * known.inputs["tpot_slo"]


def _meets(run: Run, known: Known) -> bool:
    limit = target(run, known)
    if limit is None or "latency_p99" not in run:
        return False
    return run["latency_p99"].value <= limit or _vouched(run, known)


def _vouched(run: Run, known: Known) -> bool:
    """Whether the tool itself held p99 of first and further tokens to targets no looser than the class (MLPerf Server)."""
    proof = run["latency_p99"]
    if proof.told("target_percentile") != "p99":
        return False
    first, further = proof.figure("ttft_target_s"), proof.figure("tpot_target_s")
    if first is None or further is None:
        return False
    return first <= known.inputs["ttft_slo"] and further <= known.inputs["tpot_slo"]


def _rate(run: Run) -> float:
    """Requests answered per second."""
    if "completed_requests" in run and "test_seconds" in run and run["test_seconds"].value > 0:
        return run["completed_requests"].value / run["test_seconds"].value
    return run["qps"].value if "qps" in run else 0.0


def _latency(run: Run, said: tuple[Text, ...], rank: int) -> Iterator[Candidate]:
    proof = run.get("latency_p99")
    if proof is None:
        return
    inputs = {"latency_p99": proof.value}
    proofs: tuple[Proof, ...] = (proof,)
    length = run.get("output_tokens")
    told = length.value if length else proof.figure("output_tokens")
    if told and told >= 1:
        inputs["output_tokens"] = float(round(told))
        proofs = (proof, length) if length else proofs
    yield Candidate("P17", proof.value, inputs, f"{proof.value:g} s", proofs, said, rank)


def _queries(run: Run, said: tuple[Text, ...], rank: int) -> Iterator[Candidate]:
    rate = _rate(run)
    if not rate:
        return
    proofs: tuple[Proof, ...]
    counted = "completed_requests" in run and "test_seconds" in run
    if counted:
        answered, seconds = run["completed_requests"], run["test_seconds"]
        how, proofs = f"{answered.value:g} / {seconds.value:g} s", (answered, seconds)
    else:
        how, proofs = f"{rate:g} 1/s", (run["qps"],)
    yield Candidate("P18", rate, {"qps": rate}, how, proofs, said, rank)
