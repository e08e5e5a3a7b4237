"""What Slurm's node events say of their reasons; the columnar way and single records agree on jobs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.evidence.readers.slurm_jobs import read
from assess.evidence.reading import Extract
from assess.evidence.registry import inspect
from assess.evidence.slurm_tables import Heading, bulk, records
from assess.evidence.source import Source
from tests.evidence.golden import FIXTURES

HEADING = "Cluster|NodeName|TimeStart|TimeEnd|Duration|State|Reason"
ROW = "c|n1|2026-03-01T00:00:00|2026-03-01T01:00:00|01:00:00|{state}|{reason}"


def planned_hours(state: str, reason: str) -> object:
    text = f"{HEADING}\n{ROW.format(state=state, reason=reason)}\n"
    (found,) = inspect(Source.of("events.txt", text.encode()))
    (hours,) = (x for x in found.readings if x.quantity == "node_downtime_hours")
    return hours.conditions["planned_h"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("DRAIN", "scheduled maintenance"),
        ("DRAIN", "driver upgrade"),
        ("MAINT", ""),
        ("DOWN", "计划内维护"),
    ],
)
def test_a_reason_that_names_maintenance_makes_an_outage_planned(state: str, reason: str) -> None:
    assert planned_hours(state, reason) == 1


@pytest.mark.parametrize(
    "reason",
    [
        "Not responding",
        "kernel panic",
        "unplanned reboot",
        "unscheduled",
        "emergency patch after failure",
        "dispatch error",
        "计划外停机",
    ],
)
def test_any_other_reason_makes_it_a_failure(reason: str) -> None:
    assert planned_hours("DRAIN", reason) == 0


CELLS = {
    "JobID": st.sampled_from(["1", "2", "3_4", "5.batch", "6.0", "7_[1-3]", "x", "", "8+1", "9"]),
    "State": st.sampled_from(
        ["COMPLETED", "FAILED", "CANCELLED by 12", "TIMEOUT", "NODE_FAIL", "WRONG", " RUNNING", ""]
    ),
    "Start": st.sampled_from(
        [
            "2026-03-01T00:00:00",
            "2026-03-01T01:00:00",
            "Unknown",
            "None",
            "",
            "soon",
            "2026-03-01T00:00:00Z",
        ]
    ),
    "End": st.sampled_from(
        ["2026-03-01T02:00:00", "2026-03-02T02:00:00", "Unknown", "", "2026-02-30T00:00:00"]
    ),
    "Elapsed": st.sampled_from(
        ["02:00:00", "01:00:00", "1-02:00:00", "1-01:00:00", "00:30", "", "x"]
    ),
    "JobName": st.sampled_from(
        ["train", "two\nlines", "a|b", "", "\x1b[31mred\x1b[0m", "\u8bad\u7ec3"]
    ),
    "NodeList": st.sampled_from(["gpu01", "gpu[01-02]", "", "None assigned"]),
}
ROWS = st.lists(st.tuples(*CELLS.values()), min_size=1, max_size=30)


def table(rows: list[tuple[str, ...]], delimiter: str) -> bytes:
    lines = [delimiter.join(CELLS), *(delimiter.join(row) for row in rows)]
    return "\n".join(lines).encode()


def said(found: Extract) -> tuple[object, ...]:
    rules = {(item.rule, item.where, item.found) for item in found.findings}
    return found.readings, rules, found.observed


@given(ROWS, st.sampled_from(["", "\n"]))
def test_columns_and_single_records_find_the_same_in_any_table(
    rows: list[tuple[str, ...]], end: str
) -> None:
    # a delimiter of two signs goes record by record
    columnar = read(Source.of("a.txt", table(rows, "|") + end.encode()))
    rows = [tuple(cell.replace("|", "|#") for cell in row) for row in rows]
    single = read(Source.of("a.txt", table(rows, "|#") + end.encode()))
    assert said(columnar) == said(single)


@given(ROWS, st.integers(1, 300))
def test_pieces_of_any_size_give_the_same_records(rows: list[tuple[str, ...]], size: int) -> None:
    source = Source.of("a.txt", table(rows, "|"))
    heading = Heading(tuple(CELLS), "|")
    found = bulk(source, heading, lambda piece: range(piece.lines), size)
    assert list(found) == list(records(source, heading))


def test_a_torn_line_among_very_many_is_told_with_its_place() -> None:
    row = "{0}|COMPLETED|2026-03-01T00:00:00|2026-03-01T02:00:00|02:00:00|train|gpu01"
    lines = ["|".join(CELLS), *(row.format(place) for place in range(20_000))]
    lines[15_000] = lines[15_000][:30]
    found = read(Source.of("a.txt", "\n".join(lines).encode()))
    (jobs,) = (item.value for item in found.readings if item.quantity == "jobs")
    (torn,) = (item for item in found.findings if item.rule == "unreadable_record")
    assert (jobs, torn.where.line, torn.where.end) == (19_999, 15_001, 15_001)


def test_a_row_that_ran_into_the_heading_is_no_wider_table() -> None:
    text = (FIXTURES / "slurm_jobs" / "GENERATED_sacct_X_no-duplicates.txt").read_bytes()
    (found,) = inspect(Source.of("a.txt", text.replace(b"NodeList\n", b"NodeList ", 1)))
    assert found.kind == "unknown"
