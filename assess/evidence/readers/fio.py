"""fio: storage bandwidth and IOPS of its JSON output, alone, in groups, or of many clients.

Format: axboe/fio, HOWTO "JSON output" (3.33). From version 3 on ``bw_bytes`` is bytes per second and ``io_bytes`` bytes;
in version 2 ``bw`` and ``io_bytes`` are KiB. Jobs of one ``groupid`` ran together and add up; groups ran one after the
other and never do. In client/server mode the entry "All clients" is the sum. IOPS count for the indicator only for
random access in blocks of at most 16 KiB; runtime is in milliseconds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import broken, first_document, listed, mapped, number
from indicators.records import Text

KIND, TOOL = "fio", "fio"
KIB = 1024.0
SMALL_BLOCK = 16 * 1024
SLACK = 1.5
"""Units of the last digit by which figures computed from one another may differ."""

SIZES = {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
DIRECTIONS = ("read", "write")
PATTERNS = {
    **dict.fromkeys(("read", "write", "rw", "readwrite"), "sequential"),
    **dict.fromkeys(("randread", "randwrite", "randrw"), "random"),
}
BLOCK_WITHIN = 0.01

CACHED = Text(
    "未使用 direct=1，读到的可能是内存缓存", "Without direct=1 this may be the memory cache"
)
MISSING = Text("同组作业数与 numjobs 不符", "The group has another number of jobs than numjobs")
OTHER_BLOCK = Text("带宽除以 IOPS 与块大小不符", "Bandwidth over IOPS is not the block size")
NO_PATTERN = Text(
    "小块访问但未说明是否随机，不计入指标",
    "Small blocks, but whether access is random is not told; not counted",
)
FAILED = Text("作业出错，未采用", "The job failed; not used")
DISAGREES = Text(
    "带宽与字节数除以用时不符，未采用", "Bandwidth and bytes over time disagree; not used"
)
NOTHING = Text("没有读写任何数据", "Nothing was read or written")


@dataclass(frozen=True)
class Side:
    """Reads or writes of jobs that ran together: bytes, seconds, bytes per second and IOPS."""

    key: str
    direction: str
    size: float
    seconds: float
    bandwidth: float
    iops: float
    jobs: int


def recognise(source: Source) -> Match:
    """Told by the key "fio version"."""
    if '"fio version"' in source.head:
        return Match(1.0, 'key "fio version"')
    return Match(0.0, 'no key "fio version"')


def read(source: Source) -> Extract:
    """Bandwidth and, for small random blocks, IOPS of every group, direction by direction."""
    document = first_document(source.text(), "fio version")
    if document is None:
        return Extract(KIND, TOOL, findings=(broken(),))
    version = str(document["fio version"])
    old = bool(re.match(r"fio-[12]\.", version))
    readings: list[Reading] = []
    findings: list[Finding] = []
    for key, jobs in _groups(document):
        found, said = _of_group(document, key, jobs, old)
        readings += found
        findings += said
    if not readings and not findings:
        findings.append(Finding("nothing_moved", "error", NOTHING))
    return Extract(KIND, TOOL, version.removeprefix("fio-"), tuple(readings), tuple(findings))


def _groups(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Jobs that ran together, with their key; of many clients only the sum."""
    clients = [job for job in listed(document, "client_stats") if isinstance(job, Mapping)]
    total = [job for job in clients if job.get("jobname") == "All clients"]
    if total:
        sample = next((job for job in clients if job not in total), total[0])
        yield "client_stats[All clients]", [{**sample, **total[0]}]
        return
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for job in clients or listed(document, "jobs"):
        if isinstance(job, Mapping):
            groups.setdefault(str(job.get("groupid")), []).append(job)
    for group, jobs in groups.items():
        yield f"jobs[groupid={group}]", jobs


def _of_group(
    document: Mapping[str, Any], key: str, jobs: list[Mapping[str, Any]], old: bool
) -> tuple[list[Reading], list[Finding]]:
    failed = [str(job.get("jobname")) for job in jobs if job.get("error")]
    if failed:
        return [], [Finding("job_failed", "error", FAILED, Where(key=key), ", ".join(failed))]
    options = {**mapped(document, "global options"), **mapped(jobs[0], "job options")}
    readings: list[Reading] = []
    findings: list[Finding] = []
    wanted = str(options.get("numjobs", "1"))
    if _incomplete(document, jobs, wanted):
        findings.append(
            Finding("jobs_missing", "warning", MISSING, Where(key=key), str(len(jobs)), wanted)
        )
    for direction in DIRECTIONS:
        side = _side(key, jobs, direction, old)
        if side is None or not side.size:
            continue
        if any(_part_disagrees(part, old) for part in _parts(jobs, direction)):
            found = f"{side.bandwidth:.0f} B/s, {side.size:.0f} B / {side.seconds:.3f} s"
            findings.append(
                Finding("bandwidth_disagrees", "error", DISAGREES, Where(key=side.key), found)
            )
            continue
        readings += _readings(side, options)
    return readings, findings


def _incomplete(document: Mapping[str, Any], jobs: list[Mapping[str, Any]], wanted: str) -> bool:
    """Whether a group has not the jobs it was to have, or one of them lacks its reads or writes."""
    if any(not isinstance(job.get(direction), Mapping) for job in jobs for direction in DIRECTIONS):
        return True
    if wanted.isdigit() and f"{len(jobs)}" not in {"1", wanted}:
        return True
    return len(jobs) == 1 < _same(document, jobs[0])


