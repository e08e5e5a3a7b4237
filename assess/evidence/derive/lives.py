"""Lives of units or runs to the inputs of P02: hours to the first failure, units that never failed included.

The report's MTTF is hours to first failure over runs. A unit that had none yet counts with its time so far (censored),
so the mean is a lower bound; with failures at a constant rate the estimate is all hours over the failures alone.
"""

from collections.abc import Iterable

from assess.evidence.derive import said
from assess.evidence.derive.records import Derived, Sum
from assess.evidence.outages import Life, Window
from assess.evidence.reading import Where
from indicators.records import Text

HOUR = 3600.0

CONSTANT_RATE = Text(
    "若故障率恒定，MTTF 的估计为总时长除以故障数",
    "With a constant rate of failure, the estimate of MTTF is all hours over the failures",
)


def first_failures(lives: Iterable[Life]) -> Derived:
    """Hours summed over lives, lives, and how many were censored. A unit with several lives counts each."""
    known = [life for life in lives if life.seconds > 0.0]
    if not known:
        return Derived()
    window = Window(
        min(life.start for life in known), max(life.start + life.seconds for life in known)
    )
    lines = [life.line for life in known]
    found = Derived(
        said.conditions_of(window, len({life.unit for life in known})),
        Where(min(lines), end=max(lines)),
    )
    hours, failed = (
        sum(life.seconds for life in known) / HOUR,
        sum(x.failed for x in known),
    )
    found.add("first_failure_hours", Sum(hours, f"{failed} failures in {len(known)} lives"))
    found.add("observed_units", Sum(float(len(known))))
    found.note("censored", said.CENSORED, len(known) - failed)
    if failed:
        found.note("constant_rate", CONSTANT_RATE, f"{hours / failed:.6g} h")
    return found
