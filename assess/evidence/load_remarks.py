"""What is to be said of a load test whose figures agree: lost requests, overload, bursts, short runs, odd answers."""

from collections.abc import Iterator
from math import sqrt

from assess.evidence.load_tests import LoadTest, estimated_mean
from assess.evidence.reading import Finding
from indicators.records import Text

KEEPS_UP_FROM = 0.9
ENOUGH_REQUESTS = 100
RECOUNT_WITHIN = 0.2
STREAMS_FROM = 2.0
"""Tokens of an answer from which there is a time between tokens."""

FAILED = Text(
    "有请求失败或没有返回，不计入时延与吞吐",
    "Requests failed or were not answered; they count in neither latency nor rate",
)
EMPTY = Text(
    "有计为成功的请求没有返回任何 token，拉低了时延",
    "Requests counted as answered returned no token; they lower the latencies",
)
OVERLOADED = Text(
    "处理的请求明显少于所设到达率（低于 90%，已计入随机波动与收尾时间）：队列不断增长，时延取决于测试时长",
    "Clearly fewer were served than asked to arrive (below 90 %, chance and the end of the test allowed for): the queue grows, and latencies depend on how long the test ran",
)
ALL_AT_ONCE = Text(
    "全部请求同时发出：吞吐为峰值，时延含整批排队",
    "All requests were sent at once: the rate is a peak, and latencies hold the queue of the whole batch",
)
FEW = Text(
    "请求不足 100 个，p99 近于最大值",
    "With fewer than 100 requests the 99th percentile is nearly the maximum",
)
NOT_STREAMED = Text(
    "token 间隔为 0，或首 token 与末 token 同时到达：没有流式返回或测试有误，TTFT、TPOT、ITL 未采用",
    "No time between tokens, or the first came with the last: not streamed, or the test went wrong; TTFT, TPOT and ITL are not used",
)
TOO_FAST = Text(
    "每秒请求多于所设到达率，所设的条件没有生效",
    "More requests a second than were asked to arrive: the condition did not hold",
)
RECOUNT = Text(
    "输出 token 数与重新分词的计数相差超过 20%，token 吞吐与长度不可靠",
    "Output tokens and their recount differ by more than 20 %; token rates and lengths are not reliable",
)


def remarks(test: LoadTest) -> Iterator[Finding]:
    """What is to be said of a run that was found sound."""
    yield from _losses(test)
    yield from _overloaded(test)
    yield from _recounted(test)
    completed = test.value("completed")
    limit = test.value("limit")
    at_once = test.conditions.get("request_rate") == "inf" and (
        limit is None or limit >= (completed or 0.0)
    )
    if at_once:
        yield Finding("all_at_once", "note", ALL_AT_ONCE, test.where)
    if completed and completed < ENOUGH_REQUESTS:
        yield Finding(
            "few_requests",
            "warning",
            FEW,
            test.place("completed"),
            f"{completed:g}",
            f">= {ENOUGH_REQUESTS}",
        )
    if (test.length("output") or 0.0) >= STREAMS_FROM and _came_at_once(test):
        yield Finding("not_streamed", "warning", NOT_STREAMED, test.where)


def _overloaded(test: LoadTest) -> Iterator[Finding]:
    """Whether fewer were served than arrived. The last answers come after the last arrival, so about one mean latency
    does not count; arrivals at random (Poisson) vary by the root of their number, of which twice is allowed for.
    """
    completed, asked, seconds = (
        test.value("completed"),
        test.value("request_rate"),
        test.value("seconds"),
    )
    served, latency = test.rate, test.e2e.value("mean") or estimated_mean(test) or 0.0
    if completed and seconds and latency < seconds:
        served = completed / (seconds - latency)
    least = KEEPS_UP_FROM - 2.0 / sqrt(completed) if completed else KEEPS_UP_FROM
    if asked and test.rate and completed and test.rate > (1.05 + 3.0 / sqrt(completed)) * asked:
        where = test.place("request_rate", "qps")
        yield Finding(
            "faster_than_asked",
            "warning",
            TOO_FAST,
            where,
            f"{test.rate:.4g}",
            f"about {asked:.4g}",
        )
    if asked and served and served < least * asked:
        where = test.place("request_rate", "qps")
        yield Finding(
            "overloaded", "warning", OVERLOADED, where, f"{served:.4g}", f">= {least * asked:.4g}"
        )


def _came_at_once(test: LoadTest) -> bool:
    """Whether answers came in one piece: no time between tokens, or the first token at the very end."""
    ends = [
        times.figures["mean"].printed for times in (test.ttft, test.e2e) if "mean" in times.figures
    ]
    same = ends[1:] == ends[:1] != []
    return same or 0.0 in {test.itl.value("mean"), test.tpot.value("mean")}


def _losses(test: LoadTest) -> Iterator[Finding]:
    if test.lost:
        yield Finding(
            "requests_failed",
            "warning",
            FAILED,
            test.place("asked", "failed"),
            f"{test.lost:g}",
            "0",
        )
    if empty := test.value("empty"):
        found = f"{empty:g} / {test.value('completed'):g}"
        yield Finding("empty_answers", "warning", EMPTY, test.place("empty"), found, "0")


def _recounted(test: LoadTest) -> Iterator[Finding]:
    """Whether the tokens counted again from the texts are far from those reported."""
    told, again = test.value("output_tokens"), test.value("recounted")
    if told and again is not None and abs(again / told - 1.0) > RECOUNT_WITHIN:
        where = test.place("recounted")
        yield Finding("recount_differs", "warning", RECOUNT, where, f"{again:g}", f"{told:g}")
