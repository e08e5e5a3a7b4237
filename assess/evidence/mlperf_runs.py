"""Runs of MLPerf Training logs: ``:::MLLOG`` lines between run_start and run_stop, and what was set before them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assess.evidence.reading import Condition, Finding, Where
from assess.evidence.source import Source
from assess.evidence.structured import at, number
from indicators.records import Text

MARK = ":::MLLOG"
NAMES = {
    "submission_benchmark": "benchmark",
    "submission_org": "organisation",
    "submission_division": "division",
    "submission_platform": "platform",
}
FIGURES = {
    "global_batch_size": "global_batch_size",
    "max_sequence_length": "sequence_length",
    "gradient_accumulation_steps": "gradient_accumulation_steps",
    "num_layers": "layers",
    "num_heads": "attention_heads",
    "hidden_size": "hidden_size",
    "ffn_hidden_size": "ffn_hidden_size",
}
PROGRESS = ("tracked_stats", "block_start", "block_stop", "epoch_start", "epoch_stop", "eval_start", "eval_stop", "eval_accuracy")  # fmt: skip
AFTER_STOP = 100.0
"""Milliseconds that the last figure of a run may be written after run_stop."""

UNREADABLE = Text("有一行无法读出", "A line cannot be read")


@dataclass(frozen=True)
class Event:
    """One line: milliseconds, key, value and metadata."""

    line: int
    time: float
    key: str
    value: Any
    metadata: Any

    @property
    def count(self) -> float | None:
        """Samples so far, where the line tells them."""
        return number(at(self.metadata, "samples_count"))

    @property
    def epoch(self) -> float | None:
        """What the line calls epochs: epochs, samples or tokens, by benchmark."""
        return number(at(self.metadata, "epoch_num"))

    def stat(self, *names: str) -> float | None:
        """The first of some tracked figures that is above zero."""
        if self.key != "tracked_stats":
            return None
        found = (number(at(self.value, name)) for name in names)
        return next((value for value in found if value and value > 0.0), None)


@dataclass
class Run:
    """One run: what was set, when it began and stopped, what happened in between and later."""

    settings: dict[str, Condition]
    start: Event
    stop: Event | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def end(self) -> Event:
        """The stop; the start where there is none."""
        return self.stop or self.start

    @property
    def where(self) -> Where:
        """From the line of the start to that of the stop."""
        return Where(self.start.line, end=self.end.line)

    @property
    def seconds(self) -> float:
        """From run_start to run_stop; 0 without a stop."""
        return (self.end.time - self.start.time) / 1000.0

    def figure(self, name: str) -> float | None:
        """A setting that is a number."""
        return number(self.settings.get(name))

    def inside(self) -> list[Event]:
        """Events up to the stop."""
        return [event for event in self.events if event.time <= self.end.time + AFTER_STOP]


def events_of(source: Source, findings: list[Finding]) -> Iterator[Event]:
    """Every line of a key that matters."""
    for place, line in source.lines():
        if MARK not in line:
            continue
        try:
            entry, _end = json.JSONDecoder().raw_decode(line.partition(MARK)[2].lstrip())
        except (ValueError, RecursionError):
            findings.append(Finding("unreadable_row", "warning", UNREADABLE, Where(place)))
            continue
        stamp, key = number(at(entry, "time_ms")), at(entry, "key")
        if stamp is not None and isinstance(key, str):
            yield Event(place, stamp, key, at(entry, "value"), at(entry, "metadata"))


def runs_of(events: Iterator[Event]) -> Iterator[Run]:
    """Runs in their order. A run_start that other ranks repeat before anything happened is the same run's."""
    settings: dict[str, Condition] = {}
    run: Run | None = None
    for event in events:
        if event.key == "run_start" and (run is None or run.stop or run.events):
            if run is not None:
                yield run
            run, settings = Run(settings, event), {}
        elif event.key in NAMES or event.key in FIGURES:
            _set(run.settings if run and not run.stop else settings, event)
        elif run is not None and event.key == "run_stop":
            run.stop = run.stop or event
        elif run is not None and event.key in PROGRESS:
            run.events.append(event)
    if run is not None:
        yield run


def _set(settings: dict[str, Condition], event: Event) -> None:
    """Keep a setting; the first of several counts."""
    if event.key in NAMES and isinstance(event.value, str):
        settings.setdefault(NAMES[event.key], event.value)
    elif event.key in FIGURES and (found := number(event.value)) is not None:
        settings.setdefault(FIGURES[event.key], int(found) if found.is_integer() else found)
