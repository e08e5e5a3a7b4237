"""Results of MLPerf Inference's load generator, whatever the form, and what each scenario means.

Server: queries arrive as a Poisson stream, and the result is valid only where the 99th percentile keeps the latency
targets; its completed samples per second are QPS at that class of service. Offline: all samples at once; its rate is no
QPS of a service, and its latencies are the place in the queue of one batch. SingleStream: one query after the other, so
latency without load. MultiStream: several samples a query. Only valid runs of the performance mode count.
Source: mlcommons/inference, loadgen/results.cc and inference_rules.adoc.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assess.evidence.load_checks import AGREES_WITHIN, judged
from assess.evidence.load_tests import Figure, LoadTest, Times, load_readings
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Finding, Reading, Where
from indicators.records import Text

TOOL = "MLPerf Inference LoadGen"
NANO, MILLI = 1e-9, 1e-3
OFFICIAL_SECONDS = 600.0
TARGETS = (("ttft", "ttft_target"), ("tpot", "tpot_target"), ("e2e", "latency_target"))

INVALID = Text("结果为 INVALID，未采用", "The result is INVALID; not used")
NO_VERDICT = Text(
    "没有 Result is / result_validity：测试没有完成，或文件被截断",
    "No verdict (Result is, result_validity): the run did not finish, or the file is cut",
)
NOT_PERFORMANCE = Text(
    "不是性能模式（PerformanceOnly），没有时延与吞吐结论",
    "Not the performance mode (PerformanceOnly): it concludes nothing on latency and rate",
)
NO_SCENARIO = Text("没有场景或吞吐", "Scenario or rate is missing")
MISSED = Text(
    "p99 超出时延目标，与 VALID 矛盾，未采用",
    "The 99th percentile exceeds its target, which contradicts VALID; not used",
)
DISAGREES = Text(
    "印出的速率互相矛盾，未采用",
    "The printed rates contradict each other; not used",
)
OFFLINE = Text(
    "Offline 场景：全部样本一次给出，速率不是在线 QPS；其时延是一批中的排队位置，不读",
    "Offline scenario: all samples at once, so the rate is no QPS of a service; its latencies are places in the queue and left out",
)
ONE_BY_ONE = Text(
    "SingleStream 场景：一次一个请求，时延不含负载，速率不是容量",
    "SingleStream scenario: one query after the other; latency without load, and a rate that is no capacity",
)
SEVERAL = Text(
    "MultiStream 场景：一次查询含多个样本，时延属于整次查询",
    "MultiStream scenario: a query holds several samples, and the latency is that of the query",
)
SHORT = Text(
    "最短时长设定不足 10 分钟，不是正式的 MLPerf 运行",
    "Asked to last less than ten minutes: no official run of MLPerf",
)
ERRORS = Text("运行中记录了错误", "Errors were logged during the run")


@dataclass
class Result:
    """One run as it was written: scenario, mode, verdict; rates and settings by name; times by kind and statistic.

    times_closed: whether what follows are times of single samples of a query, which count no more.
    """

    where: Where
    words: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    times: dict[str, dict[str, Figure]] = field(default_factory=dict)
    errors: int = 0
    times_closed: bool = False

    @property
    def scenario(self) -> str:
        """Server, Offline, SingleStream or MultiStream in small letters; Interactive is a server."""
        found = re.sub(r"[^a-z]", "", self.words.get("scenario", "").lower())
        return {"interactive": "server"}.get(found, found)

    def value(self, name: str) -> float | None:
        """A figure's value; None where there is none, and of a target that is 0 (not set)."""
        found = self.figures.get(name)
        return found.value if found is not None and found.value > 0.0 else None

    def spread(self, name: str) -> Times:
        """The distribution of a kind of time."""
        return Times(self.times.get(name, {}))


def statistic(text: str) -> str:
    """The name of a percentile such as 99.00 or 99.90."""
    value = plain(text)
    return "" if value is None else f"p{value:g}"


def result_readings(result: Result) -> tuple[list[Reading], list[Finding]]:
    """The readings of a run, or why there are none."""
    fault = _refusal(result) or next(_contradictions(result), None)
    if fault is not None:
        return [], [fault]
    read = {"server": _server, "offline": _offline, "singlestream": _single, "multistream": _multi}
    readings, findings = read[result.scenario](result)
    if result.errors:
        where = result.where
        findings.append(Finding("errors_logged", "warning", ERRORS, where, f"{result.errors}", "0"))
    asked = result.figures.get("min_duration")
    if readings and asked is not None and asked.value < OFFICIAL_SECONDS:
        found, expected = f"{asked.value:g} s", f">= {OFFICIAL_SECONDS:g} s"
        findings.append(Finding("short_run", "warning", SHORT, asked.where, found, expected))
    return readings, findings


def _refusal(result: Result) -> Finding | None:
    mode, verdict = result.words.get("mode", ""), result.words.get("result", "")
    if not mode.startswith("Performance"):
        return Finding(
            "not_performance", "error", NOT_PERFORMANCE, result.where, mode, "PerformanceOnly"
        )
    if verdict != "VALID":
        message = INVALID if verdict == "INVALID" else NO_VERDICT
        rule = "invalid_result" if verdict == "INVALID" else "no_verdict"
        return Finding(rule, "error", message, result.where, verdict, "VALID")
    rate = {"server": "completed_rate", "offline": "offline_rate"}
    alone = {"singlestream", "multistream"}
    known = (
        bool(result.spread("e2e").figures)
        if result.scenario in alone
        else result.value(rate.get(result.scenario, "")) is not None
    )
    where = result.where
    return None if known else Finding("no_results", "error", NO_SCENARIO, where, result.scenario)


