"""Every formula of a plan with its numbers put in, for people who check."""

from dataclasses import dataclass
from fractions import Fraction

from assess.capacity.figures import Figures
from assess.capacity.inputs import PlanInput
from assess.capacity.quantities import written
from assess.capacity.storage import RAW_PER_TRAINING, TRAINING_BYTES_PER_PARAMETER, StorageRow
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
    """The calculation in the order of the report's appendix."""
    rows = [step for row in found.storage_rows for step in _row_steps(row)]
    site = (*_card_steps(wanted, found), *_site_steps(found))
    return (*_compute_steps(wanted, found), *site, *rows, _table_step(found))


def _compute_steps(wanted: PlanInput, found: Figures) -> tuple[Step, ...]:
    params, tokens = _shown(wanted.params), _shown(wanted.tokens)
    time = f"({_shown(wanted.days)} × 86400 × {_shown(wanted.utilisation)})"
    return (
        Step(
            "total_flops",
            "C",
            Text("总计算量", "Total operations"),
            "C = 8 × N × D",
            f"8 × {params} × {tokens}",
            found.total_flops,
            Text("FLOPs", "FLOPs"),
            COMPUTE,
        ),
        Step(
            "compute_pflops",
            "P",
            Text("算力规模", "Compute to install"),
            "P = 8 × N × D / (T × u) / 10^15",
            f"8 × {params} × {tokens} / {time} / 10^15",
            found.compute_pflops,
            Text("PFLOPS", "PFLOPS"),
            COMPUTE,
        ),
    )


def _card_steps(wanted: PlanInput, found: Figures) -> tuple[Step, ...]:
    return (
        Step(
            "cards",
            "n",
            Text("GPU 卡数", "Cards"),
            "n = ⌈P × 1000 / p⌉",
            f"⌈{_shown(found.compute_pflops)} × 1000 / {_shown(wanted.card_tflops)}⌉"
            f" = ⌈{_shown(found.cards_exact)}⌉",
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


def _site_steps(found: Figures) -> tuple[Step, ...]:
    pflops = _shown(found.compute_pflops)
    return (
        Step(
            "storage_bandwidth_gb_s",
            "B",
            Text("存储系统总带宽下限", "Storage bandwidth, lower bound"),
            "B ≥ 2 × P",
            f"2 × {pflops}",
            found.storage_bandwidth_gb_s,
            Text("GB/s", "GB/s"),
            STORAGE,
        ),
        Step(
            "storage_total_pb",
            "S",
            Text("总存储规模", "Storage of the whole site"),
            "S = P / 40",
            f"{pflops} / 40",
            found.storage_total_pb,
            Text("PB", "PB"),
            STORAGE,
        ),
    )


def _row_steps(row: StorageRow) -> tuple[Step, ...]:
    params, training = _shown(row.params), _shown(row.training_tb)
    each, raw = TRAINING_BYTES_PER_PARAMETER[row.kind], RAW_PER_TRAINING[row.kind]
    lines = (
        ("training", "d", Text("训练数据", "Training data"), f"N × {each} / 10^12", f"{params} × {each} / 10^12"),
        ("raw", "r", Text("原始数据", "Raw data"), f"d × {raw}", f"{training} × {raw}"),
        (
            "checkpoint",
            "k",
            Text("检查点", "Checkpoints"),
            "N × 20 × 10 × 24 / 10^12",
            f"{params} × 20 × 10 × 24 / 10^12",
        ),
        (
            "archive",
            "a",
            Text("归档检查点", "Archived checkpoints"),
            "N × 20 × 50 / 10^12",
            f"{params} × 20 × 50 / 10^12",
        ),
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


def _table_step(found: Figures) -> Step:
    data = " + ".join(_shown(row.total_tb) for row in found.storage_rows)
    return Step(
        "storage_table_pb",
        "V",
        Text("按模型计的存储规模", "Storage by models"),
        "V = Σ (d + r + k + a) × (1 + 5%) / 70% / 1000",
        f"({data}) × 1.05 / 0.7 / 1000",
        found.storage_table_pb,
        Text("PB", "PB"),
        STORAGE,
    )


def _subject(row: StorageRow) -> Text:
    kind, size = KINDS[row.kind], _shown(row.params)
    return Text(f"{kind.zh}，{size} 参数", f"{kind.en}, {size} parameters")


def _shown(value: float | Fraction) -> str:
    return written(value, SHOWN)
