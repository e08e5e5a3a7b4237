"""Our template of incidents as CSV: occurred, detected, located and recovered of each, the window in remarks above.

Format: docs/evidence.md, "Incidents". Remarks ``# from:``, ``# to:`` and ``# nodes:`` stand before the heading.
"""

import re
from collections.abc import Iterator, Mapping

from assess.evidence.comma_tables import Table, rows, table_of
from assess.evidence.incident_template import COLUMNS, NEEDED, Header, template_extract
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.remarks import Remarks
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "incidents_csv", "SuanHeng incidents"
REMARK = re.compile(r"#\s*(from|to|nodes)\s*[:=]\s*(\S+)", re.I)
UNEVEN = Text(
    "该行的列数与表头不符，未采用", "The row has another number of cells than the heading; not used"
)


def recognise(source: Source) -> Match:
    """Told by the columns of its heading."""
    table = table_of(source, NEEDED)
    if table and len(set(table.names) & set(COLUMNS)) > len(NEEDED):
        return Match(1.0, "heading occurred, recovered and more of the template")
    return Match(0.0, "no heading 'occurred,detected,located,recovered'")


def read(source: Source) -> Extract:
    """Availability, failures, times to locate and to recover."""
    table, remarks = table_of(source, NEEDED) or Table((), 0), Remarks()
    found = template_extract(KIND, TOOL, _header(table), _rows(source, table, remarks))
    return Extract(
        KIND, TOOL, "", found.readings, (*remarks, *found.findings), found.facts, found.outages,
        found.observed, found.whole,
    )  # fmt: skip


def _header(table: Table) -> Header:
    told = {m[1].lower(): m[2] for line in table.remarks if (m := REMARK.match(line))}
    return Header(told.get("from", ""), told.get("to", ""), told.get("nodes", ""))


def _rows(
    source: Source, table: Table, remarks: Remarks
) -> Iterator[tuple[Where, Mapping[str, str]]]:
    for number, cells in rows(source, table):
        if cells is None:
            remarks.say(Finding("uneven_row", "error", UNEVEN, Where(number)))
        else:
            yield Where(number), cells


READER = Reader(
    KIND, Text("故障记录模板（CSV）", "Incident template (CSV)"), (TOOL,), recognise, read
)
