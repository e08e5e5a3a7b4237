"""Tables of an organisation's own trainings and step times: columns, and every fault by line and column."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from assess.capacity.calibrate import Measured, read_measured
from assess.capacity.faults import PlanError
from assess.capacity.layout import check
from indicators.records import Text

MOST_ROWS = 2000
LONGEST = 500
"""Characters of a cell."""

HEAD = 1
"""The line of the columns' names."""

NAME = re.compile(r"[a-z][a-z0-9._-]{0,79}")
UNSAFE = ("=", "+", "-", "@", "\t")
"""A text that begins so would be a formula in a spreadsheet."""

NAME_EXPECTED = Text(
    "小写字母开头的名称，字母、数字、点、横线，如 ourmodel-70b",
    "a name of lower-case letters, digits, dots and hyphens that begins with a letter, such as ourmodel-70b",
)
TEXT_EXPECTED = Text(
    "至多 500 字，不以 = + - @ 开头", "at most 500 characters, not beginning with = + - @"
)
COLUMN_EXPECTED = Text("这一列", "this column")
KNOWN_EXPECTED = Text("只写已知的列", "known columns only")
CELLS_EXPECTED = Text("与列名同样多的格", "as many cells as there are columns")
ROWS_EXPECTED = Text(f"1 至 {MOST_ROWS} 行", f"1 to {MOST_ROWS} rows")
ONCE_EXPECTED = Text("每个名称只出现一次", "each name once")
TIME_EXPECTED = Text(
    "至少一项所报结果：天数、卡时、步时、每卡每秒 token 数、每卡 TFLOPS 或利用率",
    "a reported result: days, card-hours, seconds of a step, tokens per second, TFLOPS per card or a utilisation",
)
CARDS_EXPECTED = Text(
    "等于张量、流水与数据并行数之积", "tensor times pipeline times data parallelism"
)


@dataclass(frozen=True)
class Column:
    """A column: a text, one of ``choices``, or a number within limits (``low`` given)."""

    name: str
    label: Text
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float = float("inf")
    integer: bool = False

    @property
    def expected(self) -> Text:
        """What a cell of it holds, in words."""
        if self.choices:
            return Text("、".join(self.choices), ", ".join(self.choices))
        if self.low is None:
            return TEXT_EXPECTED
        limits = f"{self.low:g} – {self.high:g}"
        kind = Text("整数", "whole number") if self.integer else Text("数", "number")
        return Text(f"{kind.zh}，{limits}", f"a {kind.en}, {limits}")


@dataclass(frozen=True)
class CellFault:
    """What is wrong with a cell: line (the columns' names are line 1), column, what was found and expected, a code."""

    line: int
    column: str
    found: str
    expected: Text
    code: str


