"""Slurm's nodes as text: ``sinfo`` in its own layout, with ``-o`` and any delimiter, with or without a heading.

Format: Slurm manual, sinfo. Suffixes of states: * not responding, ~ # ! % powered, $ maintenance, @ ^ reboot.
"""

import re
from collections.abc import Iterator

from assess.evidence.numbers import whole
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.remarks import Remarks
from assess.evidence.slurm_nodes import BAD_NAMES, Node, cards_of, expanded, is_state, nodes_extract
from assess.evidence.slurm_tables import Heading, heading_of, records
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "slurm_sinfo", "Slurm sinfo"
NAMES = ("nodelist", "hostnames", "nodehost")
OTHERS = {"jobid", "jobidraw", "timestart"}
"""Columns of other tables of Slurm's that name nodes and states as well."""
DEFAULT = re.compile(r"^(NODELIST|PARTITION)\s+.*\bSTATE\b")
HOSTS = re.compile(r"[A-Za-z][\w.-]*(?:\[[\d,-]+\])?(?:,[A-Za-z][\w.\[\],-]*)*")
GRES = re.compile(r"gpu:\S+|\(null\)|N/A")
NO_NAMES = Text(
    "没有节点名，只有按分区的个数；分区会重叠，不能相加",
    "No node names, only numbers by partition; partitions overlap and cannot be added",
)
COUNT = Text(
    "NODES 与节点名个数不一致，未采用该行",
    "NODES disagrees with the names; the row is not used",
)
UNEVEN = Text("有行无法读出，未采用", "Rows that cannot be read are not used")


def recognise(source: Source) -> Match:
    """Told by its heading, or by rows of node, state and cards."""
    if _delimited(source) or _blank_separated(source):
        return Match(0.9, "heading with NODELIST or PARTITION and STATE")
    if _bare(source):
        return Match(0.8, "rows of node, state, cards")
    return Match(0.0, "no heading with NODELIST and STATE, no rows of node, state and cards")


def read(source: Source) -> Extract:
    """Nodes, cards, and how many are down."""
    remarks = Remarks()
    nodes = list(_nodes(source, remarks))
    return nodes_extract(KIND, TOOL, nodes, remarks)


def _delimited(source: Source) -> Heading | None:
    found = (heading_of(source, (name, "state")) for name in NAMES)
    return next(
        (item for item in found if item and not OTHERS & {*map(str.lower, item.names)}), None
    )


def _blank_separated(source: Source) -> tuple[int, list[str]] | None:
    for number, line in enumerate(source.head.splitlines(), 1):
        if DEFAULT.match(line.strip()):
            return number, line.lower().split()
    return None


def _bare(source: Source) -> bool:
    rows = [line.split("|") for line in source.head.splitlines()[:200] if line.strip()]
    return bool(rows) and all(len(row) > 2 and _plausible(row) for row in rows)  # noqa: PLR2004


def _plausible(row: list[str]) -> bool:
    gres = any(GRES.fullmatch(cell.strip()) for cell in row)
    return gres and bool(HOSTS.fullmatch(row[0].strip())) and any(map(is_state, row[1:]))


def _nodes(source: Source, remarks: Remarks) -> Iterator[Node]:
    for where, cells in _rows(source):
        names = next((cells[name] for name in NAMES if cells.get(name)), "")
        found = expanded(names) if names else None
        if "state" not in cells:
            remarks.say(Finding("unreadable_row", "warning", UNEVEN, where))
        elif not names:
            remarks.say(Finding("no_names", "error", NO_NAMES, where))
            return
        elif found is None:
            remarks.say(Finding("bad_names", "error", BAD_NAMES, where, names))
        elif cells.get("nodes", "").isdecimal() and whole(cells["nodes"]) != len(found):
            told = f"{len(found)}", cells["nodes"]
            remarks.say(Finding("count_disagrees", "error", COUNT, where, *told))
        else:
            cards, model = cards_of(cells.get("gres", ""))
            yield from (Node(name, cells["state"], cards, model, where) for name in found)


def _rows(source: Source) -> Iterator[tuple[Where, dict[str, str]]]:
    if heading := _delimited(source):
        for record in records(source, heading):
            yield Where(record.line), record.cells
    elif known := _blank_separated(source):
        line, names = known
        yield from _split(source, line, names)
    else:
        yield from _unnamed(source)


def _split(
    source: Source, heading: int, names: list[str]
) -> Iterator[tuple[Where, dict[str, str]]]:
    for number, line in source.lines():
        cells = line.split()
        if number > heading and cells:
            same = len(cells) == len(names)
            yield Where(number), dict(zip(names, cells, strict=True)) if same else {}


def _unnamed(source: Source) -> Iterator[tuple[Where, dict[str, str]]]:
    """Rows without a heading: the first cell is the node, the first state its state, GPUs its cards."""
    for number, line in source.lines():
        row = [cell.strip() for cell in line.split("|")]
        state = next((cell for cell in row[1:] if is_state(cell)), "")
        gres = next((cell for cell in row if GRES.fullmatch(cell)), "")
        if line.strip():
            told = {"nodelist": row[0], "state": state, "gres": gres}
            yield Where(number), told if state and HOSTS.fullmatch(row[0]) else {}


READER = Reader(KIND, Text("Slurm 节点（sinfo）", "Slurm nodes (sinfo)"), (TOOL,), recognise, read)
