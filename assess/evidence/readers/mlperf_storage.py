"""MLPerf Storage: how many accelerators a storage system keeps fed, and the bandwidth that this takes.

Format: mlcommons/storage v1.0, ``summary.json`` of a run and ``mlperf_storage_report.json`` of a submission. "MB" is MiB
(argonne-lcf/dlio_benchmark, statscounter.py divides by 1024 twice). A run counts only where the utilisation met its
expectation.
"""

from collections.abc import Mapping
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, listed, mapped, number, whole_document
from indicators.records import Text
from indicators.units import convert

KIND, TOOL = "mlperf_storage", "MLPerf Storage"
RATE = "train_io_mean_MB_per_second"
REPORT_RATE = "train_throughput_mean_MB_per_second"
AGREES_WITHIN = 0.02
POINTS = 0.5

NOT_MET = Text(
    "加速器利用率未达要求，结果无效",
    "The accelerator utilisation missed its expectation; the run is not valid",
)
NO_VERDICT = Text("未说明利用率是否达标", "Whether the utilisation was met is not told")
MEBI = Text("字段名写 MB，实为 MiB", "The field says MB and means MiB")
SPREAD = Text("均值与各轮数值不符，未采用", "The mean does not follow from the epochs; not used")
UNKNOWN = Text("缺少吞吐字段", "The throughput is missing")


def recognise(source: Source) -> Match:
    """Told by its own names of figures."""
    if f'"{RATE}"' in source.head or f'"{REPORT_RATE}"' in source.head:
        return Match(1.0, f'key "{RATE}" or "{REPORT_RATE}"')
    if (
        "workload:" in source.head
        and "record_length:" in source.head
        and "data_loader:" in source.head
    ):
        return Match(0.8, "configuration of a DLIO workload")
    return Match(0.0, f'no key "{RATE}"')


def read(source: Source) -> Extract:
    """Bandwidth, accelerators and their utilisation of a run; the mean of a submission's runs."""
    if "workload:" in source.head and "{" not in source.head[:1]:
        note = Finding(
            "configuration_only",
            "note",
            Text("仅为配置，不含结果", "A configuration without results"),
        )
        return Extract(KIND, TOOL, findings=(note,))
    document = whole_document(source)
    if not isinstance(document, Mapping):
        return Extract(KIND, TOOL, findings=(broken(),))
    return _report(document) if "overall" in document else _run(document)


def _run(document: Mapping[str, Any]) -> Extract:
    metric = at(document, "metric")
    rate = number(at(metric, RATE))
    if not isinstance(metric, Mapping) or rate is None:
        return Extract(
            KIND, TOOL, findings=(Finding("no_results", "error", UNKNOWN, Where(key=RATE)),)
        )
    verdict = metric.get("train_au_meet_expectation")
    if verdict not in (None, "", "success"):
        found = Finding(
            "not_met", "error", NOT_MET, Where(key="metric.train_au_meet_expectation"), str(verdict)
        )
        return Extract(KIND, TOOL, findings=(found,))
    if _spread(metric):
        where = Where(key="metric.train_au_mean_percentage")
        return Extract(KIND, TOOL, findings=(Finding("mean_disagrees", "error", SPREAD, where),))
    findings = (
        [] if verdict else [Finding("no_verdict", "warning", NO_VERDICT, Where(key="metric"))]
    )
    conditions = _counts(document, ("num_accelerators", "accelerators"), ("num_hosts", "nodes"))
    readings = [_bandwidth(rate, f"metric.{RATE}", conditions)]
    busy = number(metric.get("train_au_mean_percentage"))
    if busy is not None:
        key = "metric.train_au_mean_percentage"
        readings.append(
            Reading("accelerator_utilisation", busy, f"{busy:g}", "%", Where(key=key), conditions)
        )
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _report(document: Mapping[str, Any]) -> Extract:
    overall = at(document, "overall")
    rate = number(at(overall, REPORT_RATE))
    if rate is None:
        where = Where(key=f"overall.{REPORT_RATE}")
        return Extract(KIND, TOOL, findings=(Finding("no_results", "error", UNKNOWN, where),))
    runs = [
        number(at(run, "train_throughput_MB_per_second"))
        for run in mapped(document, "runs").values()
    ]
    known = [value for value in runs if value is not None]
    if known and abs(sum(known) / len(known) - rate) > AGREES_WITHIN * rate:
        where = Where(key=f"overall.{REPORT_RATE}")
        return Extract(KIND, TOOL, findings=(Finding("mean_disagrees", "error", SPREAD, where),))
    conditions = _counts(
        overall, ("train_num_accelerators", "accelerators"), ("num_benchmark_runs", "runs")
    )
    conditions |= {
        "model": str(at(overall, "model") or ""),
        "accelerator": str(at(overall, "accelerator") or ""),
    }
    note = Finding("no_verdict", "warning", NO_VERDICT, Where(key="overall"))
    reading = _bandwidth(rate, f"overall.{REPORT_RATE}", conditions)
    return Extract(KIND, TOOL, "", (reading,), (note,))


def _bandwidth(rate: float, key: str, conditions: Mapping[str, Condition]) -> Reading:
    warning = Finding("mib_called_mb", "note", MEBI, Where(key=key))
    return Reading(
        "storage_read_bandwidth", convert(rate, "MiB/s", "GB/s"), f"{rate:g}", "MiB/s", Where(key=key),
        {**conditions, "direction": "read"}, warnings=(warning,),
    )  # fmt: skip


def _counts(document: Any, *names: tuple[str, str]) -> dict[str, Condition]:
    found = {told: number(at(document, name)) for name, told in names}
    return {name: int(value) for name, value in found.items() if value is not None}


def _spread(metric: Mapping[str, Any]) -> bool:
    """Whether the mean utilisation does not follow from its epochs."""
    epochs = [number(value) for value in listed(metric, "train_au_percentage")]
    known = [value for value in epochs if value is not None]
    mean = number(metric.get("train_au_mean_percentage"))
    return bool(known) and mean is not None and abs(sum(known) / len(known) - mean) > POINTS


READER = Reader(
    KIND, Text("MLPerf Storage 结果", "MLPerf Storage results"), (TOOL,), recognise, read
)
