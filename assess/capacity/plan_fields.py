"""The inputs of an engineering plan: unit, range, default with its source, and whether "unknown" is an answer."""

from dataclasses import dataclass
from typing import Literal

from indicators.records import Text

Group = Literal["goal", "model", "training", "machine", "operation", "site"]

GOALS = ("params", "tokens", "days", "cards")
"""Of these any three give the fourth."""

OURS = Text("算衡的默认值", "SuanHeng's default")
REPORT = Text("报告附录", "report, appendix")
LLAMA3 = Text("Llama 3（arXiv:2407.21783）", "Llama 3 (arXiv:2407.21783)")
DGX = Text("NVIDIA DGX H100 数据手册", "NVIDIA DGX H100 data sheet")
CATALOGUE = Text("加速卡目录", "accelerator catalogue")
PLAIN = Text("由参数量按 GPT-3 的比例推得", "derived from the parameters in GPT-3's proportions")
SEARCHED = Text("由布局搜索得出", "from the search of parallel layouts")


@dataclass(frozen=True)
class PlanField:
    """One input. ``unit`` is canonical; ``default`` None means that nothing is assumed.

    unknown: empty is an answer: the default is taken, or the planner works it out (``source`` says how).
    """

    name: str
    group: Group
    label: Text
    unit: str
    low: float
    high: float
    default: float | None
    source: Text
    help: Text | None = None
    integer: bool = False
    unknown: bool = True


def _goal(name: str, zh: str, en: str, unit: str, limits: tuple[float, float]) -> PlanField:
    low, high = limits
    whole = name == "cards"
    text = Text("四者知三可求第四", "any three of the four give the fourth")
    return PlanField(name, "goal", Text(zh, en), unit, low, high, None, text, integer=whole)


def _count(name: str, group: Group, label: Text, high: float, source: Text) -> PlanField:
    return PlanField(name, group, label, "count", 1, high, None, source, integer=True)


