"""How trainings end in a log: finished, stopped before their end, or failed before they were steady."""

import re
from dataclasses import dataclass, field

from assess.evidence.reading import Finding, Where
from assess.evidence.training_steps import Run
from indicators.records import Text

BROKE = (
    "Traceback (most recent call last)",
    "OutOfMemoryError",
    "out of memory",
    "ChildFailedError",
    "CANCELLED AT",
    "eceived SIGTERM",
)
EXIT = re.compile(r"exits with return code = [1-9-]")
MENTIONS = 200
"""Characters of a line that tells of a failure."""

BROKEN = Text(
    "训练在完成前报错或被终止，只采用此前稳定的行",
    "The training failed or was stopped before its end; only steady rows before that count",
)
REFUSED = Text("训练在稳定之前就失败，未采用", "The training failed before it was steady; not used")
UNFINISHED = Text("日志在训练完成前结束", "The log ends before the training does")
NO_STEPS = Text(
    "没有训练步的行：训练没有开始，或日志被截断",
    "No row of a training step: no training began, or the log is cut",
)


@dataclass
class Ends:
    """Signs of failure: for every number of runs so far the first one after the last row."""

    signs: dict[int, tuple[int, str]] = field(default_factory=dict)

    def note(self, runs: list[Run], place: int, line: str) -> None:
        """Keep a line that tells of a failure."""
        if not any(sign in line for sign in BROKE) and not EXIT.search(line):
            return
        known = self.signs.get(len(runs))
        if known is None or (runs and known[0] < runs[-1].steps[-1].line):
            self.signs[len(runs)] = (place, line.strip()[:MENTIONS])

    def nothing(self) -> Finding:
        """The finding of a log without a row."""
        where, why = self.signs.get(0, (1, ""))
        return Finding("no_steps", "error", NO_STEPS, Where(where), why)

    def of(self, number: int, run: Run) -> list[Finding]:
        """How the run of a number, from 1, ended; an error where it may not be used."""
        last = run.steps[-1]
        if last.end:
            return []
        sign = self.signs.get(number)
        if sign is None or sign[0] < last.line:
            found, where = f"{last.iteration}/{last.total}", Where(last.line)
            return [Finding("unfinished", "note", UNFINISHED, where, found)] if last.total else []
        if all(step.first for step in run.steps):
            return [Finding("run_failed", "error", REFUSED, Where(sign[0]), sign[1])]
        return [Finding("interrupted", "warning", BROKEN, Where(sign[0]), sign[1])]
