"""A load test of an inference service, whatever tool wrote it: its figures, and what they are as readings.

End-to-end latency runs from the request to the last token (P17), TTFT to the first token, ITL from one piece to the
next, TPOT is (end to end - TTFT) / (tokens - 1) of a request. A mean of TPOT over requests is not weighted by their
length, so the end-to-end time is never estimated from it where ITL stands beside it (evidence on a run of 54.6 s:
54.5 s by ITL, 138.8 s by TPOT). QPS is requests answered over the duration (P18).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from assess.evidence.reading import Condition, Finding, Reading, Where
from indicators.records import Text

WHOLE = re.compile(r"\d+\.0")
TAILS = ("p99", "p95", "p90")
END_TO_END = ("p50", "p90", "p95")

BATCH_RATE = Text(
    "离线批量：请求一开始就全部到达，不是在线服务的 QPS",
    "An offline batch: all requests are there from the start; no QPS of a service",
)
ESTIMATED = Text(
    "文件没有端到端时延，由 TTFT 加 ITL 乘以输出长度估算",
    "The file has no end-to-end latency; estimated as TTFT plus ITL times the tokens that follow",
)
ESTIMATED_TPOT = Text(
    "由 TTFT 与 TPOT 估算端到端时延；TPOT 均值未按长度加权，误差可达数倍",
    "End-to-end latency estimated from TTFT and TPOT, whose mean is not weighted by length and may mislead severalfold",
)


@dataclass(frozen=True)
class Figure:
    """A figure as printed: value in the canonical unit, text, printed unit and place; scale is canonical per printed."""

    value: float
    printed: str
    where: Where
    unit: str
    scale: float = 1.0

    @property
    def slack(self) -> float:
        """Half of the last printed decimal, in the canonical unit; 0 for whole numbers, also where one is written 4.0."""
        if WHOLE.fullmatch(self.printed):
            return 0.0
        try:
            exponent = Decimal(self.printed.replace(",", "")).as_tuple().exponent
        except InvalidOperation:
            return 0.0
        return (
            0.5 * 10.0**exponent * self.scale if isinstance(exponent, int) and exponent < 0 else 0.0
        )


@dataclass(frozen=True)
class Times:
    """A distribution of times in seconds: figures by statistic (mean, p50, p99, min, max, std).

    proof: the mean computed again from single requests or from sum and count; None where the file holds neither.
    """

    figures: Mapping[str, Figure]
    proof: float | None = None

    def value(self, statistic: str) -> float | None:
        """A statistic in seconds; None where the file has none."""
        found = self.figures.get(statistic)
        return None if found is None else found.value


NO_TIMES = Times({})


@dataclass(frozen=True)
class LoadTest:
    """One run. figures: seconds (that the rates are taken over) or span (about so long), completed, asked, failed, empty (answers without a token), qps, goodput (within the
    targets), output_tokens and input_tokens (totals), output_length and input_length (means), output_rate, input_rate,
    total_rate, in_flight (mean), limit (most requests at once), request_rate (as asked; none if all at once).
    """

    where: Where
    figures: Mapping[str, Figure]
    e2e: Times = NO_TIMES
    ttft: Times = NO_TIMES
    tpot: Times = NO_TIMES
    itl: Times = NO_TIMES
    conditions: Mapping[str, Condition] = field(default_factory=dict)

    def value(self, name: str) -> float | None:
        """A figure's value; None where the file has none."""
        found = self.figures.get(name)
        return None if found is None else found.value

    def place(self, *names: str) -> Where:
        """Where the first of these figures stands that is there."""
        return next(
            (self.figures[name].where for name in names if name in self.figures), self.where
        )

    @property
    def rate(self) -> float | None:
        """Requests answered per second, from count and duration, or as printed."""
        completed, seconds = self.value("completed"), self.value("seconds")
        return completed / seconds if completed and seconds else self.value("qps")

    @property
    def lost(self) -> float:
        """Requests that failed, as told or as the difference between those asked and those answered."""
        completed, asked = self.value("completed"), self.value("asked")
        missing = asked - completed if asked and completed is not None else 0.0
        return self.value("failed") or max(missing, 0.0)

    def length(self, side: str) -> float | None:
        """Mean tokens of an answer (``output``) or of a question (``input``)."""
        total, completed = self.value(f"{side}_tokens"), self.value("completed")
        return (
            total / completed if total is not None and completed else self.value(f"{side}_length")
        )


def load_readings(test: LoadTest) -> list[Reading]:
    """The readings of a run that was found sound."""
    told = load_conditions(test)
    found = [*_rates(test, told), *_end_to_end(test, told)]
    for quantity, times in (("ttft", test.ttft), ("tpot", test.tpot), ("itl", test.itl)):
        found += _token_times(quantity, times, told)
    return found


def as_offline(readings: Sequence[Reading]) -> list[Reading]:
    """The readings of a batch that was there from the start: its rate is no QPS of a service."""
    return [
        replace(
            item,
            quantity="sample_rate" if item.quantity == "qps" else item.quantity,
            conditions={**item.conditions, "mode": "offline"},
        )
        for item in readings
        if item.quantity not in {"completed_requests", "test_seconds"}
    ]


def target_conditions(targets: Mapping[str, float]) -> dict[str, Condition]:
    """Latency targets of a goodput in milliseconds, by whatever name a tool has for them, as conditions in seconds."""
    return {
        TARGETS[name]: round(value / 1e3, 9)
        for name, value in targets.items()
        if name in TARGETS and value > 0.0
    }


