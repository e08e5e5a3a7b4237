"""What each reading of an open point does to a plan: the reading taken against the report's own, and the others."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction

from assess.capacity.assumptions import CATALOGUE, Assumption
from assess.capacity.choices import CHOICE_BY_CODE, Choice, read_choices
from assess.capacity.figures import Figures, figures_of
from assess.capacity.inputs import PlanInput
from indicators.records import Text

QUANTITIES: Mapping[str, tuple[Text, Text]] = {
    "compute_pflops": (Text("算力规模", "compute"), Text("PFLOPS", "PFLOPS")),
    "cards": (Text("卡数", "cards"), Text("块", "")),
    "storage_bandwidth_gb_s": (Text("存储带宽", "storage bandwidth"), Text("GB/s", "GB/s")),
    "storage_total_pb": (Text("总存储", "storage of the site"), Text("PB", "PB")),
    "storage_table_pb": (Text("按模型计的存储", "storage by models"), Text("PB", "PB")),
    "network_ports": (Text("四个平面的端口", "ports of all planes"), Text("个", "")),
    "calendar_days": (Text("日历工期", "calendar time"), Text("天", "days")),
}
"""What a reading may change, in words with its unit."""


@dataclass(frozen=True)
class Shift:
    """A quantity under the report's reading and under another; ``share`` is the relative change."""

    quantity: str
    name: Text
    unit: Text
    before: Fraction
    after: Fraction

    @property
    def share(self) -> Fraction:
        """after / before - 1."""
        return self.after / self.before - 1


@dataclass(frozen=True)
class Considered:
    """A reading and what it changes against the report's own, all other readings as the plan chose them."""

    value: str
    name: Text
    shifts: tuple[Shift, ...]
    missing: Text | None = None


@dataclass(frozen=True)
class Point:
    """An open point of the report in a plan: its issue, the report's reading, what was taken, and what else could be.

    ``choice`` is None for a point that changes no number; ``default`` and ``chosen`` are then its reading.
    """

    assumption: Assumption
    choice: Choice | None
    default: str
    chosen: str
    taken: Considered | None
    others: tuple[Considered, ...]

    @property
    def changed(self) -> bool:
        """Whether the plan reads it otherwise than the report."""
        return self.chosen != self.default

    def as_dict(self) -> dict[str, object]:
        """As JSON."""
        found: dict[str, object] = {
            "code": self.assumption.code,
            "issue": asdict(self.assumption.issue),
            "reading": asdict(self.assumption.reading),
            "changes_numbers": self.choice is not None,
            "fixed": asdict(self.assumption.fixed) if self.assumption.fixed else None,
        }
        if self.choice is None:
            return found
        return {
            **found,
            "name": asdict(self.choice.name),
            "default": self.default,
            "default_name": asdict(self.choice.named(self.default)),
            "chosen": self.chosen,
            "chosen_name": asdict(self.choice.named(self.chosen)),
            "changed": self.changed,
            "effect": [_shift(item) for item in self.taken.shifts] if self.taken else [],
            "others": [_considered(item) for item in self.others],
            "also": asdict(self.choice.expected),
        }


def points(wanted: PlanInput) -> tuple[Point, ...]:
    """All 22 open points as the plan reads them, each with what its reading changes."""
    return tuple(_point(item, wanted) for item in CATALOGUE)


def _point(item: Assumption, wanted: PlanInput) -> Point:
    choice = CHOICE_BY_CODE.get(item.code)
    if choice is None:
        return Point(item, None, "", "", None, ())
    chosen = wanted.choices.get(item.code, choice.default)
    base = figures_of(_with(wanted, item.code, None))
    values = [
        option.value for option in choice.options if option.value not in (choice.default, chosen)
    ]
    taken = None if chosen == choice.default else _consider(wanted, choice, chosen, base)
    others = tuple(_consider(wanted, choice, value, base) for value in values)
    return Point(item, choice, choice.default, chosen, taken, others)


def _consider(wanted: PlanInput, choice: Choice, value: str, base: Figures) -> Considered:
    """What a reading changes; what is missing where it cannot be taken as the plan stands."""
    _, faults = read_choices({**wanted.choices, choice.code: value}, wanted.params)
    name = choice.named(value)
    if faults:
        return Considered(value, name, (), faults[0].expected)
    return Considered(value, name, _shifts(base, figures_of(_with(wanted, choice.code, value))))


def _with(wanted: PlanInput, code: str, value: str | None) -> PlanInput:
    """The plan with one reading changed; None takes the report's own.

    Selective recomputation without an architecture is none at all: what it adds is attention only.
    """
    rest = {name: chosen for name, chosen in wanted.choices.items() if name != code}
    if code == "A8" and value is None and rest.get("A7") == "6s":
        rest["A7"] = "6"
    return replace(wanted, choices=rest if value is None else {**rest, code: value})


def _shifts(before: Figures, after: Figures) -> tuple[Shift, ...]:
    pairs = (
        (name, Fraction(getattr(before, name)), Fraction(getattr(after, name)))
        for name in QUANTITIES
    )
    return tuple(Shift(name, *QUANTITIES[name], old, new) for name, old, new in pairs if old != new)


def _considered(item: Considered) -> dict[str, object]:
    return {
        "value": item.value,
        "name": asdict(item.name),
        "effect": [_shift(shift) for shift in item.shifts],
        "missing": asdict(item.missing) if item.missing else None,
    }


def _shift(item: Shift) -> dict[str, object]:
    return {
        "quantity": item.quantity,
        "name": asdict(item.name),
        "unit": asdict(item.unit),
        "before": float(item.before),
        "after": float(item.after),
        "share": float(item.share),
    }
