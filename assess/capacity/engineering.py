"""A capacity plan as an engineer makes it: layout, time with failures, storage, network, power and cost."""

from dataclasses import dataclass, field, fields
from functools import lru_cache

from assess.capacity.architecture import Architecture
from assess.capacity.calibrate import FITTED
from assess.capacity.checkpoints import blocking_seconds, checkpoint_bytes
from assess.capacity.cost import Ownership, Prices, Quantities, ownership
from assess.capacity.energy import Power, energy_mwh, rental_cost, site_power
from assess.capacity.failures import (
    Recovery,
    effective_share,
    mtbf_hours,
    spare_servers,
    with_best_interval,
)
from assess.capacity.flops import model_flops_per_token
from assess.capacity.layout import Layout, Sharding
from assess.capacity.machine import BITS, Calibration, Machine
from assess.capacity.planes import Joined, PlaneFabric, Variant, Wiring, plane_fabrics, variants
from assess.capacity.search import Candidate, Task, best_layouts, spent
from assess.capacity.storing import StoragePlan, Stored, storage_plan
from assess.capacity.volumes import DataPlan, Planned, Volumes, volumes

SECONDS_PER_DAY = 86400.0
SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class Training:
    """What is trained, and on which cards.

    tokens D; batch_tokens per step, None to take the usual (see ``usual_batch``); mfu: the model utilisation while nothing fails, in (0, 1], or None to take that of
    the best layout. bytes_per_token of the training data.
    """

    model: Architecture
    machine: Machine
    tokens: float
    batch_tokens: float | None = None
    sharding: Sharding = "optimizer"
    mfu: float | None = None
    bytes_per_token: float = 4.0


@dataclass(frozen=True)
class Operation:
    """How the cluster is run.

    failure_rate per 1,000 node-days; restart_s from failure to training again, detection included; blocking_s that a
    checkpoint stops the training; checkpoint_bytes per parameter; repair_days of a failed server; certainty that a
    spare is there.
    """

    failure_rate: float = 3.79
    restart_s: float = 900.0
    blocking_s: float = 30.0
    checkpoint_bytes: float = 14.0
    repair_days: float = 3.0
    certainty: float = 0.99


@dataclass(frozen=True)
class SitePlan:
    """What the cluster stands in.

    port_gbit_s of each card. server_kw; others_share: power of storage and network over that of the servers; pue;
    price_per_card_hour in the user's currency (0: not asked).
    """

    port_gbit_s: float = 200.0
    server_kw: float = 10.2
    others_share: float = 0.1
    pue: float = 1.25
    price_per_card_hour: float = 0.0


@dataclass(frozen=True)
class Order:
    """Everything that an engineering plan starts from; ``cards`` in whole servers."""

    training: Training
    cards: int
    operation: Operation = field(default_factory=Operation)
    site: SitePlan = field(default_factory=SitePlan)
    wiring: Wiring = field(default_factory=Wiring)
    data: DataPlan = field(default_factory=DataPlan)
    prices: Prices = field(default_factory=Prices)


@dataclass(frozen=True)
class TimePlan:
    """How long it takes, in days: while nothing fails, and by the calendar; share of effective time in (0, 1].

    interval_s between checkpoints, mtbf_h of the cluster, spares in servers.
    """

    compute_days: float
    wall_days: float
    effective_share: float
    interval_s: float
    mtbf_h: float
    spares: int


@dataclass(frozen=True)
class EngineeringPlan:
    """The result of ``plan_training``; ``variants``: the parameter plane built otherwise; ``cost`` on rented cards."""

    order: Order
    servers: int
    mfu: float
    flops: float
    candidates: tuple[Candidate, ...]
    time: TimePlan
    storage: StoragePlan
    volumes: Volumes
    planes: tuple[PlaneFabric, ...]
    variants: tuple[Variant, ...]
    power: Power
    energy_mwh: float
    cost: float
    owned: Ownership

    @property
    def tokens_per_s(self) -> float:
        """Tokens that the whole cluster trains in a second while nothing fails."""
        return self.order.training.tokens / (self.time.compute_days * SECONDS_PER_DAY)


