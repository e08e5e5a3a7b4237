"""Job records by the million: what is plain is counted by a columnar engine, anything else is left to single records.

Plain is a job (or a step) with an identity of digits, a known state that is no failure of a node, times in ISO 8601 without
a zone or none, and an elapsed time that they confirm. The rules are those of ``readers.slurm_jobs``; a test holds both
against each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import polars as pl

from assess.evidence.reading import Finding, Where
from assess.evidence.slurm_jobs import LOST, STATES, STEPS, Jobs, state_of
from assess.evidence.slurm_tables import Heading, Piece

ISO = "%Y-%m-%dT%H:%M:%S"
NO_TIME = ["Unknown", "None", "N/A"]
STEP = r"^\d{1,15}(?:_\d{1,15})?\.(?:batch|extern|interactive|\d{1,9})$"
JOB = r"^\d{1,15}(?:_\d{1,15})?$"


@dataclass(frozen=True)
class Columns:
    """Places of the columns that count; None for one that is not there."""

    jobid: int
    state: int
    start: int | None
    end: int | None
    elapsed: int | None
    raw: bool
    width: int
    delimiter: str

    @property
    def used(self) -> dict[str, int]:
        """Places by name, the last column among them: a row with too few cells shows there."""
        told = {
            "jobid": self.jobid,
            "state": self.state,
            "start": self.start,
            "end": self.end,
            "elapsed": self.elapsed,
        }
        return {name: place for name, place in told.items() if place is not None}


def frames(heading: Heading, jobs: Jobs) -> Callable[[Piece], Sequence[int]]:
    """What takes the plain rows of a piece into the count and returns the places of the others."""
    columns = _columns(heading)

    def take(piece: Piece) -> Sequence[int]:
        lines = piece.lines
        frame = _frame(piece, columns) if columns else None
        if columns is None or frame is None or frame.height != lines:
            return range(lines)
        return _take(frame, piece, jobs, columns)

    return take


def _columns(heading: Heading) -> Columns | None:
    """The places of the columns; None where suspension changes what elapsed time means."""
    names = [name.lower() for name in heading.names]
    places = {name: names.index(name) for name in reversed(names)}
    identity = places.get("jobid", places.get("jobidraw"))
    if identity is None or "state" not in places or "suspended" in places:
        return None
    raw = "elapsedraw" in places
    return Columns(
        identity, places["state"], places.get("start"), places.get("end"),
        places.get("elapsedraw", places.get("elapsed")), raw, len(names), heading.delimiter,
    )  # fmt: skip


def _frame(piece: Piece, columns: Columns) -> pl.DataFrame | None:
    """The columns that count; None where the engine refuses the piece or a row has too few cells."""
    last = columns.width - 1
    names = [f"column {place}" for place in range(columns.width)]
    try:
        table = pl.read_csv(
            BytesIO(piece.data), has_header=False, separator=columns.delimiter, quote_char=None,
            new_columns=names, infer_schema=False, columns=sorted({*columns.used.values(), last}),
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    short = table[names[last]].is_null().arg_true().to_list()
    wanted = columns.width - 1
    if any(line.count(columns.delimiter) != wanted for _place, line in piece.text(short)):
        return None
    return table.select(pl.col(names[place]).alias(name) for name, place in columns.used.items())


def _seconds(columns: Columns) -> pl.Expr:
    """Elapsed seconds: a number, or d-hh:mm:ss by its places; null where it is neither."""
    text = pl.col("elapsed")
    if columns.elapsed is None:
        return pl.lit(None, dtype=pl.Int64)
    if columns.raw:
        return text.cast(pl.Int64, strict=False)
    hours, minutes, rest = (
        text.str.slice(at, 2).cast(pl.Int64, strict=False) for at in (-8, -5, -2)
    )
    days = text.str.head(-9).cast(pl.Int64, strict=False).fill_null(0)
    shaped = text.str.contains(r"^(?:\d{1,6}-)?\d\d:[0-5]\d:[0-5]\d$")
    return pl.when(shaped).then(days * 86400 + hours * 3600 + minutes * 60 + rest)


def _take(frame: pl.DataFrame, piece: Piece, jobs: Jobs, columns: Columns) -> Sequence[int]:
    """Count plain jobs and steps; the places of all other rows."""
    printed = frame["state"].unique().drop_nulls().to_list()
    known = [text for text in printed if state_of(text) in STATES and state_of(text) not in LOST]
    rows = frame.lazy().select(
        "state", start=_time("start", columns.start), end=_time("end", columns.end),
        plain=pl.col("jobid").str.contains(JOB) & pl.col("state").is_in(known),
        unstarted=_untold("start", columns.start), unended=_untold("end", columns.end), seconds=_seconds(columns),
    )  # fmt: skip
    begun = pl.col("start").is_not_null() | pl.col("unstarted")
    told = begun & (pl.col("end").is_not_null() | pl.col("unended"))
    kept = (pl.col("plain") & told & _lasted(columns)).fill_null(value=False)
    marked = rows.select("state", "start", "end", plain=kept).collect()
    plain = marked["plain"]
    _count(marked if plain.all() else marked.filter(plain), jobs)
    jobs.identified(frame["jobid"] if plain.all() else frame["jobid"].filter(plain))
    if plain.all():
        return []
    steps = (frame["jobid"].str.contains(STEP) & ~plain).fill_null(value=False)
    if steps.any():
        first = piece.line + int(steps.arg_true()[0])
        jobs.say(Finding("steps", "note", STEPS, Where(first, end=first)), int(steps.sum()))
    odd: list[int] = (~(plain | steps)).arg_true().to_list()
    return odd


def _lasted(columns: Columns) -> pl.Expr:
    """Whether elapsed time agrees with start and end, where there are all three."""
    if columns.elapsed is None:
        return pl.lit(value=True)
    untimed = pl.col("start").is_null() | pl.col("end").is_null()
    return (
        (pl.col("end") - pl.col("start")).dt.total_milliseconds() == 1000 * pl.col("seconds")
    ) | untimed


def _count(plain: pl.DataFrame, jobs: Jobs) -> None:
    """States and the window of plain jobs."""
    sums = plain.group_by("state").agg(pl.len(), pl.col("start").min(), pl.col("end").max())
    for text, count, start, end in sums.iter_rows():
        jobs.states[state_of(text)] += count
        jobs.spans(_moment(start), _moment(end))


def _time(name: str, place: int | None) -> pl.Expr:
    """A column of times; empty where there is none."""
    if place is None:
        return pl.lit(None, dtype=pl.Datetime("ms"))
    return pl.col(name).str.to_datetime(ISO, strict=False, time_unit="ms")


def _untold(name: str, place: int | None) -> pl.Expr:
    """Whether a time is a word for none."""
    return (
        pl.lit(value=True)
        if place is None
        else pl.col(name).is_null() | pl.col(name).is_in(NO_TIME)
    )


def _moment(found: object) -> float | None:
    """Seconds since 1970 of a time without a zone."""
    return found.replace(tzinfo=UTC).timestamp() if isinstance(found, datetime) else None