def _contradictions(result: Result) -> Iterator[Finding]:
    completed, scheduled = (
        result.figures.get("completed_rate"),
        result.figures.get("scheduled_rate"),
    )
    if (
        completed
        and scheduled
        and completed.value
        > scheduled.value * (1.0 + AGREES_WITHIN) + completed.slack + scheduled.slack
    ):
        expected = f"<= {scheduled.printed}"
        yield Finding(
            "rate_disagrees", "error", DISAGREES, completed.where, completed.printed, expected
        )
    again, tokens = result.figures.get("token_rate_again"), result.figures.get("token_rate")
    if again and tokens and abs(again.value - tokens.value) > tokens.slack + again.slack:
        yield Finding(
            "rate_disagrees", "error", DISAGREES, again.where, again.printed, tokens.printed
        )
    for name, target in TARGETS:
        worst, limit = result.spread(name).figures.get("p99"), result.value(target)
        if result.scenario == "server" and worst and limit and worst.value > limit:
            yield Finding(
                "targets_missed",
                "error",
                MISSED,
                worst.where,
                f"{worst.value:.6g} s",
                f"<= {limit:.6g} s",
            )


def _conditions(result: Result) -> dict[str, Condition]:
    told: dict[str, Condition] = {
        "scenario": result.words.get("scenario", ""),
        "system": result.words.get("sut", ""),
    }
    numbers = {
        "ttft_target_s": result.value("ttft_target"),
        "tpot_target_s": result.value("tpot_target"),
        "latency_target_s": result.value("latency_target"),
        "min_duration_s": result.value("min_duration"),
        "request_rate": result.value("target_qps"),
        "requests": result.value("queries"),
    }
    if result.scenario != "server":
        numbers = {name: numbers[name] for name in ("min_duration_s", "requests")}
    elif any(result.value(target) for _name, target in TARGETS):
        told["target_percentile"] = "p99"
    return told | {name: round(value, 6) for name, value in numbers.items() if value is not None}


def _length(result: Result, rate: str, told: dict[str, Condition]) -> list[Reading]:
    """Mean tokens of an answer, as tokens over samples per second; added to the conditions."""
    tokens, samples = result.figures.get("token_rate"), result.figures.get(rate)
    if tokens is None or samples is None or not samples.value or not tokens.value:
        return []
    length = tokens.value / samples.value
    told["output_tokens"] = round(length, 3)
    how = f"{tokens.printed} / {samples.printed}"
    return [
        Reading("output_tokens", length, tokens.printed, "token/s", tokens.where, dict(told), how)
    ]


def _server(result: Result) -> tuple[list[Reading], list[Finding]]:
    told = _conditions(result)
    length = _length(result, "completed_rate", told)
    pairs = (
        ("qps", "completed_rate"),
        ("output_rate", "token_rate"),
        ("request_rate", "target_qps"),
    )
    figures = {name: result.figures[key] for name, key in pairs if key in result.figures}
    test = LoadTest(
        result.where, figures, result.spread("e2e"), result.spread("ttft"), result.spread("tpot"), conditions=told
    )  # fmt: skip
    readings, findings = judged(test)
    return [*(length if readings else []), *readings], findings


def _offline(result: Result) -> tuple[list[Reading], list[Finding]]:
    told = _conditions(result)
    readings = _length(result, "offline_rate", told)
    for quantity, name in (("sample_rate", "offline_rate"), ("output_token_rate", "token_rate")):
        if (found := result.figures.get(name)) is not None and found.value > 0.0:
            readings.append(
                Reading(quantity, found.value, found.printed, found.unit, found.where, told)
            )
    return readings, [Finding("offline_batch", "note", OFFLINE, result.where)]


def _single(result: Result) -> tuple[list[Reading], list[Finding]]:
    told = _conditions(result) | {"concurrency": 1}
    issued = result.figures.get("issued_rate")
    test = LoadTest(
        result.where, {} if issued is None else {"qps": issued}, result.spread("e2e"), result.spread("ttft"),
        result.spread("tpot"), conditions=told,
    )  # fmt: skip
    readings, findings = (load_readings(test), []) if issued is None else judged(test)
    readings = [
        replace(item, quantity="sample_rate") if item.quantity == "qps" else item
        for item in readings
    ]
    note = [Finding("one_by_one", "note", ONE_BY_ONE, result.where)] if readings else []
    return readings, [*findings, *note]


def _multi(result: Result) -> tuple[list[Reading], list[Finding]]:
    told = _conditions(result)
    if (samples := result.value("samples_per_query")) is not None:
        told["samples_per_query"] = samples
    found = result.times.get("e2e", {})
    readings = [
        Reading(
            "latency_other",
            figure.value,
            figure.printed,
            figure.unit,
            figure.where,
            {**told, "statistic": name},
        )
        for name in ("mean", "p99")
        if (figure := found.get(name)) is not None
    ]
    return readings, [Finding("several_a_query", "note", SEVERAL, result.where)]