FIELDS: tuple[PlanField, ...] = (
    _goal("params", "参数量", "Parameters", "parameter", (1e6, 1e15)),
    _goal("tokens", "训练 token 数", "Training tokens", "token", (1e6, 1e17)),
    _goal("days", "工期（日历天数）", "Calendar days", "d", (1e-2, 36500)),
    _goal("cards", "加速卡数", "Cards", "card", (1, 2e6)),
    _count("layers", "model", Text("层数", "Layers"), 2000, PLAIN),
    _count("hidden", "model", Text("隐藏维度", "Hidden width"), 262144, PLAIN),
    _count("heads", "model", Text("注意力头数", "Attention heads"), 4096, PLAIN),
    _count("kv_heads", "model", Text("键值头数", "Key-value heads"), 4096, Text("同注意力头数", "as many as heads")),
    _count("head_width", "model", Text("每头维度", "Head width"), 4096, Text("隐藏维度除以头数", "hidden width over heads")),
    _count("feed_forward", "model", Text("前馈维度", "Feed-forward width"), 1e6, Text("隐藏维度的 4 倍", "4 times the hidden width")),
    PlanField("vocabulary", "model", Text("词表", "Vocabulary"), "count", 256, 1e7, 51200, Text("Megatron-LM 的 GPT 词表", "GPT vocabulary of Megatron-LM"), integer=True),
    PlanField("sequence", "model", Text("序列长度", "Sequence length"), "token", 1, 1e7, 4096, OURS, integer=True),
    PlanField("gated", "model", Text("门控前馈（SwiGLU）", "Gated feed-forward (SwiGLU)"), "yes", 0, 1, 0, OURS, integer=True),
    PlanField("tied", "model", Text("输入输出嵌入共用", "Tied embeddings"), "yes", 0, 1, 1, OURS, integer=True),
    _count("attention_params", "model", Text("每层注意力参数量", "Attention parameters per layer"), 1e12, Text("四个普通矩阵", "four plain matrices")),
    _count("kv_width", "model", Text("每层每 token 缓存的数", "Cached numbers per token and layer"), 1e6, Text("键与值", "keys and values")),
    _count("experts", "model", Text("每层专家数", "Experts per layer"), 4096, Text("无：稠密模型", "none: a dense model")),
    _count("experts_chosen", "model", Text("每 token 激活的专家数", "Experts per token"), 4096, Text("无：稠密模型", "none: a dense model")),
    _count("expert_width", "model", Text("专家的前馈维度", "Feed-forward width of an expert"), 1e6, Text("无：稠密模型", "none: a dense model")),
    PlanField("experts_shared", "model", Text("共享专家数", "Shared experts"), "count", 0, 4096, 0, OURS, integer=True),
    PlanField("dense_layers", "model", Text("无专家的层数", "Layers without experts"), "count", 0, 2000, 0, OURS, integer=True),
    PlanField("batch_tokens", "training", Text("每步 token 数", "Tokens per step"), "token", 1, 1e10, None, Text("至少 4 M（GPT-3、BLOOM），每卡至少 1,024（Llama 3）", "at least 4 M (GPT-3, BLOOM), at least 1,024 per card (Llama 3)")),
    PlanField("mfu", "training", Text("模型算力利用率 MFU", "Model utilisation (MFU)"), "ratio", 0.001, 1, None, SEARCHED),
    PlanField("bytes_per_token", "training", Text("每 token 字节数", "Bytes per token"), "B", 1, 1e6, 4, REPORT),
    PlanField("per_parameter", "training", Text("每参数 token 数（求参数量时）", "Tokens per parameter (when parameters are sought)"), "ratio", 0, 1e5, 0, Text("不随参数量变化", "does not follow the parameters")),
    PlanField("peak_tflops", "machine", Text("单卡稠密 16 位峰值", "Dense 16-bit peak per card"), "TFLOPS", 1, 1e5, None, CATALOGUE, unknown=False),
    PlanField("memory_gb", "machine", Text("单卡显存", "Memory per card"), "GB", 1, 1e5, None, CATALOGUE, unknown=False),
    PlanField("memory_gb_s", "machine", Text("显存带宽", "Memory bandwidth"), "GB/s", 10, 1e6, None, CATALOGUE, unknown=False),
    PlanField("link_gb_s", "machine", Text("卡间互联（双向合计）", "Link between cards (both directions)"), "GB/s", 1, 1e5, 64, Text("PCIe 4 x16", "PCIe 4 x16")),
    PlanField("cards_per_server", "machine", Text("每台服务器的卡数", "Cards per server"), "card", 1, 1024, 8, OURS, integer=True),
    PlanField("port_gbit_s", "machine", Text("每卡网口", "Network port per card"), "Gb/s", 1, 1e4, 200, REPORT),
    PlanField("matmul_share", "machine", Text("矩阵乘可达峰值的比例", "Share of the peak that matrix products reach"), "ratio", 0.05, 1, 0.8, Text("实测最大矩阵乘表（stas00/ml-engineering）", "table of measured matrix products (stas00/ml-engineering)")),
    PlanField("failure_rate", "operation", Text("故障率", "Failure rate"), "failures per 1000 node-days", 0, 1000, 3.79, LLAMA3),
    PlanField("restart_s", "operation", Text("恢复用时（含发现）", "Restart time, detection included"), "s", 0, 1e6, 900, Text("MegaScale：不超过 15 分钟", "MegaScale: within 15 minutes")),
    PlanField("blocking_s", "operation", Text("保存检查点的停顿", "Pause for a checkpoint"), "s", 0.01, 1e5, 30, OURS),
    PlanField("checkpoint_bytes", "operation", Text("检查点每参数字节数", "Checkpoint bytes per parameter"), "B", 1, 64, 14, Text("BLOOM、Megatron-LM（报告附录为 20）", "BLOOM, Megatron-LM (20 in the report's appendix)")),
    PlanField("repair_days", "operation", Text("修复一台服务器", "Repair of a server"), "d", 0, 365, 3, OURS),
    PlanField("certainty", "operation", Text("备机充足的把握", "Certainty of a spare"), "ratio", 0.5, 0.9999, 0.99, OURS),
    PlanField("switch_ports", "site", Text("交换机端口数", "Ports of a switch"), "count", 4, 1024, 64, Text("64 口 400G 交换机", "switches of 64 ports"), integer=True),
    PlanField("oversubscription", "site", Text("参数面收敛比", "Oversubscription of the parameter plane"), "ratio", 1, 32, 1, REPORT),
    PlanField("rails", "site", Text("按轨道组网", "Rail-optimised"), "yes", 0, 1, 0, OURS, integer=True),
    PlanField("server_kw", "site", Text("每台服务器功率", "Power of a server"), "kW", 0.1, 1000, 10.2, DGX),
    PlanField("others_share", "site", Text("存储与网络功率占比", "Storage and network over servers' power"), "ratio", 0, 2, 0.1, OURS),
    PlanField("pue", "site", Text("PUE", "PUE"), "ratio", 1, 3, 1.25, Text("枢纽节点政策值", "policy figure for hub nodes")),
    PlanField("price_per_card_hour", "site", Text("每卡时价格", "Price per card-hour"), "price", 0, 1e6, 0, Text("不计费用", "no cost is computed")),
)  # fmt: skip
FIELD_BY_NAME = {field.name: field for field in FIELDS}
SHARDINGS = ("none", "optimizer", "zero1", "zero2", "zero3")
