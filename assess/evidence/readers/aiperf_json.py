"""AIPerf's and GenAI-Perf's ``profile_export`` as JSON: metric -> {unit, avg, p1 ... p99, min, max, std, count, sum}.

Source: ai-dynamo/aiperf; GenAI-Perf, its forerunner, writes the same metrics with ``input_config`` and no version.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assess.evidence.aiperf import Metric, load_test
from assess.evidence.load_checks import judged
from assess.evidence.load_tests import Figure, target_conditions
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, found_objects, listed, mapped, number
from indicators.records import Text

KIND = "aiperf_json"
TOOLS = ("AIPerf", "GenAI-Perf")
ASKED = {"limit": ("concurrency",), "request_rate": ("request_rate", "rate")}
MODELS = ("model", "model_name", "model_names", "models")
NOT_DONE = Text(
    "测试被取消或没有完成，数值只作参考",
    "The test was cancelled or is not complete; use its figures with care",
)
ERRORS = Text("工具报告了错误", "The tool reports errors")


def recognise(source: Source) -> Match:
    """Told by its two main metrics as objects with a unit."""
    head = source.head
    if '"request_throughput"' in head and '"request_latency"' in head and '"unit"' in head:
        return Match(1.0, 'keys "request_throughput", "request_latency", "unit"')
    return Match(0.0, 'no keys "request_throughput", "request_latency" with "unit"')


def read(source: Source) -> Extract:
    """Readings of every profile in the file."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    tool, version, facts = TOOLS[1], "", dict[str, Condition]()
    for where, document in found_objects(source, _is_profile):
        if document is None:
            findings.append(broken(where))
            continue
        version = str(document.get("aiperf_version") or version)
        tool = TOOLS[0] if version or "schema_version" in document else tool
        metrics = {
            str(name): _metric(str(name), item, where)
            for name, item in document.items()
            if isinstance(item, Mapping) and "unit" in item
        }
        facts |= (cards := _cards(document))
        asked = _errors(document, where) | _asked(document, where)
        found, said = judged(load_test(metrics, asked, _conditions(document) | cards))
        readings += found
        findings += [*_state(document), *said]
    return Extract(
        KIND,
        tool,
        version,
        tuple(readings),
        tuple(findings) if readings or findings else (broken(),),
        facts,
    )


def _is_profile(document: Any) -> bool:
    return (
        isinstance(document, Mapping)
        and isinstance(document.get("request_latency"), Mapping)
        and "request_throughput" in document
    )


def _metric(name: str, item: Mapping[str, Any], where: Where) -> Metric:
    unit = str(item["unit"])
    figures = {
        str(key): Figure(value, str(held), Where(where.line, f"{name}.{key}"), unit)
        for key, held in item.items()
        if (value := number(held)) is not None
    }
    return Metric(unit, figures)


def _state(document: Mapping[str, Any]) -> list[Finding]:
    found: list[Finding] = []
    if document.get("was_cancelled") is True or document.get("is_complete") is False:
        found.append(Finding("not_complete", "warning", NOT_DONE, Where(key="is_complete")))
    if errors := listed(document, "error_summary"):
        counted = _counted(errors)
        where = Where(key="error_summary")
        found.append(Finding("errors_reported", "warning", ERRORS, where, f"{counted:g}", "0"))
    return found


def _counted(errors: list[Any]) -> float:
    return sum(number(at(item, "count")) or 1.0 for item in errors)


def _errors(document: Mapping[str, Any], where: Where) -> dict[str, Figure]:
    """Requests that failed, as the summary of errors counts them."""
    errors = listed(document, "error_summary")
    if not errors or at(document, "error_request_count", "avg") is not None:
        return {}
    counted = _counted(errors)
    return {"failed": Figure(counted, f"{counted:g}", Where(where.line, "error_summary"), "req")}


def _cards(document: Mapping[str, Any]) -> dict[str, Condition]:
    """Number and name of the accelerators whose telemetry was collected; nothing without telemetry."""
    cards = [
        at(card, "gpu_name")
        for endpoint in mapped(document, "telemetry_data", "endpoints").values()
        for card in mapped(endpoint, "gpus").values()
    ]
    names = {name for name in cards if isinstance(name, str)}
    return {"cards": len(cards), "card": ", ".join(sorted(names))} if names else {}


def _asked(document: Mapping[str, Any], where: Where) -> dict[str, Figure]:
    """Limit and rate of requests, as configured for the measured phase."""
    found: dict[str, Figure] = {}
    for name, keys in ASKED.items():
        for path, value in _settings(_measured(document), keys):
            if (size := number(value)) is not None and size > 0.0:
                found.setdefault(name, Figure(size, str(value), Where(where.line, path), "req"))
    return found


def _measured(document: Mapping[str, Any]) -> Any:
    """The configuration without its warm-up phases."""
    config = at(document, "input_config")
    phases = [
        item
        for item in listed(config, "phases")
        if at(item, "kind") != "warmup" and at(item, "name") != "warmup"
    ]
    return {**config, "phases": phases} if isinstance(config, Mapping) else {}


def _settings(
    config: Any, keys: tuple[str, ...], path: str = "input_config"
) -> Iterator[tuple[str, Any]]:
    """Path and value of every setting of one of these names, the outermost first."""
    if isinstance(config, Mapping):
        yield from ((f"{path}.{key}", config[key]) for key in keys if key in config)
        items = [(f"{path}.{key}", item) for key, item in config.items()]
    else:
        items = [(f"{path}[{place}]", item) for place, item in enumerate(config)]
    for below, item in items:
        if isinstance(item, Mapping | list):
            yield from _settings(item, keys, below)


def _conditions(document: Mapping[str, Any]) -> dict[str, Condition]:
    told: dict[str, Condition] = {}
    for _path, value in _settings(_measured(document), MODELS):
        first = at(value, 0) or at(value, "items", 0, "name") or value
        if isinstance(first, str):
            told.setdefault("model", first)
    for _path, value in _settings(_measured(document), ("goodput", "slos")):
        targets = {str(name): number(item) for name, item in mapped(value).items()}
        told |= target_conditions(
            {name: item for name, item in targets.items() if item is not None}
        )
    started = document.get("start_time")
    return told | ({"started": started} if isinstance(started, str) else {})


READER = Reader(
    KIND,
    Text("AIPerf、GenAI-Perf 结果（JSON）", "AIPerf and GenAI-Perf results (JSON)"),
    TOOLS,
    recognise,
    read,
)
