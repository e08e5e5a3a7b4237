"""Cards as tools name them, found in the catalogue: "NVIDIA H100 80GB HBM3" is the H100 SXM 80GB."""

import re
from collections.abc import Iterable

from assess.derivation.records import Card, Known, Proof

MODEL = re.compile(
    r"\b(?:GB|GH|[ABHLTV])\d{1,3}[A-Z]?\b|\bMI\d{3}[A-Z]?\b|\b910[ABC]\d?\b|\bK100\b|\bR200\b|\bMLU\d+\b|\bS4000\b|\bGAUDI ?\d\b|\bTPU ?V\d[A-Z]?\b"
)
MEMORY = re.compile(r"(\d{2,3}) ?G(?:I?B)?\b")
BUSES = ("PCIE", "SXM")


def find_card(name: str, cards: Iterable[Card]) -> tuple[Card, ...]:
    """The cards of the catalogue that a name can mean; several where it does not say which."""
    model = _model(name)
    found = [card for card in cards if model and _model(card.name) == model]
    for narrow in (_same_bus, _same_memory):
        kept = [card for card in found if narrow(_plain(name), card)]
        found = kept or found
    return tuple(found)


def peak_of(name: str, cards: Iterable[Card]) -> float | None:
    """Dense 16-bit peak [TFLOPS] of a card by name; None where it is not known or the name leaves it open."""
    peaks = {card.peak for card in find_card(name, cards)}
    return peaks.pop() if len(peaks) == 1 else None


def card_of(proof: Proof) -> str:
    """The card that a reading or its file names."""
    return str(proof.told("card") or proof.told("accelerator") or "")


def peak_for(proof: Proof, known: Known) -> tuple[float | None, str]:
    """Peak of the card of a reading with its name: from the catalogue; the cluster's where the file names none."""
    named = card_of(proof)
    if named:
        return peak_of(named, known.cards), named
    return known.card_peak, known.card


def _plain(name: str) -> str:
    return name.upper().replace("-", " ").replace("_", " ").replace("ASCEND", "ASCEND ")


def _model(name: str) -> str:
    found = MODEL.search(_plain(name))
    return found[0].replace(" ", "") if found else ""


def _same_bus(name: str, card: Card) -> bool:
    """A name without its bus means the module; HBM3 is printed for modules alone."""
    bus = next((item for item in BUSES if item in name), "SXM")
    return bus in _plain(card.name)


def _same_memory(name: str, card: Card) -> bool:
    found = MEMORY.search(name)
    return found is not None and card.memory == float(found[1])
