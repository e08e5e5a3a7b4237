"""All of it: readings of files to one resolution per slot, and where the files do not go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from assess.derivation.compression import compression
from assess.derivation.compute import compute
from assess.derivation.energy import energy
from assess.derivation.grouping import usable
from assess.derivation.identity import Mismatch, mismatches
from assess.derivation.inference import inference
from assess.derivation.network import network
from assess.derivation.operations import operations
from assess.derivation.reconcile import Choice, Resolution, resolve
from assess.derivation.records import Candidate, Found, Known, Lack, Proof
from assess.derivation.slots import INDICATORS, SLOTS
from assess.derivation.storage import storage
from assess.derivation.training import training

USUAL = Choice()


@dataclass(frozen=True)
class Derivation:
    """What files say of the performance indicators."""

    resolutions: tuple[Resolution, ...]
    mismatches: tuple[Mismatch, ...]

    @property
    def proved(self) -> tuple[str, ...]:
        """Indicators with a figure from files: every slot of theirs, or any of several."""
        slots = [item.slot for item in self.resolutions if item.chosen]
        return tuple(code for code in INDICATORS if any(slot.indicator == code for slot in slots))

    def resolution(self, slot: str) -> Resolution:
        """What was found of one slot."""
        return next(item for item in self.resolutions if item.slot.code == slot)


def derive(
    proofs: Sequence[Proof], known: Known, choices: Mapping[str, Choice] | None = None
) -> Derivation:
    """Candidates of every slot and the one that counts; the same readings in any order give the same."""
    ordered = sorted(usable(proofs), key=lambda item: (item.path, item.ref, item.number))
    found = _all(ordered, known)
    return Derivation(
        tuple(
            resolve(slot, _of(found, code), (choices or {}).get(code, USUAL), _lacks(found, code))
            for code, slot in SLOTS.items()
        ),
        mismatches(ordered, known),
    )


def _all(proofs: Sequence[Proof], known: Known) -> Found:
    return [
        *operations(proofs, known),
        *energy(proofs),
        *compute(proofs, known),
        *training(proofs, known),
        *storage(proofs),
        *network(proofs, known),
        *compression(proofs),
        *inference(proofs, known),
    ]


def _of(found: Found, slot: str) -> list[Candidate]:
    return [
        item
        for item in found
        if isinstance(item, Candidate) and item.slot == slot and isfinite(item.value)
    ]


def _lacks(found: Found, slot: str) -> list[Lack]:
    return [item for item in found if isinstance(item, Lack) and item.slot == slot]
