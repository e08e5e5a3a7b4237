"""An inference plan with the figures behind it, or what its wish violates and the nearest that can be kept."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from math import ceil, floor, log10
from typing import Any

from assess.capacity.faults import PlanError
from assess.capacity.inference import (
    USABLE_SHARE,
    InferencePlan,
    Service,
    at_best,
    bytes_needed,
    decode_step_s,
    plan_inference,
    prefill_tokens_per_s,
    violated,
)
from assess.capacity.serving_order import read_serving
from indicators.records import Text

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
DIGITS = 3
WIDER = Text("放宽时延目标", "Wider latency targets")
SHORTER = Text("缩短输入", "Shorter prompts")
EIGHT_BITS = Text("权重用 8 位", "Weights in 8 bits")
FOUR_BITS = Text("权重用 4 位", "Weights in 4 bits")


@dataclass(frozen=True)
class BatchPoint:
    """A batch on the group of the plan: seconds per token, tokens per second of the group, and whether memory holds it."""

    batch: int
    tpot_s: float
    tokens_per_s: float
    fits: bool


@dataclass(frozen=True)
class ServingPlan:
    """The plan, its servers, what the model takes, what a card does, and how the batch moves the time per token."""

    service: Service
    plan: InferencePlan
    batches: tuple[BatchPoint, ...]

    @property
    def servers(self) -> int:
        """Whole servers that hold the cards."""
        return ceil(self.plan.cards / self.service.machine.cards_per_server)

    def as_dict(self) -> dict[str, Any]:
        """As REST and the command tell it."""
        service, model = self.service, self.service.model
        return {
            **asdict(self.plan),
            "servers": self.servers,
            "params_total": model.total_params(),
            "params_active": model.active_params(),
            "weights_gb": model.total_params() * service.serving.weight_bytes / 1e9,
            "cache_gb_per_request": service.context * self.plan.cache_bytes_per_token / 1e9,
            "prefill_tokens_per_s_per_card": prefill_tokens_per_s(service),
            "decode_tokens_per_s_per_card": self.plan.batch / self.plan.tpot_s / self.plan.group,
            "requests_in_flight": self.service.load.queries_per_s
            * (service.load.ttft_s + service.load.tokens_out * self.plan.tpot_s),
            "targets": {"ttft_s": service.load.ttft_s, "tpot_s": service.load.tpot_s},
            "batches": [asdict(point) for point in self.batches],
        }


@dataclass(frozen=True)
class Reachable:
    """A change of fields that makes a wish feasible, and the cards that it then takes."""

    text: Text
    changes: Mapping[str, float]
    cards: int


def serve(order: Mapping[str, object]) -> ServingPlan:
    """The plan of an order; raises PlanError with every fault, code ``infeasible`` where the wish cannot be kept."""
    service = read_serving(order)
    plan = plan_inference(service)
    return ServingPlan(service, plan, tuple(_batches(service, plan)))


def reachable(order: Mapping[str, object]) -> tuple[Reachable, ...]:
    """The nearest wishes that can be kept, each computed; none for an order that can be kept as it stands."""
    service = read_serving(order)
    if not violated(service):
        return ()
    found = []
    for text, changes in _offers(service):
        try:
            plan = plan_inference(_changed(service, changes))
        except PlanError:
            continue
        found.append(Reachable(text, changes, plan.cards))
    return tuple(found)


def with_reachable(error: PlanError, order: Mapping[str, object]) -> PlanError:
    """The refusal with the nearest wishes in its words; as it is where the order does not even read."""
    if any(fault.code != "infeasible" for fault in error.faults):
        return error
    offers = reachable(order)
    zh = "".join(f"；{item.text.zh}（{_told(item)}）：{item.cards} 卡" for item in offers)
    en = "".join(f"; {item.text.en} ({_told(item)}): {item.cards} cards" for item in offers)
    return PlanError(
        [
            replace(fault, expected=Text(fault.expected.zh + zh, fault.expected.en + en))
            for fault in error.faults
        ]
    )


def _told(item: Reachable) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in item.changes.items())


def _batches(service: Service, plan: InferencePlan) -> Iterator[BatchPoint]:
    group = plan.group
    room = USABLE_SHARE * group * service.machine.memory_gb * 1e9
    for batch in sorted({*BATCHES, plan.batch}):
        step = float(decode_step_s(service, batch, group))
        yield BatchPoint(batch, step, batch / step, bytes_needed(service, batch) <= room)


def _offers(service: Service) -> Iterator[tuple[Text, dict[str, float]]]:
    """Wider targets as far as needed, prompts as long as the target allows, weights in fewer bits."""
    load = service.load
    first, further = at_best(service)
    wider = {
        name: _up(best)
        for name, best, wish in (("ttft_s", first, load.ttft_s), ("tpot_s", further, load.tpot_s))
        if best > wish
    }
    if wider:
        yield WIDER, wider
    if first > load.ttft_s and (tokens := _longest_prompt(service)):
        yield SHORTER, {"tokens_in": float(tokens)}
    for text, size in ((EIGHT_BITS, 1.0), (FOUR_BITS, 0.5)):
        if size < service.serving.weight_bytes:
            yield text, {"weight_bytes": size}
            if wider:
                yield Text(f"{text.zh}，并{WIDER.zh}", f"{text.en}, and {WIDER.en.lower()}"), {
                    "weight_bytes": size, **wider,
                }  # fmt: skip


def _longest_prompt(service: Service) -> int:
    """The longest prompt whose first token still comes in time on the largest group; 0 where none does.

    Time to the first token only grows with the prompt.
    """
    low, high = 0, int(service.load.tokens_in)
    while low < high:
        middle = (low + high + 1) // 2
        first, _further = at_best(_changed(service, {"tokens_in": float(middle)}))
        low, high = (middle, high) if first <= service.load.ttft_s else (low, middle - 1)
    return low


def _changed(service: Service, changes: Mapping[str, float]) -> Service:
    """The service with fields of its load or of how it is held changed."""
    load = {
        name: value for name, value in changes.items() if name in service.load.__dataclass_fields__
    }
    held = {name: value for name, value in changes.items() if name not in load}
    return replace(
        service, load=replace(service.load, **load), serving=replace(service.serving, **held)
    )


def _up(value: float) -> float:
    """Rounded up to three significant digits, so that it is kept."""
    scale = 10.0 ** (DIGITS - 1 - floor(log10(value)))
    return ceil(value * scale) / scale
