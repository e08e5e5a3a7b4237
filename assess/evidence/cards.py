"""Cards of one host as an inventory tool lists them, and what the list proves: how many, which, how much memory."""

from collections import Counter
from dataclasses import dataclass

from assess.evidence.reading import Condition, Finding, Reading, Where
from indicators.records import Text
from indicators.units import convert

MIXED_MODELS = Text("列出的卡型号不止一种", "The cards listed are of more than one model")
MIXED_MEMORY = Text(
    "列出的卡显存不一致，采用最小者", "The cards listed differ in memory; the least is used"
)


@dataclass(frozen=True)
class Card:
    """One card: model, memory in MiB and draw in W where they are told, the limit of its power."""

    where: Where
    model: str
    memory: float | None = None
    draw: float | None = None
    limit: float | None = None


def card_readings(
    cards: list[Card], told: dict[str, Condition]
) -> tuple[list[Reading], list[Finding]]:
    """Number, memory and mean draw of cards; findings where they differ."""
    models = Counter(card.model for card in cards)
    findings = []
    if len(models) > 1:
        found = ", ".join(f"{count} x {model}" for model, count in models.items())
        findings.append(Finding("mixed_models", "warning", MIXED_MODELS, cards[0].where, found))
    conditions: dict[str, Condition] = {**told, "card": models.most_common(1)[0][0]}
    readings = [
        Reading("cards", float(len(cards)), f"{len(cards)}", "card", cards[0].where, conditions)
    ]
    memories = [card.memory for card in cards if card.memory]
    if memories:
        if len(set(memories)) > 1:
            findings.append(Finding("mixed_memory", "warning", MIXED_MEMORY, cards[0].where))
        least = next(card for card in cards if card.memory == min(memories))
        value = convert(min(memories), "MiB", "GB")
        readings.append(
            Reading("card_memory", value, f"{min(memories):g}", "MiB", least.where, conditions)
        )
    return [*readings, *_draw(cards, conditions)], findings


def _draw(cards: list[Card], conditions: dict[str, Condition]) -> list[Reading]:
    """The mean draw at that moment, which is no energy and no rated power."""
    draws = [card.draw for card in cards if card.draw is not None]
    if not draws:
        return []
    mean = sum(draws) / len(draws)
    told: dict[str, Condition] = {**conditions, "statistic": "instant", "cards": len(draws)}
    limits = [card.limit for card in cards if card.limit]
    if limits:
        told["limit_w"] = min(limits)
    how = f"mean of {len(draws)} cards" if len(draws) > 1 else ""
    return [Reading("card_power", mean, f"{mean:g}", "W", cards[0].where, told, how)]