class RowsRefused(ValueError):
    """A table that is not taken, with all its faults."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "; ".join(f"line {item.line}, {item.column}: {item.expected.en}" for item in faults)
        )


def _number(
    name: str, zh: str, en: str, limits: tuple[float, float], *, required: bool = False
) -> Column:
    return Column(name, Text(zh, en), required, (), *limits)


def _count(name: str, zh: str, en: str, high: float, *, required: bool = False) -> Column:
    return Column(name, Text(zh, en), required, (), 1, high, integer=True)


RUN_COLUMNS = (
    Column("id", Text("名称（系列-规模）", "Name (family-size)"), required=True),
    Column("model", Text("模型", "Model")),
    Column("kind", Text("类型", "Kind"), True, ("run", "projection", "throughput", "estimate")),
    Column("tier", Text("数据等级", "Tier"), True, ("A", "B", "C", "X")),
    _number("params_total_B", "总参数量（十亿）", "Parameters in total (billions)", (1e-6, 1e6)),
    _number("params_active_B", "激活参数量（十亿）", "Active parameters (billions)", (1e-6, 1e6), required=True),
    _number("tokens_B", "训练 token 数（十亿）", "Training tokens (billions)", (1e-6, 1e9)),
    _count("layers", "层数", "Layers", 2000),
    _count("hidden", "隐藏维度", "Hidden width", 262144),
    _count("seq_len", "序列长度", "Sequence length", 1e7),
    Column("gpu", Text("加速卡，如 A100-80GB", "Card, such as A100-80GB")),
    _count("n_gpu", "卡数", "Cards", 2e6),
    _number("peak_tflops_16bit_dense", "单卡稠密 16 位峰值（TFLOPS）", "Dense 16-bit peak per card (TFLOPS)", (0.1, 1e5)),
    Column("precision", Text("精度", "Precision")),
    Column("recompute", Text("重计算", "Recomputation"), False, ("none", "selective", "full", "partial", "unknown")),
    _number("tflops_per_gpu_reported", "所报每卡 TFLOPS", "Reported TFLOPS per card", (1e-3, 1e5)),
    Column("tflops_convention", Text("其口径", "counted for"), False, ("model", "hardware")),
    _number("mfu_reported", "所报 MFU（比值）", "Reported MFU (a share)", (1e-3, 1)),
    _number("hfu_reported", "所报 HFU（比值）", "Reported HFU (a share)", (1e-3, 1)),
    _number("tokens_per_s_per_gpu_reported", "所报每卡每秒 token 数", "Reported tokens per second and card", (1e-6, 1e9)),
    _number("reported_days", "所报天数", "Reported days", (1e-4, 36500)),
    _number("reported_gpu_hours", "所报卡时", "Reported card-hours", (1e-3, 1e12)),
    _number("reported_iter_s", "所报步时（秒）", "Reported seconds of a step", (1e-6, 1e6)),
    _number("tokens_per_iter", "每步 token 数", "Tokens of a step", (1, 1e10)),
    Column("parallelism", Text("并行布局，如 TP8xPP12xDP16", "Parallel layout, such as TP8xPP12xDP16")),
    Column("storage_checkpoint", Text("存储与检查点", "Storage and checkpoints")),
    Column("reliability_goodput", Text("可靠性，如 >90% effective", "Reliability, such as >90% effective")),
    Column("source", Text("来源", "Source")),
    Column("notes", Text("备注", "Notes")),
    _count("vocabulary", "词表", "Vocabulary", 1e7),
    _count("micro_batch", "微批次", "Micro-batch", 1e5),
    _count("interleave", "每段块数", "Chunks per stage", 1000),
    _number("network_gb_s", "每台服务器网络（GB/s）", "Network of a server (GB/s)", (0.1, 1e5)),
)  # fmt: skip
STEP_COLUMNS = (
    _number("params_billion", "参数量（十亿）", "Parameters (billions)", (1e-6, 1e6), required=True),
    _count("gpus", "卡数", "Cards", 2e6, required=True),
    _count("global_batch", "全局批次", "Global batch", 1e8, required=True),
    _count("micro_batch", "微批次", "Micro-batch", 1e5, required=True),
    _count("hidden_size", "隐藏维度", "Hidden width", 262144, required=True),
    _count("attention_heads", "注意力头数", "Attention heads", 4096, required=True),
    _count("layers", "层数", "Layers", 2000, required=True),
    _count("sequence_length", "序列长度", "Sequence length", 1e7, required=True),
    _count("tensor_parallel", "张量并行", "Tensor parallelism", 1024, required=True),
    _count("data_parallel", "数据并行", "Data parallelism", 2e6, required=True),
    _count("pipeline_parallel", "流水并行", "Pipeline parallelism", 2000, required=True),
    _number("iteration_ms", "步时（毫秒）", "Step time (ms)", (1e-3, 1e9), required=True),
)  # fmt: skip
PLACES = {
    "tensor": "tensor_parallel",
    "pipeline": "pipeline_parallel",
    "global_batch": "global_batch",
}
TOLD = (
    "reported_days", "reported_gpu_hours", "reported_iter_s", "tokens_per_s_per_gpu_reported",
    "tflops_per_gpu_reported", "mfu_reported", "hfu_reported",
)  # fmt: skip


def read_runs(text: str) -> tuple[dict[str, str], ...]:
    """Cells of a table of trainings with the columns of ``published_runs.csv``; raises RowsRefused with every fault."""
    rows, faults = _table(text, RUN_COLUMNS)
    seen: set[str] = set()
    for line, row in rows:
        faults += run_faults(line, row, seen)
        seen.add(row["id"])
    return taken(rows, faults)


def read_run(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of one training; raises RowsRefused with every fault, at line 0."""
    row = {column.name: str(cells.get(column.name, "")).strip() for column in RUN_COLUMNS}
    faults = [fault for column in RUN_COLUMNS if (fault := cell_fault(0, column, row[column.name]))]
    return taken([(0, row)], faults + run_faults(0, row, set()))[0]