def _parts(jobs: list[Mapping[str, Any]], direction: str) -> list[Mapping[str, Any]]:
    return [part for job in jobs if isinstance(part := job.get(direction), Mapping)]


def _same(document: Mapping[str, Any], job: Mapping[str, Any]) -> int:
    """How many entries have this job's name: more than one where the jobs of a group were not summed up."""
    entries = listed(document, "jobs")
    return sum(
        isinstance(item, Mapping) and item.get("jobname") == job.get("jobname") for item in entries
    )


def _side(key: str, jobs: list[Mapping[str, Any]], direction: str, old: bool) -> Side | None:
    """The sum over jobs that ran together."""
    parts = _parts(jobs, direction)
    if not parts:
        return None
    scale = KIB if old else 1.0
    rates = [_rate(part, old) for part in parts]
    return Side(
        key=f"{key}.{direction}",
        direction=direction,
        size=scale * sum(number(part.get("io_bytes")) or 0.0 for part in parts),
        seconds=max((number(part.get("runtime")) or 0.0) / 1000.0 for part in parts),
        bandwidth=sum(rates),
        iops=sum(number(part.get("iops")) or 0.0 for part in parts),
        jobs=len(parts),
    )


def _rate(part: Mapping[str, Any], old: bool) -> float:
    if old:
        return KIB * (number(part.get("bw")) or 0.0)
    exact = number(part.get("bw_bytes"))
    return exact if exact is not None else KIB * (number(part.get("bw")) or 0.0)


def _part_disagrees(part: Mapping[str, Any], old: bool) -> bool:
    """Whether bytes over milliseconds and operations over milliseconds are not what a job prints as its rates."""
    runtime, size = number(part.get("runtime")) or 0.0, number(part.get("io_bytes")) or 0.0
    if not size:
        return bool(_rate(part, old))
    if not runtime:
        return True
    unit = KIB if old else 1.0
    bandwidth = abs(size * 1000.0 / runtime - _rate(part, old) / unit) > SLACK
    done, rate = number(part.get("total_ios")), number(part.get("iops")) or 0.0
    digit = 1.0 if old else 1e-5
    return bandwidth or (done is not None and abs(done * 1000.0 / runtime - rate) > SLACK * digit)


def _readings(side: Side, options: Mapping[str, Any]) -> list[Reading]:
    conditions = _conditions(side, options)
    cached = str(options.get("direct", "0")) != "1"
    warnings = [Finding("page_cache", "warning", CACHED, Where(key=side.key))] if cached else []
    block, pattern = conditions.get("block_bytes"), conditions.get("pattern")
    if side.iops and isinstance(block, int) and _other_block(side, block):
        found = f"{side.bandwidth / side.iops:.0f} B"
        warnings.append(
            Finding(
                "block_disagrees", "warning", OTHER_BLOCK, Where(key=side.key), found, f"{block} B"
            )
        )
    fine = isinstance(block, int) and block <= SMALL_BLOCK and pattern != "sequential"
    counted = fine and pattern == "random"
    quantity = f"storage_{side.direction}_iops" if counted else "storage_iops_other"
    if fine and not counted:
        warnings.append(Finding("pattern_unknown", "warning", NO_PATTERN, Where(key=side.key)))
    bandwidth = "storage_bandwidth_other" if fine else f"storage_{side.direction}_bandwidth"
    where, told = Where(key=side.key), tuple(warnings)
    return [
        Reading(bandwidth, side.bandwidth / 1e9, f"{side.bandwidth:.0f}", "B/s", where, conditions, warnings=told),
        Reading(quantity, side.iops, f"{side.iops:g}", "IOPS", where, conditions, warnings=told),
    ]  # fmt: skip


def _other_block(side: Side, block: int) -> bool:
    """Whether bandwidth over IOPS is another size than the block that was asked for."""
    return abs(side.bandwidth / side.iops - block) > BLOCK_WITHIN * block


def _conditions(side: Side, options: Mapping[str, Any]) -> dict[str, Condition]:
    found: dict[str, Condition] = {
        "direction": side.direction,
        "duration_s": side.seconds,
        "jobs": side.jobs,
        "bytes": int(side.size),
    }
    if block := _size(options.get("bs")):
        found["block_bytes"] = block
    elif side.iops:
        found["block_bytes"] = round(side.bandwidth / side.iops / 512) * 512
    if pattern := PATTERNS.get(str(options.get("rw") or options.get("readwrite") or "")):
        found["pattern"] = pattern
    if engine := options.get("ioengine"):
        found["engine"] = str(engine)
    return found


def _size(text: Any) -> int:
    """A size as fio takes it: 4k, 1m, 4096; 0 where it is none."""
    found = re.fullmatch(r"(\d{1,18})\s*([bkmgt]?)(?:i?b)?", str(text or "").strip().lower())
    return int(found[1]) * SIZES[found[2]] if found else 0


READER = Reader(
    KIND, Text("fio 存储测试（JSON）", "fio storage test (JSON)"), (TOOL,), recognise, read
)
