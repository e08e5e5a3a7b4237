"""A submission takes its period of what its cluster reported: a preview, and the taking."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assess import intake, locks
from assess.models import Answer, Event, Measurement, Sample, Submission, User
from assess.permissions import WrongState
from assess.scoring.values import scope_of
from assess.series.aggregate import Aggregated, Point, aggregate
from assess.series.rules import NAMES
from assess.series_rules import shipped_rules
from indicators import units
from indicators.definitions import Framework, Indicator, Input

DIGITS = 12
GAPS_TOLD = 5


@dataclass(frozen=True)
class Offer:
    """An input as the series gives it. ``standing``: the text and unit that the submission holds now."""

    input: Input
    figure: Aggregated
    value: float
    source: str
    other_sources: tuple[str, ...]
    standing: str
    unchanged: bool

    @property
    def evidence(self) -> str:
        """E3 where the series is complete: an own measurement whose samples are kept; else E1."""
        return Answer.Evidence.E3 if self.figure.coverage.is_complete else Answer.Evidence.E1


def offers(submission: Submission) -> tuple[Offer, ...]:
    """What the cluster reported in the submission's period, input by input."""
    inputs = submission.framework.parsed().input_by_code
    rows = _rows(submission, list(inputs))
    chosen, others = _sources(rows)
    series = _series(rows, chosen, inputs)
    standing = {row.input: row for row in submission.measurements.all()}
    rules, start, end = shipped_rules(), submission.period_start, submission.period_end
    found = []
    for code in sorted(series):
        figure = aggregate(code, series, rules, start, end)
        value = float(f"{figure.value:.{DIGITS}g}")
        row = standing.get(code)
        now = f"{row.text} {row.unit}" if row else ""
        same = row is not None and row.value == value and row.road == Measurement.Road.SERIES
        found.append(
            Offer(inputs[code], figure, value, chosen[code], others[code], now, unchanged=same)
        )
    return tuple(found)


@transaction.atomic
def take(
    submission: Submission, codes: Iterable[str] | None, *, by: User
) -> tuple[Measurement, ...]:
    """Keep offers (all, where none are named) as raw inputs, by road ``series``; evidence classes rise with complete series.

    Raises WrongState "not_reported" for an input without a sample in the period, or where there is nothing to take.
    """
    locks.open_draft(submission, by)
    offered = {offer.input.code: offer for offer in offers(submission)}
    wanted = list(dict.fromkeys(offered if codes is None else codes))
    missing = [code for code in wanted if code not in offered]
    if missing or not wanted:
        words = _("The cluster reported nothing of this in the period: %(inputs)s")
        raise WrongState("not_reported", words % {"inputs": ", ".join(missing) or "–"})
    taken = [offered[code] for code in wanted]
    items = [
        {"input": offer.input.code, "value": repr(offer.value), "source": told(submission, offer)}
        for offer in taken
    ]
    kept = intake.record_measurements(submission, items, by=by, road=Measurement.Road.SERIES)
    _raise_evidence(submission, {offer.input.code: offer for offer in taken}, by)
    Event.objects.create(
        submission=submission, actor=by, verb="series_take", note=", ".join(wanted)
    )
    return tuple(kept)


def told(submission: Submission, offer: Offer) -> str:
    """Where a figure comes from, in words: cluster, period, source, samples, rule, gaps."""
    coverage, language = offer.figure.coverage, str(get_language())
    rule = NAMES[offer.figure.rule]
    gaps = [f"{first}–{last}" if first != last else str(first) for first, last in coverage.gaps]
    more = " …" if len(gaps) > GAPS_TOLD else ""
    words = _(
        "Time series of %(cluster)s, %(start)s to %(end)s, source %(source)s: %(count)d samples on %(covered)d of "
        "%(days)d days, %(rule)s. Without samples: %(gaps)s"
    )  # fmt: skip
    return words % {
        "cluster": submission.cluster, "start": submission.period_start, "end": submission.period_end,
        "source": offer.source, "count": offer.figure.count, "covered": coverage.covered, "days": coverage.days,
        "rule": rule.zh if language.startswith("zh") else rule.en,
        "gaps": (", ".join(gaps[:GAPS_TOLD]) + more) or _("no day"),
    }  # fmt: skip


def _rows(submission: Submission, codes: Sequence[str]) -> list[Sample]:
    zone = timezone.get_default_timezone()
    start = datetime.combine(submission.period_start, time.min, zone)
    end = datetime.combine(submission.period_end + timedelta(days=1), time.min, zone)
    rows = Sample.objects.current().filter(
        cluster=submission.cluster_id, input__in=codes, at__gte=start, at__lt=end
    )
    columns = rows.only("input", "source", "at", "value", "canonical_unit")
    return list(columns.order_by("input", "at", "source"))


def _sources(rows: Sequence[Sample]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Of several programs that report an input the one with most samples counts; the others are told."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.input][row.source] += 1
    ranked = {
        code: sorted(found, key=lambda name: (-found[name], name)) for code, found in counts.items()
    }
    chosen = {code: names[0] for code, names in ranked.items()}
    return chosen, {code: tuple(names[1:]) for code, names in ranked.items()}


def _series(
    rows: Sequence[Sample], chosen: Mapping[str, str], inputs: Mapping[str, Input]
) -> dict[str, list[Point]]:
    """Points of the sources that count, in the unit of the framework's input."""
    zone = timezone.get_default_timezone()
    series: dict[str, list[Point]] = defaultdict(list)
    for row in rows:
        if row.source != chosen[row.input]:
            continue
        wanted = inputs[row.input].unit
        value = row.value
        if row.canonical_unit != wanted:
            value = units.to_canonical(repr(row.value), row.canonical_unit, wanted)
        series[row.input].append(Point(row.at.astimezone(zone).date(), value))
    return dict(series)


def _raise_evidence(submission: Submission, taken: Mapping[str, Offer], by: User) -> None:
    """Give the class of the series to indicators that rest on it alone, where theirs is weaker."""
    framework = submission.framework.parsed()
    values = {row.input: row.value for row in submission.measurements.all()}
    roads = {row.input: row.road for row in submission.measurements.all()}
    classes = dict(submission.answers.values_list("item", "evidence"))
    items = []
    for indicator in framework.indicators:
        used = _used(framework, indicator, values)
        ours = used & taken.keys()
        rests = ours and all(roads[code] == Measurement.Road.SERIES for code in used & roads.keys())
        proved = min((taken[code].evidence for code in ours), default="")
        if rests and proved > classes.get(indicator.code, ""):
            items.append({"item": indicator.code, "evidence": proved})
    if items:
        intake.record_answers(submission, items, by=by)


def _used(framework: Framework, indicator: Indicator, values: Mapping[str, float]) -> set[str]:
    """The inputs that the value of an indicator comes of: those of the first formula that can be computed."""
    scope = scope_of(framework, values)
    for formula in indicator.formulas:
        names = set(scope.behind(formula))
        if names <= values.keys():
            return names
    return set()
