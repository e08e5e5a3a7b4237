"""Cards for serving a model: cache, prefill and decode by the roofline, a load at its latency targets."""

from dataclasses import dataclass
from math import ceil

from assess.capacity.architecture import Architecture
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.machine import Machine
from indicators.records import Text

USABLE_SHARE = 0.9
"""Share of a card's memory for weights and cache."""

MOST_SERVERS = 8
"""A group is at most so many servers."""

INFEASIBLE = "infeasible"


@dataclass(frozen=True)
class Load:
    """What is to be served: requests per second, tokens in and out of each, and latency targets in seconds.

    ttft_s: time to the first token. tpot_s: time per further token. utilisation: share of the cards' rate that is
    planned with, so that peaks find room, in (0, 1].
    """

    queries_per_s: float
    tokens_in: float
    tokens_out: float
    ttft_s: float
    tpot_s: float
    utilisation: float = 0.7


@dataclass(frozen=True)
class Serving:
    """How the model is held and how near the cards come to their roofline.

    weight_bytes, cache_bytes: per parameter and per cached number. prefill_share of the matrix peak, decode_share of
    the memory bandwidth, in (0, 1]; DeepSeek's published node reaches 0.15 of the FP8 peak and 0.19 of the bandwidth.
    """

    weight_bytes: float = 2.0
    cache_bytes: float = 2.0
    prefill_share: float = 0.4
    decode_share: float = 0.5


@dataclass(frozen=True)
class Service:
    """A model on a machine, how it is held, and what it is to serve."""

    model: Architecture
    machine: Machine
    load: Load
    serving: Serving = Serving()

    @property
    def context(self) -> float:
        """Tokens of a request when it is done."""
        return self.load.tokens_in + self.load.tokens_out


@dataclass(frozen=True)
class InferencePlan:
    """Cards by what asks for them, and the figures behind; ``cards`` is what the load needs together.

    group: cards that hold the weights together; cards are whole groups.
    """

    cards: int
    group: int
    prefill_cards: float
    decode_cards: float
    memory_cards: float
    cache_bytes_per_token: float
    batch: int
    ttft_s: float
    tpot_s: float
    bound: str


def cache_bytes_per_token(model: Architecture, bytes_per_number: float = 2.0) -> float:
    """Key-value cache of one token in bytes: 2 * L * kv_heads * d * B, or L * latent width * B for MLA.

    Llama-2 70B (8 key-value heads): 327,680 B; DeepSeek-V3: 70,272 B.

    Source: definition of the cache; DeepSeek-AI, arXiv:2405.04434, section 2.1 (MLA).
    """
    return model.layers * model.cache_width * bytes_per_number


def prefill_tokens_per_s(service: Service) -> float:
    """Prompt tokens per second and card: peak * share / (2 N_active + 2 L h s), the average causal attention.

    Source: Pope et al., arXiv:2211.05102, section 2.
    """
    model, machine = service.model, service.machine
    attention = 2.0 * model.layers * model.attention_width * service.load.tokens_in
    work = 2.0 * model.active_params() + attention
    return machine.peak_tflops * 1e12 * service.serving.prefill_share / work


def decode_step_s(service: Service, batch: float, group: int) -> float:
    """Seconds of one decoding step of a batch on a group of cards: the slower of memory and matrices.

    Memory: the weights once (of experts, those the batch meets) and the cache of every request.
    Matrices: 2 N_active per request.

    Source: Pope et al., arXiv:2211.05102, section 2.
    """
    model, machine, serving = service.model, service.machine, service.serving
    weights = _weights_read(model, batch) * serving.weight_bytes
    cache = batch * service.context * cache_bytes_per_token(model, serving.cache_bytes)
    memory = (weights + cache) / (machine.memory_gb_s * 1e9 * serving.decode_share)
    matrices = 2.0 * model.active_params() * batch
    return max(memory, matrices / (machine.peak_tflops * 1e12 * serving.prefill_share)) / group


def plan_inference(service: Service) -> InferencePlan:
    """Cards that serve a load within its latency targets, on the size of group that takes the fewest.

    Groups are powers of two up to a server; several servers make a group only where no group inside one serves. A
    group's batch is the largest that keeps time per token and memory. Cards are the sum of prefill and decode, or what
    the cache of all requests in flight takes, whichever is more, over the utilisation, in whole groups. The roofline
    takes the cards of a group as one: what they exchange is not counted, nor is waiting in a queue.

    Raises PlanError with what is violated where even one request on the largest group (eight servers) misses a target.
    """
    for sizes in _group_sizes(service.machine.cards_per_server):
        found = [_on_groups(service, size) for size in sizes if _serves(service, size, 1)]
        if found:
            return min(found, key=lambda plan: (plan.cards, plan.group))
    raise PlanError(violated(service))


