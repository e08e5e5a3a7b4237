"""What MLPerf logs count: samples or tokens. NVIDIA's gpt3 logs tell tokens, and calls counts of both epochs.

The unit of a throughput follows from throughput * seconds per step = global batch, in samples or, times the sequence
length, in tokens; without step times from the count of samples over the run.
"""

from collections import Counter
from statistics import median

from assess.evidence.mlperf_runs import Run

AGREES_WITHIN = 0.01
PACE_WITHIN = 0.3
"""A throughput over more than the steps (with evaluation) may differ this much from the batch over the step's time."""

SHARE = (0.2, 1.1)
"""The rate over a whole run, with evaluation, as a share of the throughput of its blocks."""

TOKEN_BENCHMARKS = frozenset({"gpt3"})
STEP_TIMES = ("train_step_time", "train_step_timing")


def step_times(run: Run) -> list[tuple[int, float]]:
    """Line and seconds of every step that is timed by itself."""
    found = [(event.line, event.stat(*STEP_TIMES)) for event in run.inside()]
    return [(line, seconds) for line, seconds in found if seconds]


def tokens_each(run: Run) -> float | None:
    """By what a printed throughput is divided for samples: 1, or the sequence length; None where the unit is not clear."""
    rates = [rate for event in run.inside() if (rate := event.stat("throughput"))]
    if not rates:
        return 1.0
    rate, batch = median(rates), run.figure("global_batch_size")
    times, length = [seconds for _line, seconds in step_times(run)], run.figure("sequence_length")
    choices = [choice for choice in (1.0, length) if choice]
    if times and batch:
        whole = rate * median(times)
        return next((each for each in choices if abs(whole / each - batch) <= PACE_WITHIN * batch), None)  # fmt: skip
    counts = [count for event in (*run.inside(), run.end) if (count := event.count)]
    if counts:
        pace = max(counts) / run.seconds
        return next((each for each in choices if _is_share(pace, rate / each)), None)
    return None if run.settings.get("benchmark") in TOKEN_BENCHMARKS else 1.0


def counted(run: Run) -> float | None:
    """Samples by what the log calls epochs, where the throughput, or whole steps, prove them samples or tokens.

    The last count that stands more than once, as those of evaluations do.
    """
    rates = [rate for event in run.inside() if (rate := event.stat("throughput"))]
    told = Counter(epoch for event in run.inside() if (epoch := event.epoch))
    epochs = [epoch for epoch, times_told in told.items() if times_told > 1] or list(told)
    each, length = tokens_each(run), run.figure("sequence_length")
    if not epochs or each is None:
        return None
    if not rates:
        return _whole_steps(run, epochs)
    for choice in (1.0, length):
        if choice and _is_share(max(epochs) / choice / run.seconds, median(rates) / each):
            return max(epochs) / choice
    return None


def _whole_steps(run: Run, epochs: list[float]) -> float | None:
    """Samples of a benchmark whose counts are tokens, where every one of several is a whole number of steps."""
    batch, length = run.figure("global_batch_size"), run.figure("sequence_length")
    if run.settings.get("benchmark") not in TOKEN_BENCHMARKS or not batch or not length:
        return None
    whole = all((epoch / batch / length).is_integer() for epoch in epochs)
    return max(epochs) / length if whole and len(epochs) > 1 else None


def _is_share(pace: float, rate: float) -> bool:
    return SHARE[0] * rate <= pace <= SHARE[1] * rate
