"""The inputs of an engineering plan: unit, range, default with its source, and whether "unknown" is an answer."""

from dataclasses import dataclass
from typing import Literal

from indicators.records import Text

Group = Literal[
    "goal", "model", "training", "machine", "operation", "data", "network", "site", "cost"
]

GOALS = ("params", "tokens", "days", "cards")
"""Of these any three give the fourth."""

OURS = Text("算衡的默认值", "SuanHeng's default")
REPORT = Text("报告附录", "report, appendix")
LLAMA3 = Text("Llama 3（arXiv:2407.21783）", "Llama 3 (arXiv:2407.21783)")
DGX = Text("NVIDIA DGX H100 数据手册", "NVIDIA DGX H100 data sheet")
CATALOGUE = Text("加速卡目录", "accelerator catalogue")
PLAIN = Text("由参数量按 GPT-3 的比例推得", "derived from the parameters in GPT-3's proportions")
SEARCHED = Text("由布局搜索得出", "from the search of parallel layouts")
NO_OTHER = Text("不存其他此类模型", "no other model of this kind is stored")
ONE = Text("给出参数量时为 1", "1 where its parameters are given")
NOT_COUNTED = Text("不计", "not counted")
FEWEST = Text("能连接全部端口的最少层数", "the fewest that join all ports")
MISSING = Text("列为缺项，不作猜测", "stated as missing, never guessed")
AMAZON = Text(
    "Amazon 2024 年 10-K：部分服务器与网络设备按五年折旧",
    "Amazon's 10-K for 2024: five years for part of its servers and networks",
)


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


def _beside(kind: str, zh: str, en: str) -> tuple[PlanField, ...]:
    """Parameters and number of other models of a kind."""
    params, count = (
        Text(f"其他{zh}模型的参数量", f"Parameters of other {en} models"),
        Text(f"其他{zh}模型的个数", f"Number of other {en} models"),
    )
    return (
        PlanField(f"{kind}_params", "data", params, "parameter", 1e3, 1e16, None, NO_OTHER),
        PlanField(f"{kind}_models", "data", count, "count", 1, 1e4, None, ONE, integer=True),
    )