def plan_training(order: Order, constants: Calibration = FITTED) -> EngineeringPlan:
    """Everything that follows from a model, its data and a number of cards.

    Raises PlanError where no parallel layout fits into the cards' memory, or the network cannot be built.

    Source: docs/planner.md; each step's own function.
    """
    training, machine = order.training, order.training.machine
    servers = -(-order.cards // machine.cards_per_server)
    candidates = layouts_for(training, order.cards, constants)
    mfu = training.mfu or candidates[0].mfu
    time = time_plan(order, servers, compute_seconds(training, order.cards, mfu))
    others = servers * order.site.server_kw * order.site.others_share
    power = site_power(servers, order.site.server_kw, order.site.pue, others)
    kept = kept_data(order)
    storage = storage_of(order, time, kept)
    joined = joined_of(order, servers, time.spares, storage.nodes)
    planes = plane_fabrics(joined, order.wiring)
    hours = time.wall_days * 24.0
    return EngineeringPlan(
        order=order,
        servers=servers,
        mfu=mfu,
        flops=model_flops_per_token(training.model) * training.tokens,
        candidates=candidates,
        time=time,
        storage=storage,
        volumes=kept,
        planes=planes,
        variants=variants(joined, order.wiring),
        power=power,
        energy_mwh=energy_mwh(hours, power.it_mw * 1e6, order.site.pue),
        cost=rental_cost(order.cards * hours, order.site.price_per_card_hour),
        owned=ownership(order.prices, _bought((order, servers), time, power, planes, kept)),
    )


def _bought(
    ordered: tuple[Order, int],
    time: TimePlan,
    power: Power,
    planes: tuple[PlaneFabric, ...],
    kept: Volumes,
) -> Quantities:
    """What a plan buys and uses: spare servers are bought too."""
    order, servers = ordered[0], ordered[1] + time.spares
    return Quantities(
        servers=servers,
        cards_bought=servers * order.training.machine.cards_per_server,
        switches={plane.code: plane.fabric.switches for plane in planes},
        optics=sum(plane.fabric.optics for plane in planes),
        cables=sum(plane.fabric.links for plane in planes),
        storage_tb=kept.total_pb * 1000.0,
        cards=order.cards,
        site_mw=power.site_mw,
        days=time.wall_days,
        energy_mwh=power.site_mw * 24.0 * time.wall_days,
        tokens=order.training.tokens,
    )


@lru_cache(maxsize=512)
def layouts_for(training: Training, cards: int, constants: Calibration) -> tuple[Candidate, ...]:
    """The fastest layouts for so many cards, fastest first; raises PlanError where none fits."""
    return best_layouts(_task(training, cards), constants)


@lru_cache(maxsize=2048)
def best_mfu(training: Training, cards: int, constants: Calibration) -> float:
    """Utilisation of the fastest layout for so many cards; raises PlanError where none fits."""
    return best_layouts(_task(training, cards), constants, most=1)[0].mfu


def step_of(order: Order, layout: Layout, constants: Calibration) -> dict[str, float]:
    """Seconds of a step on a layout by what they are spent on."""
    found = spent(_task(order.training, order.cards), layout, constants)
    return {item.name: float(getattr(found, item.name)) for item in fields(found)}


def _task(training: Training, cards: int) -> Task:
    tokens = training.batch_tokens or usual_batch(cards)
    sequences = max(round(tokens / training.model.sequence), 1)
    return Task(training.model, training.machine, cards, sequences, training.sharding)


def usual_batch(cards: int) -> float:
    """Tokens of a step where nobody chose: 4 M, or 1,024 per card if that is more.

    Source: GPT-3 and BLOOM train on 4 M tokens a step, Llama 3 405B on 16 M with 16,384 cards.
    """
    return max(4_194_304.0, 1024.0 * cards)


def compute_seconds(training: Training, cards: float, mfu: float) -> float:
    """Seconds of training while nothing fails: model operations / (cards * peak * MFU).

    Source: definition of MFU, Chowdhery et al., arXiv:2204.02311, appendix B.
    """
    flops = model_flops_per_token(training.model) * training.tokens
    return flops / (cards * training.machine.peak_tflops * 1e12 * mfu)


def recovery_of(operation: Operation, servers: float) -> Recovery:
    """How the training survives failures, with the best checkpoint interval for so many servers (an hour without any)."""
    plain = Recovery(
        operation.failure_rate, operation.blocking_s, operation.restart_s, SECONDS_PER_HOUR
    )
    return with_best_interval(servers, plain)


def time_plan(order: Order, servers: int, seconds: float) -> TimePlan:
    """Calendar time: computing time over the share of effective time."""
    operation = order.operation
    recovery = recovery_of(operation, servers)
    share = effective_share(servers, recovery)
    days = seconds / SECONDS_PER_DAY
    return TimePlan(
        compute_days=days,
        wall_days=days / share if share else float("inf"),
        effective_share=share,
        interval_s=recovery.interval_s,
        mtbf_h=mtbf_hours(servers, operation.failure_rate),
        spares=spare_servers(
            servers, operation.failure_rate, operation.repair_days, operation.certainty
        ),
    )


def kept_data(order: Order) -> Volumes:
    """What data sets and checkpoints of the training, and of the models beside it, take on the storage."""
    training = order.training
    planned = Planned(
        training.model.total_params(),
        training.tokens,
        training.bytes_per_token,
        order.operation.checkpoint_bytes,
    )
    return volumes(planned, order.data)


def storage_of(order: Order, time: TimePlan, kept: Volumes) -> StoragePlan:
    """What checkpoints and data of this training ask of the storage; its own data is the first line of what is kept."""
    operation, data_tb = order.operation, kept.rows[0].training_tb
    stored = Stored(
        checkpoint=checkpoint_bytes(
            order.training.model.total_params(), operation.checkpoint_bytes
        ),
        interval_s=time.interval_s,
        blocking_s=operation.blocking_s,
        restart_s=operation.restart_s,
        data=data_tb * 1e12 * order.data.read_share,
        seconds=time.compute_days * SECONDS_PER_DAY,
        nodes=order.data.storage_nodes,
        node_gb_s=node_gb_s(order),
    )
    return storage_plan(stored, data_tb)


def node_gb_s(order: Order) -> float:
    """What a storage node's ports of the sample plane carry, in GB/s."""
    wiring = order.wiring
    return wiring.sample_ports * wiring.sample_gbit_s / BITS * order.data.node_share


def joined_of(order: Order, servers: int, spares: int, nodes: int) -> Joined:
    """What the networks connect: spare servers too, unless they are to stay apart."""
    joined = servers + (spares if order.wiring.spares_connected else 0)
    per_server = order.training.machine.cards_per_server
    return Joined(joined, per_server, order.site.port_gbit_s, nodes)


def network_gb_s(port_gbit_s: float, cards_per_server: int) -> float:
    """A server's network, one direction, in GB/s: a port of so many Gbit/s per card."""
    return port_gbit_s * cards_per_server / BITS


def write_seconds(order: Order, write_rate_gb_s: float) -> float:
    """Seconds that a checkpoint blocks the training when it is written at a rate in GB/s."""
    size = checkpoint_bytes(order.training.model.total_params(), order.operation.checkpoint_bytes)
    return blocking_seconds(size, write_rate_gb_s)
