"""Every published run judged by every formula that applies to it, and what the errors of a formula add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median

from assess.capacity.compute import FLOPS_PER_PARAMETER_AND_TOKEN
from assess.capacity.flops import flops_of_counts, hardware_flops_per_token
from assess.capacity.machine import Calibration
from assess.capacity.published import EXCLUDED, Run
from assess.capacity.validation import predict
from indicators.records import Text

BLIND_UTILISATION = 0.4
"""The report's own 算力利用率."""


@dataclass(frozen=True)
class Formula:
    """A way to predict a run's time: its code, name, what it takes, and where it comes from."""

    code: str
    name: Text
    rule: Text
    source: Text


FORMULAS = (
    Formula(
        "appendix",
        Text("附录 8ND", "Appendix 8ND"),
        Text("8ND ÷（峰值 × 所报 HFU）；只用于完全重计算的行", "8ND / (peak * reported HFU); full recomputation only"),
        Text("报告附录（一）；SC21 式 (4)", "report, appendix (1); SC21, equation (4)"),
    ),
    Formula(
        "attention",
        Text("SC21 式 (3)", "SC21 eq. (3)"),
        Text("另计注意力与词表，÷（峰值 × 所报 HFU）；只用于完全重计算的行", "with attention and vocabulary / (peak * reported HFU); full recomputation only"),
        Text("Narayanan 等，arXiv:2104.04473，式 (3)", "Narayanan et al., arXiv:2104.04473, equation (3)"),
    ),
    Formula(
        "model",
        Text("6ND + 注意力", "6ND + attention"),
        Text("(6N + 12Lhs)D ÷（峰值 × 所报 MFU）", "(6N + 12Lhs)D / (peak * reported MFU)"),
        Text("Chowdhery 等，arXiv:2204.02311，附录 B", "Chowdhery et al., arXiv:2204.02311, appendix B"),
    ),
    Formula(
        "blind",
        Text("盲估 8ND @ 40%", "Blind 8ND at 40 %"),
        Text("8ND ÷（峰值 × 40%），不看所报利用率：附录的默认值", "8ND / (peak * 40 %), whatever was reported: the appendix as it stands"),
        Text("报告附录（一）", "report, appendix (1)"),
    ),
    Formula(
        "steps",
        Text("步时模型", "Step-time model"),
        Text("由结构、卡和并行布局逐项算步时；只用于注明并行布局的行", "step time from architecture, card and parallel layout; rows that state the layout only"),
        Text("docs/planner.md；常数由他处实测拟合", "docs/planner.md; constants fitted to measurements elsewhere"),
    ),
)  # fmt: skip
CODES = tuple(item.code for item in FORMULAS)


@dataclass(frozen=True)
class Judged:
    """A run, what it cost as reported (card-seconds per token, None where not stated), and predicted / reported - 1
    by formula code; a formula that does not apply is left out.
    """

    run: Run
    pace: float | None
    errors: Mapping[str, float]

    def predicted(self, code: str) -> float | None:
        """Card-seconds per token by a formula; None where it does not apply."""
        if self.pace is None or code not in self.errors:
            return None
        return self.pace * (1.0 + self.errors[code])


@dataclass(frozen=True)
class Statistic:
    """Errors of a formula over some runs: absolute median, mean and largest, and the mean with its sign."""

    formula: Formula
    n: int
    median: float | None
    mean: float | None
    max: float | None
    bias: float | None


def judge(run: Run, constants: Calibration) -> Judged:
    """Predict a run by every formula that applies. Excluded rows, and rows that report no time, are not judged.

    Source: docs/planner.md, section on validation.
    """
    pace = reported_pace(run)
    if pace is None or run.tier == EXCLUDED:
        return Judged(run, pace, {})
    rates = {**_by_operations(run), **_by_steps(run, constants, pace)}
    return Judged(run, pace, {code: rates[code] / pace - 1.0 for code in CODES if code in rates})


def reported_pace(run: Run) -> float | None:
    """Card-seconds that a token cost as reported: of the whole training, of a step, or as a rate.

    None where the row states none of them, or lacks the tokens or cards that go with it.
    """
    whole = run.card_seconds()
    if whole and run.tokens:
        return whole / run.tokens
    if run.step_seconds and run.tokens_per_step and run.cards:
        return run.step_seconds * run.cards / run.tokens_per_step
    rate = run.tokens_per_second_per_card
    return 1.0 / rate if rate else None


def statistic(formula: Formula, rows: Iterable[Judged]) -> Statistic:
    """What the errors of a formula over these rows add up to."""
    found = [row.errors[formula.code] for row in rows if formula.code in row.errors]
    if not found:
        return Statistic(formula, 0, None, None, None, None)
    sizes = [abs(error) for error in found]
    return Statistic(formula, len(found), median(sizes), fmean(sizes), max(sizes), fmean(found))


def _by_operations(run: Run) -> dict[str, float]:
    """Card-seconds per token from operations and a utilisation."""
    if not (run.peak_tflops and run.params_active):
        return {}
    peak = run.peak_tflops * 1e12
    counted = FLOPS_PER_PARAMETER_AND_TOKEN * run.params_active
    found = {"blind": counted / (peak * BLIND_UTILISATION)}
    plain = run.plain_architecture()
    if run.hfu and run.recompute == "full":
        found["appendix"] = counted / (peak * run.hfu)
        if plain is not None:
            found["attention"] = hardware_flops_per_token(plain, "full") / (peak * run.hfu)
    if run.mfu and plain is not None:
        flops = flops_of_counts(run.params_active, run.layers, run.hidden, run.sequence, "none")
        found["model"] = flops / (peak * run.mfu)
    return found


def _by_steps(run: Run, constants: Calibration, pace: float) -> dict[str, float]:
    found = predict(run, constants)
    return {} if found is None else {"steps": pace * (1.0 + found.error)}
