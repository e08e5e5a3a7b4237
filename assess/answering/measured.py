"""What the evidence files say beside what is typed: frozen records that the form's templates show."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from assess.answering.numbers import number
from assess.derivation.declared import RULES, Difference
from assess.derivation.derive import Derivation
from assess.derivation.records import Candidate
from assess.derivation.slots import SLOTS, Slot
from assess.models import Submission
from assess.takings import place_words, standing_takings
from indicators import units

SHOWN = 2


@dataclass(frozen=True)
class Measured:
    """A figure that files prove: as it is written, where it stands, how far from what is declared.

    taken: it stands as taken over. offered: taking it over would change something. beyond: further apart than the rule allows.
    """

    slot: str
    value: str
    evidence: str
    formula: str
    places: str
    apart: str
    beyond: bool
    taken: bool
    offered: bool


def measured_of(
    submission: Submission, found: Derivation, apart: tuple[Difference, ...], fired: set[str]
) -> Mapping[str, tuple[Measured, ...]]:
    """What files prove of each indicator; nothing is asked of the database where they prove nothing."""
    if not found.proved:
        return {}
    takings = {row.slot: row for row in standing_takings(submission)}
    by_slot = {item.slot.code: item for item in apart}
    told: dict[str, list[Measured]] = {}
    for item in found.resolutions:
        if item.chosen is not None:
            code, taken = item.slot.code, takings.get(item.slot.code)
            difference = by_slot.get(code)
            record = Measured(
                slot=code,
                value=figure(item.slot, item.chosen.value),
                evidence=item.chosen.evidence,
                formula=item.chosen.formula,
                places=places_of(item.chosen),
                apart=difference_words(difference) if difference else "",
                beyond=RULES[code].code in fired,
                taken=taken is not None,
                offered=taken is None or taken.key != item.chosen.key,
            )
            told.setdefault(SLOTS[code].indicator, []).append(record)
    return {code: tuple(rows) for code, rows in told.items()}


def figure(slot: Slot, value: float) -> str:
    """A value with its unit, in the reader's language."""
    return f"{number(value)} {units.label(slot.unit, get_language() or 'zh-hans')}".rstrip()


def places_of(candidate: Candidate) -> str:
    """The first files of a candidate with the places in them."""
    told = dict.fromkeys(
        f"{proof.path} {place_words(proof.reading.where)}".strip() for proof in candidate.proofs
    )
    shown = list(told)[:SHOWN]
    return "; ".join(shown) + (f" … (+{len(told) - SHOWN})" if len(told) > SHOWN else "")


def difference_words(found: Difference) -> str:
    """Measured less declared, in the unit and in per cent."""
    sign = "−" if found.absolute < 0 else "+"
    told = f"{sign}{figure(found.slot, abs(found.absolute))}"
    return told if found.percent is None else f"{told} ({sign}{abs(found.percent):.1f} %)"
