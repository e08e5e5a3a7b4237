"""The planner against what was published and measured: claims, targets, and whether they hold.

Pure: rows come in, claims go out. The command and the validation page show the same claims.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from assess.capacity.energy import energy_mwh
from assess.capacity.fabric import fabric
from assess.capacity.figures import figures_of
from assess.capacity.flops import flops_of_counts, hardware_flops_per_token
from assess.capacity.inputs import PlanInput
from assess.capacity.machine import Calibration
from assess.capacity.memory import activation_bytes, state_bytes
from assess.capacity.priors import Observed, coverage
from assess.capacity.profiled import ENERGY, MEMORY, PRINTED, SWITCHES
from assess.capacity.published import EXCLUDED, Run
from assess.capacity.search import padded
from assess.capacity.step_time import step_time, work_of
from indicators.records import Text

BEST_TIER = "A"
COUNTED_KINDS = ("projection", "throughput")
GIB = 2.0**30

# the targets; docs/planner.md tells where they come from
EXACT_TO = 1e-5
ACCOUNTING_MEDIAN, ACCOUNTING_WORST = 0.005, 0.08
RUNS_MEAN = 0.08
STEP_MEAN = 0.14
MEMORY_WORST = 0.02
ENERGY_WORST = 0.01
COVERAGE = (0.85, 0.95)
EVALUATIONS_PER_S = 5e6
DRAWS_SECONDS = 1.0


@dataclass(frozen=True)
class Compared:
    """One prediction beside what was reported; ``error`` is predicted / reported - 1."""

    subject: str
    predicted: float
    reported: float
    unit: str
    tier: str = BEST_TIER

    @property
    def error(self) -> float:
        """Relative error."""
        return self.predicted / self.reported - 1.0


@dataclass(frozen=True)
class Claim:
    """What the planner claims of itself: the comparisons behind it, its target, and whether it is met.

    ``figure`` is what the target is about, as ``target`` says in words.
    """

    claim: str
    compared: tuple[Compared, ...]
    figure: float | None
    target: Text
    met: bool | None

    @property
    def errors(self) -> list[float]:
        """Absolute relative errors."""
        return [abs(item.error) for item in self.compared]

    def as_dict(self) -> dict[str, object]:
        """As the command prints it."""
        found = self.errors
        return {
            "claim": self.claim,
            "n": len(found),
            "median_abs_error": median(found) if found else None,
            "mean_abs_error": fmean(found) if found else None,
            "max_abs_error": max(found) if found else None,
            "figure": self.figure,
            "target": self.target.en,
            "met": self.met,
        }


def report_mode_claim() -> Claim:
    """The report's own example, exact.

    Source: report, appendix (一) to (三); docs/planner.md, section 1.
    """
    example = figures_of(PlanInput(175e9, 3500e9, 50, 0.4, 300))
    found = tuple(
        Compared(name, float(getattr(example, name)), exact, unit) for name, exact, unit in PRINTED
    )
    worst = max(abs(item.error) for item in found)
    target = Text("精确到所列各位", "exact to the digits given")
    return Claim("report_mode", found, worst, target, worst < EXACT_TO)


def flop_accounting_claim(runs: Iterable[Run]) -> Claim:
    """Time from operations and the stated utilisation, against the stated time or rate.

    Rows with an architecture and a stated HFU (full recomputation; SC21's equation (3)) or MFU (6 N + 12 L h s).

    Source: docs/planner.md, section 2.1.
    """
    found = tuple(item for run in runs if (item := _accounted(run)) is not None)
    errors = [abs(item.error) for item in found]
    best = [abs(item.error) for item in found if item.tier == BEST_TIER]
    middle = median(errors) if errors else None
    met = (
        middle is not None
        and middle <= ACCOUNTING_MEDIAN
        and max(best, default=0.0) <= ACCOUNTING_WORST
    )
    target = Text(
        "中位绝对误差不超过 0.5%，A 级行最大不超过 8%", "median <= 0.5 %, max on tier A <= 8 %"
    )
    return Claim("flop_accounting", found, middle, target, met if errors else None)


def published_runs_claim(runs: Iterable[Run], constants: Calibration) -> Claim:
    """Time from the step-time model, end to end, with constants that never saw these rows.

    Rows of the best tier that state what the model needs: architecture, known card, tensor and pipeline parallelism,
    recomputation, and a time. A stated share of effective time is taken into account.

    Source: docs/planner.md, section 4.
    """
    predicted = (predict(run, constants) for run in runs if run.tier == BEST_TIER)
    found = tuple(item for item in predicted if item is not None)
    mean = fmean(abs(item.error) for item in found) if found else None
    target = Text("平均绝对误差不超过 8%", "mean abs error <= 8 %")
    return Claim("published_runs", found, mean, target, None if mean is None else mean <= RUNS_MEAN)


def step_time_claim(errors: Sequence[float]) -> Claim:
    """Measured iteration times, each model size predicted by constants fitted to the other sizes."""
    found = tuple(Compared("", 1.0 + error, 1.0, "s") for error in errors)
    mean = fmean(abs(error) for error in errors) if errors else None
    target = Text("留一规模平均绝对误差低于 14%", "leave-one-size-out mean abs error < 14 %")
    return Claim("step_time", found, mean, target, None if mean is None else mean < STEP_MEAN)


def memory_claim() -> Claim:
    """States and activations against the profiled values of Korthikanti et al., arXiv:2205.05198, figure 1.

    States are of the average card: the source spreads all parameters evenly over t * p.
    """
    found = []
    for row in MEMORY:
        share = row.model.total_params() / (row.layout.tensor * row.layout.pipeline)
        states = float(state_bytes(share, row.layout.sharding, row.layout.data)) / GIB
        if row.states_gib is not None:
            found.append(Compared(f"{row.name} states", states, row.states_gib, "GiB"))
        kept = float(activation_bytes(row.model, row.layout)) / GIB
        found.append(Compared(f"{row.name} activations", kept, row.activations_gib, "GiB"))
    worst = max(abs(item.error) for item in found)
    target = Text("12 个实测值最大误差不超过 2%", "max over the 12 profiled values <= 2 %")
    return Claim("memory", tuple(found), worst, target, worst <= MEMORY_WORST)


def fabric_claim() -> Claim:
    """Switch counts against the five rows of NVIDIA's DGX SuperPOD H100 table."""
    found = []
    for ports, leaf, spine, core in SWITCHES:
        sized = fabric(ports, 64)
        pairs = (
            ("leaf", sized.leaf, leaf),
            ("spine", sized.spine, spine),
            ("core", sized.core, core),
        )
        found += [Compared(f"{ports} {name}", have, want, "") for name, have, want in pairs if want]
    exact = all(item.predicted == item.reported for item in found)
    target = Text("5 行全部一致", "5 of 5 rows exact")
    return Claim("fabric", tuple(found), float(exact), target, exact)


def energy_claim() -> Claim:
    """Energy against the five rows of Patterson et al., arXiv:2104.10350, table 4."""
    found = tuple(
        Compared(row.name, energy_mwh(row.chip_hours, row.watts, row.pue), row.mwh, "MWh")
        for row in ENERGY
    )
    worst = max(abs(item.error) for item in found)
    target = Text("5 行最大误差不超过 1%", "max over the 5 rows <= 1 %")
    return Claim("energy", found, worst, target, worst <= ENERGY_WORST)


def coverage_claim(rows: Sequence[Observed]) -> Claim:
    """How many finished trainings fall into the 90 % interval of a prior that never saw their family.

    A comparison's error is 0 for a training inside the interval and 1 outside.
    """
    found = coverage(rows)
    compared = tuple(
        Compared(item.run, 2.0 if item.run in found.missed else 1.0, 1.0, "") for item in rows
    )
    low, high = COVERAGE
    target = Text("名义 90% 区间覆盖 85%~95%", "nominal 90 % interval covers 85-95 %")
    met = low <= found.share <= high if rows else None
    return Claim("coverage", compared, found.share if rows else None, target, met)


def speed_claim(evaluations_per_s: float, draws_seconds: float) -> Claim:
    """Measured speed: step-time evaluations per second, and seconds for a million draws; the caller holds the clock.

    The figure is evaluations per second.
    """
    compared = (
        Compared("step-time evaluations", evaluations_per_s, EVALUATIONS_PER_S, "1/s"),
        Compared("a million draws", draws_seconds, DRAWS_SECONDS, "s"),
    )
    target = Text(
        "每秒不少于 500 万次步时计算，100 万次抽样少于 1 秒",
        ">= 5 million step-time evaluations/s, 1 million draws < 1 s",
    )
    met = evaluations_per_s >= EVALUATIONS_PER_S and draws_seconds < DRAWS_SECONDS
    return Claim("speed", compared, evaluations_per_s, target, met)


def predict(run: Run, constants: Calibration) -> Compared | None:
    """A run's time by the step-time model beside the reported one; None where the row does not say enough.

    Stages that do not divide the layers are as slow as the longest, as in every plan.
    """
    model, layout, machine = run.architecture(), run.layout(), run.machine()
    if model is None or layout is None or machine is None:
        return None
    seconds = float(step_time(work_of(padded(model, layout), layout), machine, constants).total)
    if run.step_seconds and run.kind != "run":
        return Compared(run.id, seconds, run.step_seconds, "s", run.tier)
    reported = run.card_seconds()
    if reported is None or run.tokens is None:
        return None
    steps = run.tokens / (layout.global_batch * model.sequence)
    whole = seconds * steps * layout.cards / run.effective_share
    return Compared(run.id, whole / 3600.0, reported / 3600.0, "card-hours", run.tier)


def _accounted(run: Run) -> Compared | None:
    """Operations at the stated utilisation, as seconds or as a rate."""
    model = run.architecture()
    if (
        run.tier == EXCLUDED
        or run.kind not in COUNTED_KINDS
        or model is None
        or not run.peak_tflops
    ):
        return None
    per_token = _operations(run)
    if per_token is None:
        return None
    flops, share = per_token
    rate = run.peak_tflops * 1e12 * share / flops
    if run.days and run.tokens and run.cards:
        days = run.tokens / (rate * run.cards) / 86400.0
        return Compared(run.id, days, run.days, "d", run.tier)
    if run.step_seconds and run.tokens_per_step and run.cards:
        seconds = run.tokens_per_step / (rate * run.cards)
        return Compared(run.id, seconds, run.step_seconds, "s", run.tier)
    if run.tokens_per_second_per_card:
        return Compared(run.id, 1 / rate, 1 / run.tokens_per_second_per_card, "s/token", run.tier)
    return None


def _operations(run: Run) -> tuple[float, float] | None:
    """Operations per token and the utilisation that they are counted for."""
    if run.hfu and run.recompute == "full":
        plain = run.plain_architecture()
        return (hardware_flops_per_token(plain, "full"), run.hfu) if plain else None
    if run.mfu:
        counted = flops_of_counts(run.params_active, run.layers, run.hidden, run.sequence, "none")
        return counted, run.mfu
    return None
