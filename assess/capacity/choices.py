"""How else the report's open points may be read: what can be chosen for each, and what is taken unless something is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite

from assess.capacity.faults import PlanFault
from indicators.records import Text

Check = Callable[[str], bool]
SHAPE = re.compile(r"(\d{1,4})x(\d{1,6})x(\d{1,7})")
KEPT = re.compile(r"(\d{1,3})\*(\d{1,4})\+(\d{1,4})(w?)")
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Option:
    """One way to read a point."""

    value: str
    name: Text


@dataclass(frozen=True)
class Choice:
    """An open point that changes numbers: its options, the first being the report's own reading.

    ``free`` tells what else may be written; ``expected`` says so in words.
    """

    code: str
    name: Text
    options: tuple[Option, ...]
    free: Check | None
    expected: Text

    @property
    def default(self) -> str:
        """The report's own reading."""
        return self.options[0].value

    def accepts(self, value: str) -> bool:
        """Whether this can be chosen."""
        known = any(option.value == value for option in self.options)
        return known or (self.free is not None and self.free(value))

    def named(self, value: str) -> Text:
        """What a value means, in words."""
        known = {option.value: option.name for option in self.options}
        return known.get(value, Text(value, value))


def _between(low: float, high: float) -> Check:
    """Whether a text is a number within limits."""

    def check(value: str) -> bool:
        try:
            number = float(value)
        except ValueError:
            return False
        return isfinite(number) and low <= number <= high

    return check


def _above_zero(pattern: re.Pattern[str], counted: int) -> Check:
    """Whether a text has the form, its first ``counted`` numbers above 0."""

    def check(value: str) -> bool:
        found = pattern.fullmatch(value)
        return found is not None and all(int(found[place]) > 0 for place in range(1, counted + 1))

    return check


def _choice(
    code: str, zh: str, en: str, options: tuple[tuple[str, str, str], ...],
    free: Check | None = None, more: Text | None = None,
) -> Choice:  # fmt: skip
    listed = ", ".join(value for value, _, _ in options)
    words = Text(
        f"{listed}{f'，或{more.zh}' if more else ''}",
        f"{listed}{f', or {more.en}' if more else ''}",
    )
    made = tuple(Option(value, Text(told_zh, told_en)) for value, told_zh, told_en in options)
    return Choice(code, Text(zh, en), made, free, words)


