"""Every formula of a plan with its numbers put in, for people who check."""

from dataclasses import dataclass
from fractions import Fraction

from assess.capacity.compute import factors
from assess.capacity.figures import Figures, computing_days, stored_of
from assess.capacity.inputs import PlanInput, StoredModel
from assess.capacity.quantities import written
from assess.capacity.readings import Readings, readings_of
from assess.capacity.storage import (
    StorageRow,
    archive_bytes,
    needs_of,
    raw_times,
    training_basis,
)
from indicators.records import Text

SHOWN = 8
"""Significant digits of a number inside a formula."""

COMPUTE = Text("报告附录（一）计算规划", "Report, appendix (1), compute")
STORAGE = Text("报告附录（二）AI 存储规划", "Report, appendix (2), storage")
TABLE = Text("报告附录表 1", "Report, appendix table 1")
OURS = Text("算衡的推算", "Derived by SuanHeng")
KINDS = {
    "nlp": Text("NLP 模型", "NLP model"),
    "cv": Text("CV 模型", "CV model"),
    "asr": Text("ASR 模型", "ASR model"),
}


@dataclass(frozen=True)
class Step:
    """A line of the calculation: formula, the same with numbers, result; ``subject`` names the model, if any."""

    code: str
    symbol: str
    name: Text
    formula: str
    substituted: str
    result: Fraction
    unit: Text
    source: Text
    subject: Text | None = None


def explain(wanted: PlanInput, found: Figures) -> tuple[Step, ...]:
    """The calculation in the order of the report's appendix, with the open points read as the plan chose."""
    taken = readings_of(wanted)
    models = zip(stored_of(wanted, taken), found.storage_rows, strict=True)
    rows = [step for model, row in models for step in _row_steps(model, row, taken)]
    site = (*_card_steps(wanted, found, taken), *_site_steps(wanted, found, taken))
    return (*_compute_steps(wanted, found, taken), *site, *rows, _table_step(found, taken))


def _compute_steps(wanted: PlanInput, found: Figures, taken: Readings) -> tuple[Step, ...]:
    (symbols, numbers), tokens = _operations(wanted, taken), _shown(wanted.tokens)
    part = taken.calendar and taken.effective != 1
    time = f"T × {'e × ' if part else ''}u"
    share = f"{_shown(taken.effective)} × " if part else ""
    put_in = f"({_shown(wanted.days)} × 86400 × {share}{_shown(wanted.utilisation)})"
    return (
        Step(
            "total_flops",
            "C",
            Text("总计算量", "Total operations"),
            f"C = {symbols} × D",
            f"{numbers} × {tokens}",
            found.total_flops,
            Text("FLOPs", "FLOPs"),
            COMPUTE,
        ),
        Step(
            "compute_pflops",
            "P",
            Text("算力规模", "Compute to install"),
            f"P = {symbols} × D / ({time}) / 10^15",
            f"{numbers} × {tokens} / {put_in} / 10^15",
            found.compute_pflops,
            Text("PFLOPS", "PFLOPS"),
            COMPUTE,
        ),
    )


def _operations(wanted: PlanInput, taken: Readings) -> tuple[str, str]:
    """Operations per token, in symbols and in numbers."""
    linear, attention = factors(taken)
    symbols, numbers = f"{linear} × N", f"{linear} × {_shown(wanted.params)}"
    if not taken.shape:
        return symbols, numbers
    shape = " × ".join(str(size) for size in taken.shape)
    return f"({symbols} + {attention} × L × h × s)", f"({numbers} + {attention} × {shape})"


def _card_steps(wanted: PlanInput, found: Figures, taken: Readings) -> tuple[Step, ...]:
    peak, number = "p", _shown(wanted.card_tflops)
    if taken.sparse:
        peak, number = "(p / 2)", f"({number} / 2)"
    return (
        Step(
            "cards",
            "n",
            Text("GPU 卡数", "Cards"),
            f"n = ⌈P × 1000 / {peak}⌉",
            f"⌈{_shown(found.compute_pflops)} × 1000 / {number}⌉ = ⌈{_shown(found.cards_exact)}⌉",
            Fraction(found.cards),
            Text("块", "cards"),
            COMPUTE,
        ),
        Step(
            "servers",
            "m",
            Text("服务器数", "Servers"),
            "m = ⌈n / g⌉",
            f"⌈{found.cards} / {wanted.cards_per_server}⌉",
            Fraction(found.servers),
            Text("台", "servers"),
            OURS,
        ),
    )


