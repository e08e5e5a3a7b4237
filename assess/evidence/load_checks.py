"""What the figures of a load test say of each other: where they contradict, the run is not used.

Rates are totals over the duration. Percentiles rise. |mean - median| <= standard deviation (Hotelling and Solomons,
1932), and no 99th percentile lies more than sqrt(99) deviations above the mean (Cantelli). Requests in flight are
rate times mean latency (Little, 1961), and never more than the limit.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import sqrt

from assess.evidence.load_remarks import remarks
from assess.evidence.load_tests import LoadTest, Times, load_readings
from assess.evidence.reading import Finding, Reading
from indicators.records import Text

AGREES_WITHIN = 5e-4
IN_FLIGHT_WITHIN = 0.1
TAIL = 0.01
SPAN_WITHIN, SPAN_SECONDS = 0.02, 0.1
ORDER = ("min", "p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p97", "p99", "p99.9", "max")
QUOTIENTS = (
    ("completed", "seconds", "qps"),
    ("output_tokens", "seconds", "output_rate"),
    ("input_tokens", "seconds", "input_rate"),
    ("output_tokens", "completed", "output_length"),
    ("input_tokens", "completed", "input_length"),
    ("output_rate", "output_length", "qps"),
    ("input_rate", "input_length", "qps"),
)

COUNTED = (
    ("completed", "qps"),
    ("output_tokens", "output_rate"),
    ("input_tokens", "input_rate"),
    ("output_counted", "output_rate"),
    ("input_counted", "input_rate"),
)
"""Numbers and their rates; counted: tokens of those answers whose length is known."""

NO_RESULTS = Text(
    "没有成功的请求，或缺少请求数与速率",
    "No request was answered, or neither their number nor a rate is given",
)
RATE_DISAGREES = Text(
    "数量、时长与速率互相不符，该次测试未采用",
    "Count, duration and rate do not follow from each other; the run is not used",
)
OUT_OF_ORDER = Text(
    "时延的均值与分位互相矛盾，该次测试未采用",
    "Mean and percentiles of a time contradict each other; the run is not used",
)
TOO_LONG = Text(
    "时延比整个测试还长，或并发超出上限：单位有误，该次测试未采用",
    "A latency outlasts the test, or exceeds what the limit of requests allows: its unit is wrong; the run is not used",
)
NEGATIVE = Text(
    "有负数：模拟器以 -1 表示没有测的量，该次测试未采用",
    "A figure below 0: simulators write -1 for what they do not measure; the run is not used",
)


def judged(test: LoadTest) -> tuple[list[Reading], list[Finding]]:
    """The readings of a run with what is to be said of it; no readings where its figures contradict each other."""
    faults = list(_faults(test))
    if faults:
        return [], faults
    said = list(remarks(test))
    if any(item.rule == "not_streamed" for item in said):
        test = LoadTest(test.where, test.figures, test.e2e, conditions=test.conditions)
    return load_readings(test), said


def _faults(test: LoadTest) -> Iterator[Finding]:
    rate, seconds = test.rate, test.value("seconds")
    if (
        not (rate or test.value("completed"))
        or test.value("completed") == 0.0
        or (seconds is not None and seconds <= 0.0)
    ):
        yield Finding("no_results", "error", NO_RESULTS, test.place("completed", "qps"))
        return
    below = [figure for figure in test.figures.values() if figure.value < 0.0]
    if below:
        yield Finding("negative", "error", NEGATIVE, below[0].where, below[0].printed, ">= 0")
        return
    yield from _quotients(test)
    for times in (test.e2e, test.ttft, test.tpot, test.itl):
        if (place := _disorder(times)) is not None:
            yield Finding(
                "times_disagree",
                "error",
                OUT_OF_ORDER,
                times.figures[place].where,
                times.figures[place].printed,
            )
    yield from _too_long(test)


def _quotients(test: LoadTest) -> Iterator[Finding]:
    for top, bottom, rate in QUOTIENTS:
        if not {top, bottom, rate} <= test.figures.keys():
            continue
        above, below, printed = (test.figures[name] for name in (top, bottom, rate))
        if min(above.value, below.value - below.slack) <= 0.0:
            continue
        lowest = (above.value - above.slack) / (below.value + below.slack) * (1.0 - AGREES_WITHIN)
        highest = (above.value + above.slack) / (below.value - below.slack) * (1.0 + AGREES_WITHIN)
        if not lowest - printed.slack <= printed.value <= highest + printed.slack:
            expected = f"{above.value / below.value / printed.scale:.6g}"
            yield Finding(
                "rate_disagrees", "error", RATE_DISAGREES, printed.where, printed.printed, expected
            )
    yield from _sum_of_rates(test)
    yield from _span(test)
    yield from _good(test)


def _good(test: LoadTest) -> Iterator[Finding]:
    """No more requests can be within the targets than were answered."""
    good, served = test.figures.get("goodput"), test.rate
    if good and served and good.value - good.slack > served * (1.0 + IN_FLIGHT_WITHIN):
        expected = f"<= {served:.6g}"
        yield Finding("rate_disagrees", "error", RATE_DISAGREES, good.where, good.printed, expected)


def _span(test: LoadTest) -> Iterator[Finding]:
    """A number over its rate is about the time of the test, to 2 % and a tenth of a second."""
    span = test.value("span")
    for number, rate in COUNTED:
        amount, pace = test.value(number), test.value(rate)
        if not (amount and pace and span):
            continue
        if abs(amount / pace - span) > SPAN_WITHIN * span + SPAN_SECONDS:
            where, expected = test.figures["span"].where, f"{amount / pace:.6g} s"
            yield Finding("rate_disagrees", "error", RATE_DISAGREES, where, f"{span:.6g} s", expected)  # fmt: skip


def _sum_of_rates(test: LoadTest) -> Iterator[Finding]:
    """The total rate is what both sides' tokens give over the duration, or the sum of both rates."""
    total, seconds = test.figures.get("total_rate"), test.value("seconds")
    sides = [test.value("input_tokens"), test.value("output_tokens")]
    rates = [test.value("input_rate"), test.value("output_rate")]
    known = [item / seconds for item in sides if item is not None and seconds]
    known = known if len(known) == len(sides) else [item for item in rates if item is not None]
    if total is None or len(known) < len(sides):
        return
    slack = total.slack + _relative(test, "seconds") * total.value
    if abs(sum(known) - total.value) > AGREES_WITHIN * total.value + 2.0 * slack:
        yield Finding(
            "rate_disagrees",
            "error",
            RATE_DISAGREES,
            total.where,
            total.printed,
            f"{sum(known):.6g}",
        )


