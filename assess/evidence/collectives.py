"""What a collective benchmark proves: its largest bus bandwidth over large messages, checked, for cards or hosts.

Source of the factors and of what bus bandwidth means: NVIDIA/nccl-tests, doc/PERFORMANCE.md (a0b82b2).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from assess.evidence.collective_runs import Row, Run
from assess.evidence.reading import Condition, Finding, Reading
from indicators.records import Text

LARGE_MESSAGE = 128 * 1024 * 1024
ROUNDING = 1.2

FACTORS: Mapping[str, Callable[[int], float]] = MappingProxyType({
    "all_reduce": lambda n: 2.0 * (n - 1) / n,
    "all_gather": lambda n: (n - 1) / n,
    "reduce_scatter": lambda n: (n - 1) / n,
    "alltoall": lambda n: (n - 1) / n,
    "gather": lambda n: (n - 1) / n,
    "scatter": lambda n: (n - 1) / n,
    "broadcast": lambda n: 1.0,
    "reduce": lambda n: 1.0,
    "sendrecv": lambda n: 1.0,
})  # fmt: skip
"""Bus bandwidth over algorithm bandwidth for n ranks. Source: NVIDIA/nccl-tests, doc/PERFORMANCE.md."""

NO_RANKS = Text(
    "没有 Rank 行，无法知道卡数与主机", "No Rank lines, so cards and hosts are not known"
)
NO_FOOTER = Text(
    "没有结尾的校验行，文件可能被截断", "No closing line with the check; the file may be cut"
)
UNREADABLE = Text(
    "结果表中有一行无法读出，最大值可能缺失",
    "A row of the table cannot be read; the largest may be missing",
)
NO_TABLE = Text("没有结果表：测试没有完成", "No table of results: the test did not finish")
NO_LARGE = Text(
    "没有不小于 128 MiB 的消息，小消息测不到带宽",
    "No message of 128 MiB or more; small ones do not show the bandwidth",
)
VOID = Text("校验出错，结果作废", "The check found wrong values; the run is void")
SHARED_CARD = Text(
    "多个进程共用一块卡，测的不是互联", "Several ranks share one card; this measures no link"
)
OVER_SOCKET = Text("经由 TCP 套接字，测的不是高速网络", "Over TCP sockets, not the fast network")
DISAGREES = Text("总线带宽与算法带宽不符，未采用", "Bus and algorithm bandwidth disagree; not used")
ABOVE_WIRE = Text(
    "使用 NVLS，总线带宽可高于物理线速", "NVLS is in use: the bus bandwidth may exceed the wire"
)


def judged(run: Run) -> tuple[list[Reading], list[Finding]]:
    """The reading of a run, or why there is none."""
    where = run.where
    if not run.rows:
        return [], [Finding("no_table", "error", NO_TABLE, where)]
    if run.wrong or any(row.wrong for row in run.rows):
        return [], [Finding("wrong_values", "error", VOID, where)]
    if run.socket:
        return [], [Finding("socket_transport", "error", OVER_SOCKET, where)]
    if len({(host, device) for host, device, _name in run.ranks.values()}) < len(run.ranks):
        return [], [Finding("shared_card", "error", SHARED_CARD, where)]
    large = [row for row in run.rows if row.size >= LARGE_MESSAGE]
    if not large:
        largest = max(row.size for row in run.rows)
        return [], [
            Finding(
                "no_large_message",
                "error",
                NO_LARGE,
                where,
                f"{largest} B",
                f">= {LARGE_MESSAGE} B",
            )
        ]
    best = max(large, key=lambda row: row.busbw)
    return _readings(run, best)


def _readings(run: Run, best: Row) -> tuple[list[Reading], list[Finding]]:
    where, ranks = best.where, len(run.ranks)
    findings = [] if ranks else [Finding("no_ranks", "warning", NO_RANKS, run.where)]
    if run.unreadable:
        findings.append(Finding("unreadable_row", "warning", UNREADABLE, run.unreadable[0]))
    if not run.checked:
        findings.append(Finding("no_footer", "warning", NO_FOOTER, run.where))
    warned = [Finding("nvls", "warning", ABOVE_WIRE, where)] if run.nvls else []
    factor = FACTORS.get(run.collective)
    if factor and ranks > 1 and (fault := _disagreement(run, factor(ranks))):
        return [], [*findings, fault]
    conditions = _conditions(run, best)
    spread = {0: "bus_bandwidth", 1: "card_link_bus_bandwidth"}
    quantity = spread.get(run.hosts, "fabric_bus_bandwidth")
    readings = [
        Reading(
            quantity, best.busbw, f"{best.busbw}", "GB/s", where, conditions, warnings=tuple(warned)
        )
    ]
    if run.hosts > 1 and ranks % run.hosts == 0:
        readings.append(_between_hosts(run, best, conditions))
    return readings, findings


def _disagreement(run: Run, factor: float) -> Finding | None:
    """The first large row whose bus bandwidth does not follow from its algorithm bandwidth, rounding aside."""
    for row in run.rows:
        for algbw, busbw in row.pairs:
            expected = algbw * factor
            if (
                row.size >= LARGE_MESSAGE
                and abs(expected - busbw) > run.half_digit * (1 + factor) * ROUNDING
            ):
                found = f"algbw {algbw}, busbw {busbw}"
                wanted = f"busbw {expected:.2f}"
                return Finding("busbw_disagrees", "error", DISAGREES, row.where, found, wanted)
    return None


def _between_hosts(run: Run, best: Row, conditions: Mapping[str, Condition]) -> Reading:
    """Each card's own rate between hosts: busbw * (k - 1) / (n - 1) for n ranks on k hosts.

    Source: stas00/ml-engineering, network/README.md; all-reduce of AWS p5: 437.79 GB/s are 29.2 GB/s per card.
    """
    ranks, hosts = len(run.ranks), run.hosts
    rate = best.busbw * (hosts - 1) / (ranks - 1)
    how = f"{best.busbw} * ({hosts} - 1) / ({ranks} - 1)"
    return Reading(
        "fabric_card_bandwidth", rate, f"{best.busbw}", "GB/s", best.where, conditions, how
    )


def _conditions(run: Run, best: Row) -> dict[str, Condition]:
    found: dict[str, Condition] = {
        "size_bytes": best.size,
        "type": best.type,
        "placement": best.placement,
    }
    if run.collective:
        found["collective"] = run.collective
    if run.ranks:
        found |= {"cards": len(run.ranks), "nodes": run.hosts, "algbw_gb_s": best.algbw}
    return found


def facts_of(runs: list[Run]) -> dict[str, Condition]:
    """Hosts and card model of the largest run."""
    largest = max(runs, key=lambda run: len(run.ranks), default=None)
    if largest is None or not largest.ranks:
        return {}
    card = next(iter(largest.ranks.values()))[2]
    return {"cards": len(largest.ranks), "nodes": largest.hosts, "card": card}