TARGETS = {
    **dict.fromkeys(("ttft", "time_to_first_token", "time_to_first_tokens"), "ttft_target_s"),
    **dict.fromkeys(("tpot", "inter_token_latency", "inter_token_latencies"), "tpot_target_s"),
    **dict.fromkeys(("e2el", "request_latency", "request_latencies"), "latency_target_s"),
}


def load_conditions(test: LoadTest) -> dict[str, Condition]:
    """What a run was measured under: lengths, concurrency, rate asked for, number of requests, duration, failures."""
    told: dict[str, Condition] = dict(test.conditions)
    numbers = {
        "requests": test.value("completed"),
        "duration_s": test.value("seconds") or test.value("span"),
        "input_tokens": test.length("input"),
        "output_tokens": test.length("output"),
        "concurrency": test.value("limit"),
        "request_rate": test.value("request_rate"),
        "failed": test.lost or None,
    }
    return told | {name: round(item, 3) for name, item in numbers.items() if item is not None}


def _rates(test: LoadTest, told: Mapping[str, Condition]) -> Iterator[Reading]:
    completed, seconds, rate = test.value("completed"), test.value("seconds"), test.rate
    if rate is not None:
        figure = test.figures.get("qps")
        how = f"{completed:.10g} / {seconds:.10g} s" if completed and seconds else ""
        printed = figure.printed if figure else f"{rate:.10g}"
        yield Reading("qps", rate, printed, "req/s", test.place("qps", "completed"), told, how)
    length = test.length("output")
    counted = bool(completed) and "output_tokens" in test.figures
    if length is not None and counted:
        total = test.figures["output_tokens"]
        how = f"{total.printed} / {completed:.10g}"
        yield Reading("output_tokens", length, total.printed, "token", total.where, told, how)
    known = {name for name in test.figures if name != "output_length" or not counted}
    for name, quantity in RATES:
        if name in known:
            found = test.figures[name]
            yield Reading(quantity, found.value, found.printed, found.unit, found.where, told)


RATES = (
    ("output_length", "output_tokens"),
    ("completed", "completed_requests"),
    ("seconds", "test_seconds"),
    ("span", "test_seconds"),
    ("output_rate", "output_token_rate"),
    ("total_rate", "total_token_rate"),
    ("goodput", "goodput"),
    ("in_flight", "concurrency"),
)


def _end_to_end(test: LoadTest, told: Mapping[str, Condition]) -> Iterator[Reading]:
    if not test.e2e.figures:
        yield from _estimate(test, told)
        return
    for statistic in ("mean", "p99", *END_TO_END):
        quantity = {"mean": "latency_mean", "p99": "latency_p99"}.get(statistic, "latency_other")
        if (found := test.e2e.figures.get(statistic)) is not None:
            yield _time(quantity, found, {**told, "statistic": statistic})


def _time(quantity: str, found: Figure, told: Mapping[str, Condition]) -> Reading:
    return Reading(quantity, found.value, found.printed, found.unit, found.where, told)


def _estimate(test: LoadTest, told: Mapping[str, Condition]) -> Iterator[Reading]:
    """The mean as estimated, where the file has no end-to-end time."""
    step, value = _step(test), estimated_mean(test)
    first, length = test.ttft.figures.get("mean"), test.length("output")
    if step is None or value is None or first is None or length is None:
        return
    by_itl = bool(test.itl.value("mean"))
    rule, message = (
        ("estimated_latency", ESTIMATED) if by_itl else ("estimated_by_tpot", ESTIMATED_TPOT)
    )
    warned = (Finding(rule, "warning", message, first.where),)
    conditions = {**told, "statistic": "mean", "estimated": True}
    how = f"{first.value:.6g} s + {step:.6g} s * ({length:.6g} - 1)"
    yield Reading(
        "latency_mean", value, first.printed, first.unit, first.where, conditions, how, warned
    )


def _step(test: LoadTest) -> float | None:
    """Mean time between tokens: ITL, or TPOT where there is no ITL; None where neither is above 0."""
    return test.itl.value("mean") or test.tpot.value("mean") or None


def estimated_mean(test: LoadTest) -> float | None:
    """Mean end-to-end time in seconds as TTFT + ITL * (tokens - 1), of means; None where one of them is missing or 0."""
    first, step, length = test.ttft.value("mean"), _step(test), test.length("output")
    if not first or not step or not length:
        return None
    return first + step * max(length - 1.0, 0.0)


def _token_times(quantity: str, times: Times, told: Mapping[str, Condition]) -> Iterator[Reading]:
    """Mean and the highest of p99, p95 and p90; none of times that are 0 (the answers did not stream)."""
    if not times.value("mean") and not times.value("p50"):
        return
    tail = next((name for name in TAILS if name in times.figures), "")
    for statistic in ("mean", tail):
        if (found := times.figures.get(statistic)) is not None:
            yield _time(quantity, found, {**told, "statistic": statistic})


def spread_times(values: Sequence[float], where: Where) -> Times:
    """Mean, median, p90, p95 and p99 of times in seconds; empty for no values."""
    known = sorted(values)
    if not known:
        return NO_TIMES
    found = {"mean": sum(known) / len(known)}
    found |= {f"p{share}": quantile(known, share / 100) for share in (50, 90, 95, 99)}
    return Times(
        {name: Figure(value, f"{value:.10g}", where, "s") for name, value in found.items()}
    )


def quantile(values: Sequence[float], share: float) -> float:
    """A quantile of sorted values by linear interpolation between neighbours, as numpy's default; not of no values."""
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
