"""Tables of lm-evaluation-harness: ``|Tasks|Version|Filter|n-shot|Metric| |Value| |Stderr|``, and the older ones."""

import re
from collections.abc import Iterator

from assess.evidence.accuracies import SHARES, Score, told_by
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Where
from assess.evidence.source import Source

NEEDED = {"version", "metric", "value", "stderr"}
SHOTS = re.compile(r"\d{1,4}")
TITLES = ("tasks", "task", "groups")


def cells_of(line: str) -> list[str]:
    """Cells of a row, from its first bar on; none where there is no table."""
    start = line.find("|")
    cells = line[start + 1 :].split("|")[:-1] if start != -1 else []
    return [cell.strip() for cell in cells]


def is_header(line: str) -> bool:
    """Whether a line is the head of such a table."""
    names = {cell.lower() for cell in cells_of(line)}
    return names >= NEEDED and bool(names & set(TITLES))


def table_scores(source: Source) -> Iterator[Score]:
    """Every share of every table, with the model told above it; a group that stands in both tables counts once."""
    told: dict[str, Condition] = {}
    names: list[str] = []
    above: dict[str, str] = {}
    seen: set[tuple[str, str, float]] = set()
    for place, line in source.lines():
        cells = cells_of(line) if "|" in line else []
        if "Version" in line and is_header(line):
            names, above = [cell.lower() for cell in cells], {}
        elif names and len(cells) == len(names):
            score = _score(place, dict(zip(names, cells, strict=True)), above, told)
            if score is not None and (score.task, score.metric, score.value) not in seen:
                seen.add((score.task, score.metric, score.value))
                yield score
        elif names:
            names = []
        if found := told_by(line):
            told, seen = found, set()


def _score(
    place: int, row: dict[str, str], above: dict[str, str], told: dict[str, Condition]
) -> Score | None:
    """One row; ``above`` keeps task, version and shots for the rows below that leave them out."""
    title = next(name for name in TITLES if name in row)
    if row[title]:
        above.clear()
        above.update(task=row[title].lstrip("- "), version=row["version"])
    if row.get("n-shot"):
        above["shots"] = row["n-shot"]
    value, error = plain(row["value"]), plain(row["stderr"])
    if value is None or not SHARES.fullmatch(row["metric"]) or "task" not in above:
        return None
    conditions: dict[str, Condition] = {"task": above["task"], **told}
    if above["version"]:
        conditions["version"] = above["version"]
    if SHOTS.fullmatch(above.get("shots", "")):
        conditions["n_shot"] = int(above["shots"])
    metric = f"{row['metric']},{row['filter']}" if row.get("filter") else row["metric"]
    where = Where(place, f"{above['task']}.{metric}")
    grouped = title == "groups" or not row.get("n-shot", "0")
    return Score(
        where, above["task"], metric, value, error, None, conditions, grouped, rounded=True
    )
