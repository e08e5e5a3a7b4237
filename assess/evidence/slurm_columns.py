"""Columns of a job table without a heading, told by proof: times that the elapsed column confirms, known states."""

import re
from collections.abc import Callable

from assess.evidence.slurm_jobs import STATES, state_of
from assess.evidence.slurm_tables import Heading
from assess.evidence.source import Source
from assess.evidence.stamps import seconds, stamp

ROWS = 200
PROVED = 0.9
NODES = re.compile(r"[A-Za-z][\w.-]*(\[[\d,-]+\])?(,[A-Za-z][\w.\[\],-]*)*")
DELIMITER, FEWEST = "|", 5


def inferred(source: Source) -> Heading | None:
    """The columns of the beginning's records; None where they prove nothing."""
    rows = [line.split(DELIMITER) for line in source.head.splitlines()[:ROWS] if line.strip()]
    if not rows or len(rows[0]) < FEWEST or not rows[0][0][:1].isdigit():
        return None
    rows = [row for row in rows if len(row) == len(rows[0])]
    columns = list(zip(*rows, strict=True))
    state = next((place for place, cells in enumerate(columns) if _mostly(cells, _is_state)), None)
    times = _times(columns)
    if state is None or times is None:
        return None
    start, end, elapsed = times
    names = [f"column {place}" for place in range(len(columns))]
    names[0], names[state], names[start], names[end] = "JobID", "State", "Start", "End"
    names[elapsed] = "Elapsed"
    nodes = [
        place for place, cells in enumerate(columns) if place > state and _mostly(cells, _is_nodes)
    ]
    if nodes:
        names[nodes[0]] = "NodeList"
    return Heading(tuple(names), DELIMITER, 0)


def _times(columns: list[tuple[str, ...]]) -> tuple[int, int, int] | None:
    """Start, end and elapsed: two columns of times whose difference a third one tells."""
    stamps = [
        place
        for place, cells in enumerate(columns)
        if _mostly(cells, lambda x: stamp(x) is not None)
    ]
    lasted = [
        place
        for place, cells in enumerate(columns)
        if _mostly(cells, lambda x: seconds(x) is not None)
    ]
    for end in reversed(stamps):
        for start in reversed(stamps[: stamps.index(end)]):
            for elapsed in lasted:
                if _proved(columns[start], columns[end], columns[elapsed]):
                    return start, end, elapsed
    return None


def _proved(starts: tuple[str, ...], ends: tuple[str, ...], lasted: tuple[str, ...]) -> bool:
    agreed = 0
    for first, last, told in zip(starts, ends, lasted, strict=True):
        begin, finish = stamp(first), stamp(last)
        agreed += bool(begin and finish and finish.seconds - begin.seconds == seconds(told))
    return agreed >= PROVED * len(starts)


def _mostly(cells: tuple[str, ...], holds: Callable[[str], bool]) -> bool:
    return sum(holds(cell) for cell in cells) >= PROVED * len(cells)


def _is_state(cell: str) -> bool:
    return state_of(cell) in STATES


def _is_nodes(cell: str) -> bool:
    return bool(NODES.fullmatch(cell))