def _price(name: str, zh: str, en: str) -> PlanField:
    return PlanField(name, "cost", Text(zh, en), "price", 0, 1e12, None, MISSING)


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
    PlanField("dataset_tb", "data", Text("本次训练的训练数据", "Training data of this training"), "TB", 1e-6, 1e9, None, Text("语言按 token 数，其余按报告附录公式", "from the tokens for language, else by the appendix's formula")),
    PlanField("text_raw_times", "data", Text("原始文本与训练文本之比", "Raw text over training text"), "ratio", 1, 1e4, 100, REPORT),
    PlanField("media_raw_times", "data", Text("原始图像、音频、视频与训练所用之比", "Raw images, sound, video over those trained on"), "ratio", 1, 1e4, 50, REPORT),
    PlanField("retention_days", "data", Text("检查点保留天数", "Days that checkpoints are kept"), "d", 0, 3650, 10, REPORT),
    PlanField("kept_per_day", "data", Text("每天保留的检查点数", "Checkpoints kept of a day"), "count", 0, 1440, 24, REPORT),
    PlanField("archived", "data", Text("存档的检查点份数", "Checkpoints archived"), "count", 0, 1e5, 50, REPORT),
    PlanField("archive_bytes", "data", Text("存档检查点每参数字节数", "Bytes per parameter of an archived checkpoint"), "B", 1, 64, None, Text("与检查点相同（只存权重为 2）", "as of a checkpoint (2 for weights alone)")),
    PlanField("metadata_share", "data", Text("元数据占比", "Metadata over data"), "ratio", 0, 1, 0.05, REPORT),
    PlanField("fill_level", "data", Text("存储水位", "Fill level of the storage"), "ratio", 0.1, 1, 0.7, REPORT),
    PlanField("read_share", "data", Text("训练数据须从存储读取的比例", "Share of the training data read from the storage"), "ratio", 0, 1, 1, Text("全部读取一次（报告 2.2：GPT-3 约三成）", "all of it once (about 30 % for GPT-3, report, 2)")),
    PlanField("storage_nodes", "data", Text("存储节点数", "Storage nodes"), "count", 1, 1e5, None, Text("按所需带宽求得", "from the bandwidth that is asked for"), integer=True),
    PlanField("node_share", "data", Text("存储节点可达线速的比例", "Share of line rate that a storage node reaches"), "ratio", 0.05, 1, 1, Text("线速；0.8 较稳妥", "line rate; 0.8 is prudent")),
    *_beside("nlp", "语言", "language"),
    *_beside("cv", "视觉", "vision"),
    *_beside("asr", "语音", "speech"),
    *_beside("multimodal", "多模态", "multimodal"),
    PlanField("images", "data", Text("多模态数据集：图像数", "Multimodal data set: images"), "count", 0, 1e13, None, NOT_COUNTED),
    PlanField("image_kb", "data", Text("多模态数据集：每张图像", "Multimodal data set: an image"), "kB", 0.1, 1e6, 100, Text("约为 ImageNet 训练图像的平均大小", "about the mean training image of ImageNet")),
    PlanField("audio_hours", "data", Text("多模态数据集：音频时长", "Multimodal data set: hours of sound"), "h", 0, 1e12, None, NOT_COUNTED),
    PlanField("audio_mb_h", "data", Text("多模态数据集：每小时音频", "Multimodal data set: an hour of sound"), "MB", 0.1, 1e6, 115.2, Text("16 kHz、16 位、单声道", "16 kHz, 16 bits, one channel")),
    PlanField("video_hours", "data", Text("多模态数据集：视频时长", "Multimodal data set: hours of video"), "h", 0, 1e12, None, NOT_COUNTED),
    PlanField("video_gb_h", "data", Text("多模态数据集：每小时视频", "Multimodal data set: an hour of video"), "GB", 1e-3, 1e5, None, MISSING),
    PlanField("switch_ports", "network", Text("参数面交换机端口数", "Ports of a switch of the parameter plane"), "count", 4, 1024, 64, Text("64 口 400G 交换机", "switches of 64 ports"), integer=True),
    PlanField("oversubscription", "network", Text("参数面收敛比", "Oversubscription of the parameter plane"), "ratio", 1, 32, 1, REPORT),
    PlanField("rails", "network", Text("参数面按轨道组网", "Parameter plane by rails"), "yes", 0, 1, 0, OURS, integer=True),
    PlanField("tiers", "network", Text("参数面层数", "Tiers of the parameter plane"), "count", 2, 3, None, FEWEST, integer=True),
    PlanField("optical_hosts", "network", Text("服务器侧用光模块", "Optics towards the servers"), "yes", 0, 1, 0, Text("机柜内用铜缆", "copper inside the rack"), integer=True),
    PlanField("spares_connected", "network", Text("备机接入各平面", "Spare servers are connected"), "yes", 0, 1, 1, OURS, integer=True),
    PlanField("sample_ports", "network", Text("样本面端口（每服务器、每存储节点）", "Sample plane: ports per server and storage node"), "count", 1, 32, 2, REPORT, integer=True),
    PlanField("sample_gbit_s", "network", Text("样本面端口速率", "Sample plane: port"), "Gb/s", 1, 1600, 100, REPORT),
    PlanField("sample_switch_ports", "network", Text("样本面交换机端口数", "Sample plane: ports of a switch"), "count", 4, 1024, 64, Text("64 口 100G 交换机", "switches of 64 ports of 100GE"), integer=True),
    PlanField("sample_oversubscription", "network", Text("样本面收敛比", "Sample plane: oversubscription"), "ratio", 1, 32, 1, OURS),
    PlanField("sample_tiers", "network", Text("样本面层数", "Sample plane: tiers"), "count", 2, 3, None, FEWEST, integer=True),
    PlanField("business_ports", "network", Text("业务面端口（每服务器）", "Business plane: ports per server"), "count", 1, 32, 2, REPORT, integer=True),
    PlanField("business_gbit_s", "network", Text("业务面端口速率", "Business plane: port"), "Gb/s", 1, 400, 25, REPORT),
    PlanField("business_leaf_ports", "network", Text("业务面接入交换机下行口", "Business plane: host ports of an access switch"), "count", 4, 512, 48, Text("48 口 25G 接入交换机，上行 100G", "access switches of 48 ports of 25GE, uplinks of 100GE"), integer=True),
    PlanField("business_oversubscription", "network", Text("业务面收敛比", "Business plane: oversubscription"), "ratio", 1, 64, 1.5, Text("48 个 25G 下行、8 个 100G 上行", "48 × 25GE down, 8 × 100GE up")),
    PlanField("management_leaf_ports", "network", Text("管理面接入交换机下行口", "Management plane: host ports of an access switch"), "count", 4, 512, 48, Text("48 口 GE 接入交换机，上行 10G", "access switches of 48 ports of GE, uplinks of 10GE"), integer=True),
    PlanField("management_oversubscription", "network", Text("管理面收敛比", "Management plane: oversubscription"), "ratio", 1, 64, 1.2, Text("48 个 GE 下行、4 个 10G 上行", "48 × GE down, 4 × 10GE up")),
    PlanField("other_devices", "network", Text("管理面其他设备（运维服务器、防火墙、配电）", "Other managed devices (operations servers, firewalls, power)"), "count", 0, 1e5, 0, NOT_COUNTED, integer=True),
    PlanField("server_kw", "site", Text("每台服务器功率", "Power of a server"), "kW", 0.1, 1000, 10.2, DGX),
    PlanField("others_share", "site", Text("存储与网络功率占比", "Storage and network over servers' power"), "ratio", 0, 2, 0.1, OURS),
    PlanField("pue", "site", Text("PUE", "PUE"), "ratio", 1, 3, 1.25, Text("枢纽节点政策值", "policy figure for hub nodes")),
    PlanField("price_per_card_hour", "cost", Text("租用：每卡时价格", "Rented: price per card-hour"), "price", 0, 1e6, 0, Text("不计租用费用", "no cost of renting is computed")),
    _price("server_price", "购置：一台服务器（含卡）", "Bought: a server with its cards"),
    _price("card_price", "购置：一块卡（服务器价格未知时）", "Bought: a card (where the server's price is unknown)"),
    _price("switch_price", "购置：一台参数面交换机", "Bought: a switch of the parameter plane"),
    _price("sample_switch_price", "购置：一台样本面交换机", "Bought: a switch of the sample plane"),
    _price("business_switch_price", "购置：一台业务面交换机", "Bought: a switch of the business plane"),
    _price("management_switch_price", "购置：一台管理面交换机", "Bought: a switch of the management plane"),
    _price("optic_price", "购置：一个光模块", "Bought: an optical module"),
    _price("cable_price", "购置：一根线缆（含安装）", "Bought: a cable, laid"),
    _price("storage_price_tb", "购置：每 TB 存储", "Bought: a TB of storage"),
    _price("price_per_kwh", "电价（每 kWh）", "Price of a kWh"),
    PlanField("upkeep_share", "cost", Text("每年维保占购置的比例", "Upkeep per year over the purchase"), "ratio", 0, 1, None, MISSING),
    _price("operation_per_year", "每年运营费用（人员、机房、许可）", "Operation per year (staff, rooms, licences)"),
    PlanField("years", "cost", Text("折旧年限（年）", "Years until written off"), "count", 0.5, 30, 5, AMAZON),
    PlanField("busy_share", "cost", Text("全年用于训练的时间占比", "Share of the year that it trains"), "ratio", 0.01, 1, 1, OURS),
)  # fmt: skip
FIELD_BY_NAME = {field.name: field for field in FIELDS}
SHARDINGS = ("none", "optimizer", "zero1", "zero2", "zero3")
