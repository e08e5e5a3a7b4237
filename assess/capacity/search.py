"""The best feasible parallel layout for a model on a machine: every layout that divides, judged at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from assess.capacity.architecture import Architecture
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.flops import Recompute, model_flops_per_token
from assess.capacity.layout import Layout, Layouts, Sharding
from assess.capacity.machine import Calibration, Machine
from assess.capacity.memory import USABLE_SHARE, Memory, fits, memory_per_card
from assess.capacity.step_time import StepTime, step_time, work_of
from indicators.records import Text

MICRO_BATCHES = (1, 2, 4, 8)
INTERLEAVES = (1, 2, 4)
EXPERT_SIZES = (1, 2, 4, 8, 16, 32, 64)
MOST_STAGES = 64
UNEVEN_STAGES = (2, 4, 8, 16, 32, 64)
"""Stages that are tried where no divisor of the layers will do, as DeepSeek-V3 spreads 61 layers over 16."""

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


@dataclass(frozen=True)
class _Judged:
    """Layouts of one kind of recomputation: seconds per sequence, infinite where they do not fit, and their order."""

    layouts: Layouts
    pace: NDArray[np.float64]
    seconds: NDArray[np.float64]
    place: NDArray[np.int64]


def best_layouts(task: Task, constants: Calibration, most: int = 5) -> tuple[Candidate, ...]:
    """The fastest feasible layouts, fastest first; ties go to the one with less tensor parallelism.

    All t in {1, 2, 4, 8 ...} up to a server, p dividing the layers, e dividing the experts, micro-batch 1 to 8,
    interleaving 1 to 4, three kinds of recomputation; only those whose fullest card stays within 90 % of its memory.
    Where no even split of the layers fits, stages of unequal length: the fullest one sets memory and pace.

    Raises PlanError where none fits.
    """
    for even in (True, False):
        judged = list(_judged(task, constants, even=even))
        found = _fastest(task, judged, most)
        if found:
            return found
    raise PlanError([PlanFault("cards", str(task.cards), NO_ROOM, "no_layout")])


def _fastest(task: Task, judged: Sequence[_Judged], most: int) -> tuple[Candidate, ...]:
    if not judged:
        return ()
    pace = np.concatenate([item.pace for item in judged])
    tensor = np.concatenate([item.layouts.tensor for item in judged])
    place = np.concatenate([item.place for item in judged])
    starts = np.cumsum([0, *(len(item.pace) for item in judged)])
    order = np.lexsort((place, tensor, pace))[:most]
    return tuple(_at(task, judged, starts, int(at)) for at in order if np.isfinite(pace[at]))


def _at(task: Task, judged: Sequence[_Judged], starts: NDArray[np.int64], place: int) -> Candidate:
    """The candidate at a place of all groups laid end to end."""
    group = int(np.searchsorted(starts, place, side="right")) - 1
    found, row = judged[group], place - int(starts[group])
    return _candidate(task, found.layouts.at(row), float(found.seconds[row]))


def _judged(task: Task, constants: Calibration, *, even: bool) -> Iterator[_Judged]:
    """Every layout of the task, judged in groups that share their number of layers and recomputation."""
    grid = _grid(task)
    chunk = grid.pipeline * grid.interleave
    layers = -(-task.model.layers // chunk) * chunk
    allowed = (layers == task.model.layers) if even else (layers != task.model.layers)
    for padded in np.unique(layers[allowed]):
        chosen = allowed & (layers == padded)
        model = replace(task.model, layers=int(padded))
        for number, recompute in enumerate(RECOMPUTES):
            layouts = replace(grid.where(chosen), recompute=recompute)
            place = np.flatnonzero(chosen) * len(RECOMPUTES) + number
            yield _judge(replace(task, model=model), layouts, place, constants)


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
    return step_time(work_of(padded(task.model, layout), layout), task.machine, constants)


def padded(model: Architecture, layout: Layout) -> Architecture:
    """The model as if every stage were as long as the longest: the same where stages divide its layers."""
    chunks = layout.pipeline * layout.interleave
    return replace(model, layers=-(-model.layers // chunks) * chunks)


def _candidate(task: Task, layout: Layout, seconds: float) -> Candidate:
    tokens = layout.global_batch * task.model.sequence
    ideal = model_flops_per_token(task.model) * tokens
    mfu = ideal / (seconds * layout.cards * task.machine.peak_tflops * 1e12)
    found = memory_per_card(padded(task.model, layout), layout)
    memory = Memory(float(found.states), float(found.activations))
    return Candidate(layout, seconds, memory, mfu, tokens)


def _judge(
    task: Task, layouts: Layouts, place: NDArray[np.int64], constants: Calibration
) -> _Judged:
    seconds = np.asarray(step_time(work_of(task.model, layouts), task.machine, constants).total)
    holds = memory_per_card(task.model, layouts).total <= memory_limit_bytes(task.machine)
    pace = np.where(holds, seconds / layouts.global_batch, np.inf)
    return _Judged(layouts, pace, seconds, place)


def _grid(task: Task) -> Layouts:
    """Every split of the cards with every micro-batch and interleaving."""
    variants = np.array(list(product(MICRO_BATCHES, INTERLEAVES)), dtype=float)
    splits = np.array(list(_splits(task)), dtype=float).reshape(-1, 4)
    tensor, stages, data, expert = np.repeat(splits, len(variants), axis=0).T
    micro, chunks = np.tile(variants, (len(splits), 1)).T
    share = data * micro
    batch = np.maximum(np.rint(task.global_batch / share), 1) * share
    every = Layouts(tensor, stages, data, micro, batch, chunks, expert, "none", task.sharding)
    return every.where((stages > 1) | (chunks == 1))


def _splits(task: Task) -> Iterator[tuple[int, int, int, int]]:
    """Every t, p, d, e that divides the cards evenly."""
    stages = sorted({*_stages(task.model), *UNEVEN_STAGES})
    for tensor, stage, expert in product(
        _tensors(task.model, task.machine), stages, _experts(task.model)
    ):
        data, left = divmod(task.cards, tensor * stage)
        if not left and data >= 1 and expert <= data * tensor:
            yield tensor, stage, data, expert


def _tensors(model: Architecture, machine: Machine) -> list[int]:
    sizes = [2**power for power in range(8) if 2**power <= machine.cards_per_server]
    return [size for size in sizes if model.heads % size == 0]


def _stages(model: Architecture) -> list[int]:
    return [p for p in range(1, min(model.layers, MOST_STAGES) + 1) if model.layers % p == 0]


def _experts(model: Architecture) -> list[int]:
    if model.experts is None:
        return [1]
    return [size for size in EXPERT_SIZES if model.experts.count % size == 0]
