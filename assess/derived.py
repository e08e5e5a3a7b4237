"""What the evidence files say of a submission, slot by slot, for page and interface: read once, nothing kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assess import proofs, scores, takeover
from assess.derivation.declared import Difference, differences
from assess.derivation.identity import Mismatch
from assess.derivation.reconcile import RULES, Choice, Resolution
from assess.derivation.slots import INDICATORS, SLOTS
from assess.models import Submission, Taking
from assess.takeover import Change, Preview
from assess.takings import standing_takings


@dataclass(frozen=True)
class Row:
    """A slot: what files prove, what is declared, how far these lie apart, what was taken over, what that would change."""

    resolution: Resolution
    declared: float | None
    difference: Difference | None
    taking: Taking | None
    change: Change | None

    @property
    def code(self) -> str:
        return self.resolution.slot.code

    @property
    def is_new(self) -> bool:
        """Whether taking it over would change anything."""
        return self.change is not None and not self.change.unchanged


@dataclass(frozen=True)
class Derived:
    """All slots, and what taking all that are proved over would change of the score."""

    rows: tuple[Row, ...]
    mismatches: tuple[Mismatch, ...]
    proved: tuple[str, ...]
    preview: Preview

    @property
    def total(self) -> int:
        """Performance indicators there are."""
        return len(INDICATORS)

    @property
    def unproved(self) -> tuple[str, ...]:
        """Performance indicators without a figure from files."""
        return tuple(code for code in INDICATORS if code not in self.proved)

    @cached_property
    def taken(self) -> tuple[str, ...]:
        """Indicators whose figures stand as taken over."""
        slots = {row.code for row in self.rows if row.taking}
        return tuple(dict.fromkeys(SLOTS[code].indicator for code in SLOTS if code in slots))


class BadChoice(ValueError):
    """A choice that names no slot, no rule or no candidate."""


def derived_of(
    submission: Submission, choices: Mapping[str, Choice], slots: Iterable[str] | None = None
) -> Derived:
    """Read the files' readings, derive, choose, and hold against what is declared.

    slots: those whose taking over is previewed; all that are proved, where none are named.
    """
    facts = scores.facts_of(submission)
    found = proofs.derivation_of(submission, facts.inputs, choices)
    ahead = takeover.preview(submission, found, slots)
    declared = proofs.declared_values(facts, ahead.before)
    apart = {item.slot.code: item for item in differences(found, declared)}
    takings = {row.slot: row for row in standing_takings(submission)}
    changes = {item.slot: item for item in ahead.changes}
    rows = tuple(
        Row(item, declared.get(code), apart.get(code), takings.get(code), changes.get(code))
        for item in found.resolutions
        for code in [item.slot.code]
    )
    return Derived(rows, found.mismatches, found.proved, ahead)


def choices_of(rule: str, named: Iterable[tuple[str, str, str]]) -> dict[str, Choice]:
    """Choices by slot: one rule for all, and others for those that are named (slot, rule, key).

    Raises BadChoice for a slot or rule that there is not.
    """
    found = {code: _choice(rule, "") for code in SLOTS} if rule else {}
    for slot, name, key in named:
        if slot not in SLOTS:
            raise BadChoice(slot)
        found[slot] = _choice(name, key)
    return found


def _choice(rule: str, key: str) -> Choice:
    known = next((name for name in RULES if name == rule), None)
    if known is None or (known == "chosen") != bool(key):
        raise BadChoice(rule)
    return Choice(known, key)
