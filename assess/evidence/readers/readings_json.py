"""Our own plain JSON of readings, for what no reader knows.

Format: docs/evidence.md: {"suanheng_readings": 1, "tool": ..., "tool_version": ..., "readings": [{"quantity", "value",
"unit", "conditions": {...}}]}.
"""

from collections.abc import Mapping
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.stated import HAND_WRITTEN, Entry, stated_reading
from assess.evidence.structured import at, broken, whole_document
from indicators.records import Text

KIND, TOOL, MARK = "readings_json", "SuanHeng readings (JSON)", "suanheng_readings"
VERSION = 1
OTHER_VERSION = Text("格式版本不认识", "The version of the format is not known")
NO_READINGS = Text("readings 为空", "No readings")


def recognise(source: Source) -> Match:
    """Told by its mark."""
    if f'"{MARK}"' in source.head:
        return Match(1.0, f'key "{MARK}"')
    return Match(0.0, f'no key "{MARK}"')


def read(source: Source) -> Extract:
    """Every reading, checked against the list of quantities."""
    document = whole_document(source)
    if not isinstance(document, Mapping):
        return Extract(KIND, TOOL, findings=(broken(),))
    if document.get(MARK) != VERSION:
        where, told = Where(key=MARK), str(document.get(MARK))
        return Extract(
            KIND,
            TOOL,
            findings=(Finding("other_version", "error", OTHER_VERSION, where, told, f"{VERSION}"),),
        )
    listed = at(document, "readings")
    found = [
        stated_reading(_entry(place, item))
        for place, item in enumerate(listed if isinstance(listed, list) else [])
    ]
    readings = tuple(item for item in found if isinstance(item, Reading))
    findings = [item for item in found if isinstance(item, Finding)]
    if readings:
        findings.append(Finding("hand_written", "note", HAND_WRITTEN))
    if not found:
        findings.append(Finding("no_rows", "error", NO_READINGS, Where(key="readings")))
    tool, version = str(document.get("tool") or TOOL), str(document.get("tool_version") or "")
    return Extract(KIND, tool, version, readings, tuple(findings))


def _entry(place: int, item: Any) -> Entry:
    conditions = at(item, "conditions")
    told: dict[str, Condition] = {
        str(name): value
        for name, value in (conditions.items() if isinstance(conditions, Mapping) else ())
        if isinstance(value, str | int | float | bool)
    }
    value, unit = at(item, "value"), at(item, "unit")
    where = Where(key=f"readings[{place}]")
    return Entry(where, str(at(item, "quantity")), str(value), str(unit or ""), told)


READER = Reader(
    KIND, Text("算衡通用读数（JSON）", "SuanHeng readings (JSON)"), (TOOL,), recognise, read
)