def _relative(test: LoadTest, name: str) -> float:
    figure = test.figures.get(name)
    return figure.slack / figure.value if figure and figure.value else 0.0


def _disorder(times: Times) -> str | None:
    """The statistic that contradicts the others; None where all agree."""
    known = [name for name in ORDER if name in times.figures]
    for low, high in pairwise(known):
        if (
            times.figures[low].value
            > times.figures[high].value + times.figures[high].slack + times.figures[low].slack
        ):
            return high
    mean, middle, spread = (times.value(name) for name in ("mean", "p50", "std"))
    if mean is None:
        return None
    slack = 2.0 * times.figures["mean"].slack + AGREES_WITHIN * mean
    least, most, tail = (times.value(name) for name in ("min", "max", "p99"))
    held = (
        mean >= -slack,
        least is None or least <= mean + slack,
        most is None or mean <= most + slack,
        times.proof is None or abs(times.proof - mean) <= slack,
        spread is None or middle is None or abs(mean - middle) <= spread + 2.0 * slack,
        spread is None
        or tail is None
        or tail <= mean + sqrt(1.0 / TAIL) * 1.05 * spread + 2.0 * slack,
    )
    return None if all(held) else "mean"


def _too_long(test: LoadTest) -> Iterator[Finding]:
    mean, first, rate, seconds = (
        test.e2e.value("mean"),
        test.ttft.value("mean"),
        test.rate,
        test.value("seconds") or test.value("span"),
    )
    longest = max(
        (item for item in (mean, first, test.e2e.value("p99")) if item is not None), default=0.0
    )
    if seconds is not None and longest > seconds * (1.0 + IN_FLIGHT_WITHIN) + 0.01:
        yield Finding(
            "latency_too_long",
            "error",
            TOO_LONG,
            test.where,
            f"{longest:.6g} s",
            f"<= {seconds:.6g} s",
        )
    limit, flying = test.value("limit"), test.value("in_flight")
    held = rate * mean if mean is not None and rate else None
    if held is not None and limit and held > limit * (1.0 + IN_FLIGHT_WITHIN) + 0.01:
        yield Finding(
            "latency_too_long", "error", TOO_LONG, test.where, f"{held:.6g}", f"<= {limit:g}"
        )
    if held is not None and flying and abs(held - flying) > _doubt_of_flight(test, held):
        where = test.figures["in_flight"].where
        yield Finding(
            "rate_disagrees", "error", RATE_DISAGREES, where, f"{flying:.6g}", f"{held:.6g}"
        )
    if mean is not None and first is not None and first > mean * (1.0 + IN_FLIGHT_WITHIN) + 0.001:
        yield Finding(
            "times_disagree",
            "error",
            OUT_OF_ORDER,
            test.where,
            f"TTFT {first:.6g} s",
            f"<= {mean:.6g} s",
        )


def _doubt_of_flight(test: LoadTest, held: float) -> float:
    """By how much rounding may part the printed requests in flight from rate times latency."""
    names = ("seconds",) if test.value("seconds") else ("qps",)
    doubt = AGREES_WITHIN + sum(_relative(test, name) for name in names)
    mean = test.e2e.figures["mean"]
    return (
        held * (doubt + mean.slack / max(mean.value, mean.slack, 1e-12))
        + test.figures["in_flight"].slack
    )
