"""The best feasible parallel layout for a model on a machine: every layout that divides, judged at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from assess.capacity.architecture import Architecture
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.flops import Recompute, model_flops_per_token
from assess.capacity.layout import Layout, Sharding, check
from assess.capacity.machine import Calibration, Machine
from assess.capacity.memory import USABLE_SHARE, Memory, fits, memory_per_card
from assess.capacity.step_time import StepTime, Work, step_time, work_of
from indicators.records import Text

MICRO_BATCHES = (1, 2, 4, 8)
INTERLEAVES = (1, 2, 4)
EXPERT_SIZES = (1, 2, 4, 8, 16, 32, 64)
MOST_STAGES = 64
RECOMPUTES: tuple[Recompute, ...] = ("none", "selective", "full")
NO_ROOM = Text(
    "更多的卡、更大的显存、更小的模型或更短的序列：没有一种并行布局放得下",
    "more cards, more memory, a smaller model or a shorter sequence: no parallel layout fits",
)


@dataclass(frozen=True)
class Candidate:
    """A feasible layout with its step time, memory of the fullest card (bytes) and model utilisation in (0, 1).

    tokens: trained in a step.
    """

    layout: Layout
    seconds: float
    memory: Memory
    mfu: float
    tokens: int

    @property
    def tokens_per_s(self) -> float:
        """Tokens that the whole cluster trains in a second."""
        return self.tokens / self.seconds


@dataclass(frozen=True)
class Task:
    """What is to be laid out: a model on so many cards of a machine, with about so many sequences per step.

    The batch is rounded to whole micro-batches of every data-parallel rank.
    """

    model: Architecture
    machine: Machine
    cards: int
    global_batch: int
    sharding: Sharding = "optimizer"


def best_layouts(task: Task, constants: Calibration, most: int = 5) -> tuple[Candidate, ...]:
    """The fastest feasible layouts, fastest first; ties go to the one with less tensor parallelism.

    All t in {1, 2, 4, 8 ...} up to a server, p dividing the layers, e dividing the experts, micro-batch 1 to 8,
    interleaving 1 to 4, three kinds of recomputation; only those whose fullest card stays within 90 % of its memory.

    Raises PlanError where none fits.
    """
    layouts = [item for item in _layouts(task) if fits(task.model, item, task.machine.memory_gb)]
    if not layouts:
        raise PlanError([PlanFault("cards", str(task.cards), NO_ROOM, "no_layout")])
    work = Work.stacked([work_of(task.model, item) for item in layouts])
    seconds = np.asarray(step_time(work, task.machine, constants).total)
    pace = seconds / np.array([item.global_batch for item in layouts])
    order = np.lexsort((np.array([item.tensor for item in layouts]), pace))[:most]
    return tuple(_candidate(task, layouts[place], float(seconds[place])) for place in order)


def smallest_model_parallel(model: Architecture, machine: Machine, data: int = 1) -> Layout:
    """The fewest cards t * p that hold a model with full recomputation and micro-batch 1.

    Smallest t * p with t dividing the heads, t within a server, p dividing the layers; of equals, less tensor
    parallelism crosses fewer links.

    Raises PlanError where no such split fits.

    Source: docs/planner.md, section on memory (states + activations <= 0.9 of the memory).
    """
    splits = sorted(
        product(_tensors(model, machine), _stages(model)),
        key=lambda pair: (pair[0] * pair[1], pair[0]),
    )
    for tensor, stages in splits:
        layout = Layout(tensor, stages, data, 1, data * stages, recompute="full")
        if fits(model, layout, machine.memory_gb):
            return layout
    raise PlanError([PlanFault("memory_gb", str(machine.memory_gb), NO_ROOM, "no_layout")])


def memory_limit_bytes(machine: Machine) -> float:
    """What may be planned with of a card's memory, in bytes."""
    return USABLE_SHARE * machine.memory_gb * 1e9


def spent(task: Task, layout: Layout, constants: Calibration) -> StepTime:
    """Where the time of a step goes for one layout."""
    return step_time(work_of(task.model, layout), task.machine, constants)


def _candidate(task: Task, layout: Layout, seconds: float) -> Candidate:
    tokens = layout.global_batch * task.model.sequence
    ideal = model_flops_per_token(task.model) * tokens
    mfu = ideal / (seconds * layout.cards * task.machine.peak_tflops * 1e12)
    return Candidate(layout, seconds, memory_per_card(task.model, layout), mfu, tokens)


def _layouts(task: Task) -> Iterator[Layout]:
    """Every layout that divides model, cards and batch evenly."""
    splits = product(_tensors(task.model, task.machine), _stages(task.model), _experts(task.model))
    for tensor, stages, expert in splits:
        data, left = divmod(task.cards, tensor * stages)
        if left or data < 1 or expert > data * tensor:
            continue
        yield from _variants(task, tensor, stages, data, expert)


def _variants(task: Task, tensor: int, stages: int, data: int, expert: int) -> Iterator[Layout]:
    interleaves = INTERLEAVES if stages > 1 else (1,)
    for micro, chunks, recompute in product(MICRO_BATCHES, interleaves, RECOMPUTES):
        share = data * micro
        batch = max(round(task.global_batch / share), 1) * share
        layout = Layout(
            tensor, stages, data, micro, batch,
            interleave=chunks, expert=expert, recompute=recompute, sharding=task.sharding,
        )  # fmt: skip
        if _divides(task.model, layout):
            yield layout


def _divides(model: Architecture, layout: Layout) -> bool:
    try:
        check(model, layout)
    except PlanError:
        return False
    return True


def _tensors(model: Architecture, machine: Machine) -> list[int]:
    sizes = [2**power for power in range(8) if 2**power <= machine.cards_per_server]
    return [size for size in sizes if model.heads % size == 0]


def _stages(model: Architecture) -> list[int]:
    return [p for p in range(1, min(model.layers, MOST_STAGES) + 1) if model.layers % p == 0]


def _experts(model: Architecture) -> list[int]:
    if model.experts is None:
        return [1]
    return [size for size in EXPERT_SIZES if model.experts.count % size == 0]
