"""dcgmi diag -j: results of health tests of the cards of a host.

Format: DCGM; the root key was "DCGM GPU Diagnostic" and is "DCGM Diagnostic" from 3.x on. Below it test_categories, tests
and results with status Pass, Fail, Warn or Skip; from 4.x on a test_summary stands beside the results and is not counted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, first_document, listed
from indicators.records import Text

KIND, TOOL = "dcgm_diag", "dcgmi diag"
ROOTS = ("DCGM Diagnostic", "DCGM GPU Diagnostic")
STATES = ("pass", "fail", "warn", "skip")

FAILED = Text("有健康检查未通过", "Health tests failed")
WARNED = Text("有健康检查给出警告", "Health tests gave warnings")
UNKNOWN = Text("状态无法识别，未计入", "A status that is not known; not counted")
NO_RESULTS = Text("没有任何检查结果", "No result of any test")


def recognise(source: Source) -> Match:
    """Told by its root key."""
    if any(f'"{root}"' in source.head for root in ROOTS) and '"test_categories"' in source.head:
        return Match(1.0, "root key DCGM (GPU) Diagnostic with test_categories")
    return Match(0.0, 'no root key "DCGM Diagnostic" or "DCGM GPU Diagnostic"')


def read(source: Source) -> Extract:
    """How many tests failed, with how many passed, warned and were skipped."""
    text = source.text()
    found = [(root, document) for root in ROOTS if (document := first_document(text, root))]
    if not found:
        return Extract(KIND, TOOL, findings=(broken(),))
    root, document = found[0]
    results = list(_results(document[root], f"{root}.test_categories"))
    counts = dict.fromkeys(STATES, 0)
    findings = []
    for name, key, status in results:
        if status.lower() in counts:
            counts[status.lower()] += 1
        else:
            findings.append(
                Finding("unknown_status", "warning", UNKNOWN, Where(key=key), f"{name}: {status}")
            )
    findings += _remarks(results)
    if not any(counts.values()):
        findings.append(Finding("no_results", "error", NO_RESULTS, Where(key=root)))
        return Extract(KIND, TOOL, findings=tuple(findings))
    conditions: dict[str, Condition] = {"passed": counts["pass"], "warned": counts["warn"]}
    conditions |= {"skipped": counts["skip"]}
    failed = Reading("health_tests_failed", float(counts["fail"]), f"{counts['fail']}", "count", Where(key=root), conditions)  # fmt: skip
    version = str(at(document, root, "metadata", "version") or at(document, root, "version") or "")
    return Extract(KIND, TOOL, version, (failed,), tuple(findings))


def _results(document: Any, root: str) -> Iterator[tuple[str, str, str]]:
    """Name, key and status of every result."""
    for place, category in enumerate(listed(document, "test_categories")):
        for number, test in enumerate(
            listed(category, "tests") or [{"name": at(category, "category")}]
        ):
            key = f"{root}[{place}].tests[{number}]"
            for result in listed(test, "results") or [{}]:
                status = result.get("status") if isinstance(result, Mapping) else None
                yield str(at(test, "name")), key, str(status)


def _remarks(results: list[tuple[str, str, str]]) -> list[Finding]:
    findings = []
    for state, rule, message in (
        ("fail", "tests_failed", FAILED),
        ("warn", "tests_warned", WARNED),
    ):
        named = [(name, key) for name, key, status in results if status.lower() == state]
        if named:
            names = ", ".join(sorted({name for name, _key in named}))
            findings.append(Finding(rule, "warning", message, Where(key=named[0][1]), names))
    return findings


READER = Reader(
    KIND, Text("DCGM 健康检查（JSON）", "DCGM health tests (JSON)"), (TOOL,), recognise, read
)