CHOICES = (
    _choice("A1", "NLP 训练数据", "NLP training data", (
        ("20N*4", "每参数 20 个 token，每 token 4 字节", "20 tokens per parameter, 4 bytes per token"),
        ("20N*2", "每参数 20 个 token，每 token 2 字节", "20 tokens per parameter, 2 bytes per token"),
        ("D*4", "按给定的 token 数，每 token 4 字节", "the tokens given, 4 bytes per token"),
        ("D*2", "按给定的 token 数，每 token 2 字节", "the tokens given, 2 bytes per token"),
    )),
    _choice("A2", "原始数据与训练数据之比", "Raw data over training data", (
        ("100", "NLP 100 倍，CV、ASR 50 倍", "100 times for NLP, 50 for CV and ASR"),
        ("50", "NLP 50 倍（保留 2%），CV、ASR 25 倍", "50 times for NLP (2 % retained), 25 for CV and ASR"),
        ("20", "NLP 20 倍（保留 5%），CV、ASR 10 倍", "20 times for NLP (5 % retained), 10 for CV and ASR"),
        ("10", "NLP 10 倍（保留 10%），CV、ASR 5 倍", "10 times for NLP (10 % retained), 5 for CV and ASR"),
    ), _between(1, 10000), Text("1 至 10000 的倍数", "a multiple from 1 to 10000")),
    _choice("A3", "CV、ASR 训练数据", "CV and ASR training data", (
        ("report", "随参数量增长，不设上限", "grows with the parameters without end"),
        ("capped", "只随参数量增长到 100 亿", "grows with the parameters up to 10^10 only"),
    )),
    _choice("A4", "检查点每参数字节数", "Checkpoint bytes per parameter", (
        ("20", "20 字节（附录，偏保守）", "20 bytes (appendix, conservative)"),
        ("18", "18 字节（Megatron 显存中的状态）", "18 bytes (Megatron's states in memory)"),
        ("16", "16 字节（ZeRO 的状态）", "16 bytes (ZeRO's states)"),
        ("14", "14 字节（BLOOM、Megatron-LM 实测）", "14 bytes (BLOOM, Megatron-LM as measured)"),
        ("12", "12 字节（报告正文：万亿参数约 12 TB）", "12 bytes (the report's text: about 12 TB for 10^12)"),
    ), _between(1, 64), Text("1 至 64 的字节数", "bytes from 1 to 64")),
    _choice("A5", "检查点保留", "Checkpoints kept", (
        ("10*24+50", "10 天 × 每天 24 份，另存档 50 份，均完整", "10 days of 24 a day, and 50 archived, all complete"),
        ("10*24+50w", "同上，存档只存权重（每参数 2 字节）", "the same, archived as weights only (2 bytes per parameter)"),
        ("3*24+50w", "3 天 × 每天 24 份，存档 50 份只存权重", "3 days of 24 a day, 50 archived as weights only"),
        ("10*6+50", "10 天 × 每天 6 份，另存档 50 份", "10 days of 6 a day, and 50 archived"),
    ), _above_zero(KEPT, 2), Text("天数*每天份数+存档份数，末尾加 w 表示只存权重", "DAYS*PER_DAY+ARCHIVED, ending in w for weights only")),
    _choice("A6", "算力利用率", "Utilisation", (
        ("HFU", "硬件算力利用率，含重计算", "of the hardware (HFU), recomputation counted"),
        ("MFU", "模型算力利用率，不含重计算（系数取 6）", "of the model (MFU), recomputation not counted (factor 6)"),
    )),
    _choice("A7", "重计算", "Recomputation", (
        ("8", "完全重计算，系数 8", "full, factor 8"),
        ("6", "不做重计算，系数 6", "none, factor 6"),
        ("6s", "选择性重计算：系数 6，注意力多算一次（须给出 A8 的结构）", "selective: factor 6, attention once more (needs the architecture of A8)"),
    )),
    _choice("A8", "注意力的计算量", "Operations of attention", (
        ("none", "不计", "left out"),
    ), _above_zero(SHAPE, 3), Text("层数x隐藏维度x序列长度，如 96x12288x2048", "LAYERSxWIDTHxSEQUENCE, such as 96x12288x2048")),
    _choice("A9", "混合专家模型的总参数量", "Total parameters of a mixture of experts", (
        ("same", "与所给参数量相同（稠密模型）", "as given (a dense model)"),
    ), _between(1e3, 1e16), Text("存储所用的总参数量，如 1.8e12", "the total that storage counts, such as 1.8e12")),
    _choice("A10", "所给的单卡峰值", "The card's peak as given", (
        ("dense", "稠密", "dense"),
        ("sparse", "含稀疏：减半", "with sparsity: halved"),
    )),
    _choice("A12", "有效训练时长占比", "Share of effective time", (
        ("1", "不计故障", "failures left out"),
        ("0.97", "0.97（ByteRobust，九千六百卡，三个月）", "0.97 (ByteRobust, 9,600 cards, three months)"),
        ("0.9", "0.9（Llama 3 405B）", "0.9 (Llama 3 405B)"),
    ), _between(0.1, 1), Text("0.1 至 1 的比值", "a share from 0.1 to 1")),
    _choice("A14", "存储带宽", "Storage bandwidth", (
        ("2P", "每 PFLOPS 2 GB/s", "2 GB/s per PFLOPS"),
        ("needs", "训练自身所需：写检查点空转不到 1%、15 分钟内恢复、读数据，取最大", "what the training itself needs: checkpoints with under 1 % idle, restored within 15 minutes, data read; the largest"),
    )),
    _choice("A15", "存储规则中的算力", "Compute in the storage rules", (
        ("installed", "装机的峰值", "installed peak"),
        ("delivered", "实得：峰值 × 利用率", "delivered: peak times utilisation"),
    )),
    _choice("A18", "存储的带内管理", "In-band management of the storage", (
        ("shared", "与设备管理共用管理面端口", "on the port of the management plane that manages the device"),
        ("own", "管理面另设一个 GE 端口", "on another GE port of the management plane"),
        ("business", "走业务面，每存储节点 2*25GE", "on the business plane, 2 x 25GE per storage node"),
    )),
    _choice("A19", "存储的取整", "Rounding of storage", (
        ("exact", "不取整", "not rounded"),
        ("up", "向上取整", "rounded up"),
    )),
    _choice("A22", "训练时长", "Training time", (
        ("compute", "计算时间", "time of computing"),
        ("calendar", "日历时间：计算时间 = 日历时间 × A12", "calendar time: computing takes A12 of it"),
    )),
)  # fmt: skip
CHOICE_BY_CODE = {choice.code: choice for choice in CHOICES}
KNOWN = Text("可选的编号：" + "、".join(CHOICE_BY_CODE), "one of " + ", ".join(CHOICE_BY_CODE))
MAPPING = Text('编号与所选，如 {"A4": "14"}', 'codes with what is chosen, such as {"A4": "14"}')
SELECTIVE = Text("选择 6s 时须在 A8 给出结构", "with 6s the architecture is needed in A8")
TOTAL = Text("不小于激活参数量", "not below the active parameters")


def read_choices(raw: object, params: float | None) -> tuple[dict[str, str], list[PlanFault]]:
    """What was chosen where that is not the default, and everything that is wrong with it."""
    if raw is None or raw == "":
        return {}, []
    if not isinstance(raw, Mapping):
        return {}, [PlanFault("choices", _shown(raw), MAPPING, "not_a_list")]
    texts = {
        str(code): str(value).strip() for code, value in raw.items() if value not in (None, "")
    }
    faults = [fault for code, value in texts.items() if (fault := _fault(code, value))]
    if not faults:
        faults = _contradictions(texts, params)
    changed = {
        choice.code: texts[choice.code]
        for choice in CHOICES
        if texts.get(choice.code, choice.default) != choice.default
    }
    return ({}, faults) if faults else (changed, [])


def _fault(code: str, value: str) -> PlanFault | None:
    choice = CHOICE_BY_CODE.get(code)
    if choice is None:
        return PlanFault(f"choices.{_shown(code)}", _shown(value), KNOWN, "unknown")
    if choice.accepts(value):
        return None
    return PlanFault(f"choices.{code}", _shown(value), choice.expected, "not_a_choice")


def _contradictions(texts: Mapping[str, str], params: float | None) -> list[PlanFault]:
    """Choices that do not go together."""
    found = []
    if texts.get("A7") == "6s" and texts.get("A8", "none") == "none":
        found.append(PlanFault("choices.A7", "6s", SELECTIVE, "missing"))
    total = texts.get("A9", "same")
    if total != "same" and params is not None and float(total) < params:
        found.append(PlanFault("choices.A9", total, TOTAL, "out_of_range"))
    return found


def _shown(value: object) -> str:
    return str(value)[:LONGEST_SHOWN]
