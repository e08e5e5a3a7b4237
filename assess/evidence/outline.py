"""What was read from files, as plain values for JSON: the words of ``inspect_evidence`` and of the interface."""

from collections.abc import Mapping, Sequence
from typing import Any

from assess.evidence.reading import Extract, Finding, Reading, Where
from indicators.records import Text


def outline(files: Sequence[tuple[str, Sequence[Extract]]]) -> dict[str, Any]:
    """Files with their extracts: one list of readings, and what each file is, with its findings."""
    return {
        "readings": [
            {"file": name, **_reading(extract, reading)}
            for name, extracts in files
            for extract in extracts
            for reading in extract.readings
        ],
        "files": [
            {"file": name, **_extract(extract)} for name, extracts in files for extract in extracts
        ],
    }


def _reading(extract: Extract, reading: Reading) -> dict[str, Any]:
    return {
        "kind": extract.kind,
        "tool": extract.tool,
        "tool_version": extract.tool_version,
        "quantity": reading.quantity,
        "value": reading.value,
        "unit": reading.unit,
        "indicator": reading.indicator,
        "input": reading.input,
        "printed": reading.printed,
        "printed_unit": reading.printed_unit,
        "derived": reading.derived,
        "conditions": dict(reading.conditions),
        "where": place(reading.where),
        "warnings": [finding_outline(item) for item in reading.warnings],
    }


def _extract(extract: Extract) -> dict[str, Any]:
    return {
        "kind": extract.kind,
        "tool": extract.tool,
        "tool_version": extract.tool_version,
        "readings": len(extract.readings),
        "refused": extract.refused,
        "facts": dict(extract.facts),
        "findings": [finding_outline(item) for item in extract.findings],
    }


def finding_outline(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": words(finding.message),
        "where": place(finding.where),
        "found": finding.found,
        "expected": finding.expected,
    }


def words(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def place(where: Where) -> Mapping[str, int | str]:
    """A place in a file: what is known of line, end and key."""
    known = {"line": where.line, "end": where.end, "key": where.key or None}
    return {name: value for name, value in known.items() if value is not None}
