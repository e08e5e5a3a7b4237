"""Engineering mode: an order is read, what is sought is found, and the whole plan comes out as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from assess.capacity.calibrate import FITTED
from assess.capacity.engineering import EngineeringPlan, Order, plan_training
from assess.capacity.engineering_order import EngineeringOrder, architecture_of, read_engineering
from assess.capacity.inverse import Answer, cards_for, params_for, tokens_for
from assess.capacity.machine import Calibration
from assess.capacity.memory import USABLE_SHARE
from assess.capacity.search import Candidate
from assess.capacity.site import told_site

MODE = "engineering"


@dataclass(frozen=True)
class Engineered:
    """A plan with the order it answers. ``keeps_date`` is None where no date was given."""

    asked: EngineeringOrder
    plan: EngineeringPlan
    keeps_date: bool | None

    def as_dict(self) -> dict[str, object]:
        """As JSON: numbers in the unit that their key ends in."""
        plan = self.plan
        training = plan.order.training
        return {
            "mode": MODE,
            "sought": self.asked.sought,
            "values": dict(self.asked.values),
            "params": training.model.total_params(),
            "active_params": training.model.active_params(),
            "tokens": training.tokens,
            "cards": plan.order.cards,
            "servers": plan.servers,
            "days": self.asked.days,
            "keeps_date": self.keeps_date,
            "mfu": plan.mfu,
            "total_flops": plan.flops,
            "tokens_per_s": plan.tokens_per_s,
            "time": asdict(plan.time),
            "layouts": [_candidate(item) for item in plan.candidates],
            "memory_limit_gb": USABLE_SHARE * training.machine.memory_gb,
            "storage": asdict(plan.storage),
            "modality": plan.order.data.modality,
            **told_site(plan),
            "power": asdict(plan.power),
            "energy_mwh": plan.energy_mwh,
            "cost": plan.cost or None,
        }


def engineering_mode(order: Mapping[str, object], constants: Calibration = FITTED) -> Engineered:
    """Plan an order in whichever direction it asks.

    Raises PlanError with every fault, or with what is violated and the nearest feasible plan.
    """
    asked = read_engineering(order)
    plan = plan_training(_solved(asked, constants), constants)
    keeps = None if asked.days is None else plan.time.wall_days <= asked.days * (1.0 + 1e-9)
    return Engineered(asked, plan, keeps)


def _solved(asked: EngineeringOrder, constants: Calibration) -> Order:
    """The order with what was sought put in."""
    if asked.sought is None or asked.sought == "days":
        return _whole_servers(asked.order)
    return _whole_servers(_found(asked, asked.days or 0.0, constants).order)


def _found(asked: EngineeringOrder, days: float, constants: Calibration) -> Answer:
    order = asked.order
    if asked.sought == "cards":
        return cards_for(order, days, constants)
    if asked.sought == "tokens":
        return tokens_for(_whole_servers(order), days, constants)
    return params_for(
        _whole_servers(order),
        days,
        lambda params: architecture_of({**asked.values, "params": params}),
        constants,
        per_parameter=asked.per_parameter,
    )


def _whole_servers(order: Order) -> Order:
    per_server = order.training.machine.cards_per_server
    return replace(order, cards=-(-order.cards // per_server) * per_server)


def _candidate(item: Candidate) -> dict[str, object]:
    return {
        **asdict(item.layout),
        "seconds": item.seconds,
        "mfu": item.mfu,
        "states_gb": item.memory.states / 1e9,
        "activations_gb": item.memory.activations / 1e9,
        "tokens": item.tokens,
    }