def _site_steps(wanted: PlanInput, found: Figures, taken: Readings) -> tuple[Step, ...]:
    symbol, pflops = "P", _shown(found.compute_pflops)
    if taken.delivered:
        symbol, pflops = "P × u", f"{pflops} × {_shown(wanted.utilisation)}"
    bandwidth = _needs(wanted, taken) if taken.needs else (f"2 × {symbol}", f"2 × {pflops}")
    storage = (f"{symbol} / 40", f"{pflops} / 40")
    return (
        Step(
            "storage_bandwidth_gb_s",
            "B",
            Text("存储系统总带宽下限", "Storage bandwidth, lower bound"),
            f"B ≥ {_upwards(bandwidth[0], taken)}",
            _upwards(bandwidth[1], taken),
            found.storage_bandwidth_gb_s,
            Text("GB/s", "GB/s"),
            OURS if taken.needs else STORAGE,
        ),
        Step(
            "storage_total_pb",
            "S",
            Text("总存储规模", "Storage of the whole site"),
            f"S = {_upwards(storage[0], taken)}",
            _upwards(storage[1], taken),
            found.storage_total_pb,
            Text("PB", "PB"),
            STORAGE,
        ),
        *_calendar_step(wanted, found, taken),
    )


def _calendar_step(wanted: PlanInput, found: Figures, taken: Readings) -> tuple[Step, ...]:
    """Told only where a share of effective time was chosen, and the days are of computing."""
    if taken.effective == 1 or taken.calendar:
        return ()
    return (
        Step(
            "calendar_days",
            "W",
            Text("日历工期", "Calendar time"),
            "W = T / e",
            f"{_shown(wanted.days)} / {_shown(taken.effective)}",
            found.calendar_days,
            Text("天", "days"),
            OURS,
        ),
    )


def _needs(wanted: PlanInput, taken: Readings) -> tuple[str, str]:
    """Checkpoint within 1 % of its interval, restart within 15 minutes, data once: in symbols and in numbers."""
    days = computing_days(wanted, taken)
    needs = needs_of(taken.total or wanted.params, wanted.tokens, days, taken)
    size, data = _shown(needs.checkpoint), _shown(needs.data)
    interval, seconds = _shown(needs.interval), _shown(needs.seconds)
    return (
        "max(c / (0.01 × i), c / 900, D × b / T) / 10^9",
        f"max({size} / (0.01 × {interval}), {size} / 900, {data} / {seconds}) / 10^9",
    )


def _upwards(text: str, taken: Readings) -> str:
    return f"⌈{text}⌉" if taken.up else text


def _row_steps(model: StoredModel, row: StorageRow, taken: Readings) -> tuple[Step, ...]:
    basis, params, training = (
        training_basis(model, taken),
        _shown(row.params),
        _shown(row.training_tb),
    )
    count, each = _shown(basis.count), basis.each
    raw, size = _shown(raw_times(row.kind, taken)), _shown(taken.checkpoint_bytes)
    kept, old = (
        f"{size} × {taken.retention_days} × {taken.per_day}",
        f"{_shown(archive_bytes(taken))} × {taken.archived}",
    )
    lines = (
        ("training", "d", Text("训练数据", "Training data"), f"{basis.symbol} × {each} / 10^12", f"{count} × {each} / 10^12"),
        ("raw", "r", Text("原始数据", "Raw data"), f"d × {raw}", f"{training} × {raw}"),
        ("checkpoint", "k", Text("检查点", "Checkpoints"), f"N × {kept} / 10^12", f"{params} × {kept} / 10^12"),
        ("archive", "a", Text("归档检查点", "Archived checkpoints"), f"N × {old} / 10^12", f"{params} × {old} / 10^12"),
    )  # fmt: skip
    subject = _subject(row)
    return tuple(
        Step(
            f"{code}_tb",
            symbol,
            name,
            f"{symbol} = {formula}",
            put_in,
            getattr(row, f"{code}_tb"),
            Text("TB", "TB"),
            TABLE,
            subject,
        )
        for code, symbol, name, formula, put_in in lines
    )


def _table_step(found: Figures, taken: Readings) -> Step:
    data = " + ".join(_shown(row.total_tb) for row in found.storage_rows)
    return Step(
        "storage_table_pb",
        "V",
        Text("按模型计的存储规模", "Storage by models"),
        f"V = {_upwards('Σ (d + r + k + a) × (1 + 5%) / 70% / 1000', taken)}",
        _upwards(f"({data}) × 1.05 / 0.7 / 1000", taken),
        found.storage_table_pb,
        Text("PB", "PB"),
        STORAGE,
    )


def _subject(row: StorageRow) -> Text:
    kind, size = KINDS[row.kind], _shown(row.params)
    return Text(f"{kind.zh}，{size} 参数", f"{kind.en}, {size} parameters")


def _shown(value: float | Fraction) -> str:
    return written(value, SHOWN)