def read_steps(text: str) -> tuple[dict[str, str], ...]:
    """Cells of a table of step times with the columns of ``step_times_a100.csv``; raises RowsRefused with every fault."""
    rows, faults = _table(text, STEP_COLUMNS)
    if not faults:
        faults = [fault for line, row in rows for fault in step_faults(line, row)]
    return taken(rows, faults)


def taken(
    rows: Sequence[tuple[int, dict[str, str]]], faults: Sequence[CellFault]
) -> tuple[dict[str, str], ...]:
    """The rows; raises RowsRefused where there are faults."""
    if faults:
        raise RowsRefused(sorted(faults, key=lambda fault: fault.line))
    return tuple(row for _, row in rows)


def _table(
    text: str, columns: Sequence[Column]
) -> tuple[list[tuple[int, dict[str, str]]], list[CellFault]]:
    """Rows with their lines, and what is wrong with heads and cells."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        lines = [
            (reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        return [], [CellFault(reader.line_num, "", str(error), CELLS_EXPECTED, "not_csv")]
    head = [name.strip() for name in lines[0][1]] if lines else []
    faults = _head_faults(head, columns)
    if not 1 <= len(lines) - 1 <= MOST_ROWS:
        faults.append(CellFault(HEAD, "", str(max(len(lines) - 1, 0)), ROWS_EXPECTED, "row_count"))
    if faults:
        return [], faults
    rows: list[tuple[int, dict[str, str]]] = []
    for line, cells in lines[1:]:
        if len(cells) > len(head):
            faults.append(CellFault(line, "", str(len(cells)), CELLS_EXPECTED, "too_many_cells"))
        given = dict(zip(head, (cell.strip() for cell in cells), strict=False))
        row = {column.name: given.get(column.name, "") for column in columns}
        faults += [
            found for column in columns if (found := cell_fault(line, column, row[column.name]))
        ]
        rows.append((line, row))
    return rows, faults


def _head_faults(head: Sequence[str], columns: Sequence[Column]) -> list[CellFault]:
    known = {column.name for column in columns}
    missing = [column.name for column in columns if column.required and column.name not in head]
    strange = [name for name in head if name not in known]
    return [
        *(CellFault(HEAD, name, "", COLUMN_EXPECTED, "missing") for name in missing),
        *(CellFault(HEAD, name[:60], name[:60], KNOWN_EXPECTED, "unknown") for name in strange),
    ]


def cell_fault(line: int, column: Column, text: str) -> CellFault | None:
    """What is wrong with a cell; None where it is good."""
    code = _objection(column, text)
    expected = NAME_EXPECTED if column.name == "id" else column.expected
    return CellFault(line, column.name, text[:60], expected, code) if code else None


def _objection(column: Column, text: str) -> str:
    """Why a cell will not do, as a code; empty if it will."""
    if not text:
        return "missing" if column.required else ""
    if column.choices:
        return "" if text in column.choices else "not_a_choice"
    if column.low is not None:
        return _not_a_number(column, text)
    if column.name == "id":
        return "" if NAME.fullmatch(text) else "not_a_name"
    return "not_a_text" if len(text) > LONGEST or text.startswith(UNSAFE) or "\x00" in text else ""


def _not_a_number(column: Column, text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return "not_a_number"
    if not isfinite(value):
        return "not_a_number"
    if not (column.low or 0.0) <= value <= column.high:
        return "out_of_range"
    return "not_whole" if column.integer and value != int(value) else ""


def run_faults(line: int, row: Mapping[str, str], seen: set[str]) -> list[CellFault]:
    """What is wrong with a training as a whole."""
    found = []
    if row["id"] in seen:
        found.append(CellFault(line, "id", row["id"], ONCE_EXPECTED, "twice"))
    if not any(row[name] for name in TOLD):
        found.append(CellFault(line, TOLD[0], "", TIME_EXPECTED, "missing"))
    return found


def step_faults(line: int, row: Mapping[str, str]) -> list[CellFault]:
    """What is wrong with a layout, of a row whose cells are good each."""
    measured: Measured = read_measured(row)
    found = []
    if int(float(row["gpus"])) != measured.layout.cards:
        found.append(CellFault(line, "gpus", row["gpus"], CARDS_EXPECTED, "not_the_product"))
    try:
        check(measured.model, measured.layout)
    except PlanError as error:
        for fault in error.faults:
            column = PLACES.get(fault.field, fault.field)
            found.append(CellFault(line, column, fault.found, fault.expected, fault.code))
    return found
