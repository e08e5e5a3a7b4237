"""Cards for serving a model: cache, prefill and decode by the roofline, a load at its latency targets."""

from dataclasses import dataclass
from math import ceil

from assess.capacity.architecture import Architecture
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.machine import Machine
from indicators.records import Text

USABLE_SHARE = 0.9
"""Share of a card's memory for weights and cache."""

SLOW = Text(
    "更小的模型、更快的卡或更宽的时延目标：单条请求已超过目标",
    "a smaller model, a faster card or a wider target: a single request already misses it",
)


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

    group is the fewest cards that hold the weights and, split over them, meet the latency targets; all are whole groups.
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
    """Cards that serve a load within its latency targets.

    The group is the smallest power of two (up to a server) or number of servers that holds the weights and decodes a
    single request in time; its batch is the largest that keeps time per token and memory. Cards are the sum of
    prefill and decode, or what the cache of all requests in flight takes, whichever is more, over the utilisation.

    Raises PlanError where even one request on the largest group (eight servers) misses a target.
    """
    load = service.load
    group = _group(service)
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


def _weights_read(model: Architecture, batch: float) -> float:
    """Parameters that a step reads: all of a dense model, of experts the expected number that the batch meets."""
    experts = model.experts
    if experts is None:
        return float(model.total_params())
    met = 1.0 - (1.0 - experts.chosen / experts.count) ** batch
    return float(model.total_params() - model.expert_params() * (1.0 - met))


def _group(service: Service) -> int:
    """The fewest cards that hold the weights and serve one request within both targets."""
    server = service.machine.cards_per_server
    sizes = [size for size in (1, 2, 4, 8, 16, 32) if size < server]
    sizes += [server * servers for servers in (1, 2, 4, 8)]
    found = next((size for size in sizes if _serves(service, size, 1)), None)
    if found is None:
        wanted = f"{service.load.ttft_s} / {service.load.tpot_s}"
        raise PlanError([PlanFault("ttft_s", wanted, SLOW, "out_of_range")])
    return found


def _batch(service: Service, group: int) -> int:
    """The largest batch, up to 4,096, that keeps time and memory; both only get worse with the batch."""
    low, high = 1, 4096
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _serves(service, group, middle) else (low, middle - 1)
    return low


def _serves(service: Service, group: int, batch: int) -> bool:
    """Whether a group holds weights and cache of a batch, and keeps both latency targets."""
    model, serving, load = service.model, service.serving, service.load
    cache = batch * service.context * cache_bytes_per_token(model, serving.cache_bytes)
    bytes_needed = model.total_params() * serving.weight_bytes + cache
    holds = bytes_needed <= USABLE_SHARE * group * service.machine.memory_gb * 1e9
    first = load.tokens_in / (prefill_tokens_per_s(service) * group)
    return holds and first <= load.ttft_s and decode_step_s(service, batch, group) <= load.tpot_s