def _on_groups(service: Service, group: int) -> InferencePlan:
    """The plan with groups of so many cards, on which a single request is served in time."""
    load = service.load
    batch = _batch(service, group)
    step = decode_step_s(service, batch, group)
    rate = prefill_tokens_per_s(service)
    prefill = load.queries_per_s * load.tokens_in / rate
    decode = load.queries_per_s * load.tokens_out * step / batch * group
    memory = load.queries_per_s * (load.ttft_s + load.tokens_out * step) / batch * group
    needed = max(prefill + decode, memory) / load.utilisation
    return InferencePlan(
        cards=ceil(needed / group) * group,
        group=group,
        prefill_cards=prefill,
        decode_cards=decode,
        memory_cards=memory,
        cache_bytes_per_token=cache_bytes_per_token(service.model, service.serving.cache_bytes),
        batch=batch,
        ttft_s=load.tokens_in / (rate * group),
        tpot_s=step,
        bound="memory" if memory > prefill + decode else "rate",
    )


def _group_sizes(server: int) -> tuple[list[int], list[int]]:
    """Groups inside a server, and groups of several servers."""
    inside = [size for size in (1, 2, 4, 8, 16, 32) if size < server]
    return [*inside, server], [server * servers for servers in (2, 4, MOST_SERVERS)]


def _weights_read(model: Architecture, batch: float) -> float:
    """Parameters that a step reads: all of a dense model, of experts the expected number that the batch meets."""
    experts = model.experts
    if experts is None:
        return float(model.total_params())
    met = 1.0 - (1.0 - experts.chosen / experts.count) ** batch
    return float(model.total_params() - model.expert_params() * (1.0 - met))


def largest_group(machine: Machine) -> int:
    """Cards of the largest group that is tried."""
    return machine.cards_per_server * MOST_SERVERS


def at_best(service: Service) -> tuple[float, float]:
    """Seconds to the first token and per further token of a single request on the largest group."""
    group = largest_group(service.machine)
    first = service.load.tokens_in / (prefill_tokens_per_s(service) * group)
    return first, float(decode_step_s(service, 1, group))


def bytes_needed(service: Service, batch: int) -> float:
    """Bytes of the weights and of the cache of a batch of whole requests."""
    serving = service.serving
    cache = batch * service.context * cache_bytes_per_token(service.model, serving.cache_bytes)
    return service.model.total_params() * serving.weight_bytes + cache


def violated(service: Service) -> list[PlanFault]:
    """What of the wish even the largest group cannot keep, with what it reaches."""
    cards, load = largest_group(service.machine), service.load
    first, further = at_best(service)
    needed = bytes_needed(service, 1) / 1e9
    room = USABLE_SHARE * cards * service.machine.memory_gb
    rows = (
        ("memory_gb", needed > room, service.machine.memory_gb,
         Text(f"权重与一条请求的缓存共 {needed:.4g} GB，{cards} 卡可用 {room:.4g} GB",
              f"weights and the cache of one request take {needed:.4g} GB; {cards} cards have {room:.4g} GB for them")),
        ("ttft_s", first > load.ttft_s, load.ttft_s,
         Text(f"首 token 时延至少 {first:.4g} 秒（{cards} 卡一组，单条请求）",
              f"at least {first:.4g} s to the first token (a single request on a group of {cards} cards)")),
        ("tpot_s", further > load.tpot_s, load.tpot_s,
         Text(f"每 token 时延至少 {further:.4g} 秒（{cards} 卡一组，单条请求）",
              f"at least {further:.4g} s per token (a single request on a group of {cards} cards)")),
    )  # fmt: skip
    return [PlanFault(name, f"{wish:g}", told, INFEASIBLE) for name, bad, wish, told in rows if bad]


def _batch(service: Service, group: int) -> int:
    """The largest batch, up to 4,096, that keeps time and memory; both only get worse with the batch."""
    low, high = 1, 4096
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _serves(service, group, middle) else (low, middle - 1)
    return low


def _serves(service: Service, group: int, batch: int) -> bool:
    """Whether a group holds weights and cache of a batch, and keeps both latency targets."""
    load = service.load
    holds = bytes_needed(service, batch) <= USABLE_SHARE * group * service.machine.memory_gb * 1e9
    first = load.tokens_in / (prefill_tokens_per_s(service) * group)
    return holds and first <= load.ttft_s and decode_step_s(service, batch, group) <= load.tpot_s
