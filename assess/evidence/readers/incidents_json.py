"""Our template of incidents as JSON; see docs/evidence.md, "Incidents"."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assess.evidence.incident_template import COLUMNS, Header, template_extract
from assess.evidence.reading import Extract, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, listed, mapped, whole_document
from indicators.records import Text

KIND, TOOL = "incidents_json", "SuanHeng incidents"
MARK = re.compile(r'"suanheng_incidents"\s*:')


def recognise(source: Source) -> Match:
    """Told by its own key."""
    if MARK.search(source.head):
        return Match(1.0, 'key "suanheng_incidents"')
    return Match(0.0, 'no key "suanheng_incidents"')


def read(source: Source) -> Extract:
    """Availability, failures, times to locate and to recover."""
    document = whole_document(source)
    if not isinstance(at(document, "incidents"), list):
        return Extract(KIND, TOOL, findings=(broken(),))
    header = Header(*(_text(at(document, *keys)) for keys in (("from",), ("to",), ("nodes",))))
    return template_extract(KIND, TOOL, header, _rows(document))


def _rows(document: Any) -> Iterator[tuple[Where, Mapping[str, str]]]:
    for place, item in enumerate(listed(document, "incidents")):
        told = mapped(item)
        yield Where(key=f"incidents[{place}]"), {name: _text(told.get(name)) for name in COLUMNS}


def _text(value: Any) -> str:
    """A value as the CSV would have it."""
    if value is True or value is False:
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int) and len(str(value)[:200]) < 200 else ""  # noqa: PLR2004


READER = Reader(
    KIND, Text("故障记录模板（JSON）", "Incident template (JSON)"), (TOOL,), recognise, read
)
