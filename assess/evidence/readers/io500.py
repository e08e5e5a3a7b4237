"""IO500: the summary of results, and mdtest's own output (metadata operations, which are no storage IOPS).

Format: IO500/io500, ``result_summary.txt``: ``[RESULT] name value GiB/s|kIOPS : time s``; a line marked ``[      ]`` is not
scored. Only ``ior-*`` lines are bandwidth; ``ior-rnd4K`` is random access in 4 KiB.
"""

import re
from statistics import geometric_mean

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text
from indicators.units import convert

KIND, TOOL = "io500", "IO500"
LINE = re.compile(
    r"^\[(RESULT|      )(?:-invalid)?\]\s+(\S+)\s+(\d{1,18}\.\d{1,18})\s+(GiB/s|kIOPS)\s*:\s*time\s+(\d{1,18}\.\d{1,18}) seconds(.*)$"
)
VERSION = re.compile(r"^IO500 version (\S+)")
SCORE = re.compile(
    r"^\[SCORE \]\s+Bandwidth (\d{1,18}\.\d{1,18}) GiB/s : IOPS (\d{1,18}\.\d{1,18}) kiops"
)
DIGITS = 2e-6
"""Results have six decimals."""

INVALID = re.compile(r"INVALID", re.I)
FOUR_KIB = 4096
PHASES = frozenset(
    f"ior-{kind}-{direction}"
    for kind in ("easy", "hard", "rnd1MB", "rnd4K-easy")
    for direction in ("read", "write")
)

NOT_VALID = Text("该项被标为 INVALID，未采用", "The result is marked INVALID; not used")
WRONG_SCORE = Text(
    "总分不是各项的几何平均：数值或文件有误",
    "The score is not the geometric mean of its phases: a figure or the file is wrong",
)
NO_SCORE = Text("没有总分行，各项无从核对", "Without the score line the phases cannot be checked")
UNKNOWN = Text("不认识的测试阶段，未采用", "A phase of unknown name; not used")
UNREADABLE = Text("有一行无法读出", "A line cannot be read")
NO_LINES = Text("没有 [RESULT] 行：测试没有完成", "No [RESULT] line: the test did not finish")


def recognise(source: Source) -> Match:
    """Told by its title or its [RESULT] lines."""
    if VERSION.search(source.head) or re.search(r"^\[RESULT\]\s+ior-", source.head, re.M):
        return Match(1.0, "IO500 version / [RESULT] lines")
    return Match(0.0, "no [RESULT] lines")


def read(source: Source) -> Extract:
    """Bandwidth of the ior phases and rates of the metadata phases."""
    readings: list[Reading] = []
    findings: list[Finding] = []
    version, score = "", None
    for number, line in source.lines():
        if found := VERSION.match(line):
            version = found[1]
        score = SCORE.match(line) or score
        if line.startswith("["):
            reading, fault = _line(number, line)
            readings += [reading] if reading else []
            findings += [fault] if fault else []
    if not readings and not findings:
        findings.append(Finding("no_results", "error", NO_LINES))
    elif fault := _score_fault(
        readings, score, complete=not any(item.severity == "error" for item in findings)
    ):
        findings.append(fault)
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings))


def _line(number: int, line: str) -> tuple[Reading | None, Finding | None]:
    """The reading of a line, or why it is not used."""
    where = Where(number)
    if line.startswith("[SCORE"):
        return None, None
    result = LINE.match(line)
    if result is None:
        return None, Finding("unreadable_row", "warning", UNREADABLE, where)
    if INVALID.search(line):
        return None, Finding("invalid_result", "error", NOT_VALID, where, result[2])
    reading = _reading(number, result)
    if reading is None and float(result[3]):
        return None, Finding("unknown_phase", "warning", UNKNOWN, where, result[2])
    return reading, None


def _score_fault(
    readings: list[Reading], score: "re.Match[str] | None", *, complete: bool
) -> Finding | None:
    """The total is the geometric mean of the scored phases, bandwidth and rates apart; with one invalid it cannot be told."""
    if score is None:
        return Finding("no_score", "warning", NO_SCORE)
    if not complete:
        return None
    for printed, unit in ((score[1], "GiB/s"), (score[2], "kIOPS")):
        values = [float(item.printed) for item in readings if _counts(item, unit)]
        if not values:
            continue
        mean = geometric_mean(values)
        if abs(mean - float(printed)) > DIGITS * max(mean, 1.0):
            return Finding(
                "score_disagrees", "error", WRONG_SCORE, found=printed, expected=f"{mean:.6f}"
            )
    return None


def _counts(reading: Reading, unit: str) -> bool:
    return reading.printed_unit == unit and bool(reading.conditions.get("scored"))


def _reading(number: int, found: "re.Match[str]") -> Reading | None:
    """One line; the timestamp line measures nothing."""
    scored, name, value, unit, seconds = (
        found[1],
        found[2],
        float(found[3]),
        found[4],
        float(found[5]),
    )
    if not value or (unit == "kIOPS" and scored != "RESULT"):
        return None
    conditions: dict[str, Condition] = {
        "phase": name,
        "duration_s": seconds,
        "scored": scored == "RESULT",
    }
    where = Where(number)
    if unit == "kIOPS":
        return Reading("metadata_rate", value * 1000.0, found[3], unit, where, conditions)
    direction = name.rsplit("-", 1)[-1]
    if name not in PHASES:
        return None
    small = "rnd" in name
    conditions |= {"direction": direction, "pattern": "random" if small else "sequential"}
    if small:
        conditions["block_bytes"] = FOUR_KIB
        operations = value * 1024.0**3 / FOUR_KIB
        how = f"{found[3]} GiB/s / 4 KiB"
        return Reading(
            f"storage_{direction}_iops", operations, found[3], unit, where, conditions, how
        )
    quantity = "storage_bandwidth_other" if "hard" in name else f"storage_{direction}_bandwidth"
    return Reading(quantity, convert(value, "GiB/s", "GB/s"), found[3], unit, where, conditions)


READER = Reader(KIND, Text("IO500 结果汇总", "IO500 result summary"), (TOOL,), recognise, read)
