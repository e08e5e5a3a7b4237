"""What the report's appendix leaves open or gets wrong, and how this planner reads it: A1 to A22."""

from dataclasses import dataclass, replace

from assess.capacity.choices import CHOICE_BY_CODE
from assess.capacity.inputs import PlanInput
from indicators.records import Text


@dataclass(frozen=True)
class Assumption:
    """An open point of the source: what it is, and the reading chosen; ``fixed``: why there is nothing to choose."""

    code: str
    issue: Text
    reading: Text
    fixed: Text | None = None


CATALOGUE = (
    Assumption(
        "A1",
        Text("“参数量*20*4”没有单位", "“parameters*20*4” has no unit"),
        Text(
            "按字节计：每参数 20 个 token，每 token 4 字节；表格不随给定的 token 数变化",
            "Bytes: 20 tokens per parameter, 4 bytes per token; the table does not follow the token count given",
        ),
    ),
    Assumption(
        "A2",
        Text("“单个训练数据*100”（或 *50）指什么未说明", "“single training data*100” (or *50): of what is not said"),
        Text(
            "原始数据为该模型训练数据字节数的 100 倍（CV、ASR 为 50 倍）",
            "Raw data is 100 times (CV, ASR: 50 times) the training bytes of that model",
        ),
    ),
    Assumption(
        "A3",
        Text(
            "CV、ASR 每参数 2*10⁵、10⁵ 没有单位，模型大时结果不合常理",
            "CV and ASR: 2*10⁵ and 10⁵ per parameter have no unit and run away for large models",
        ),
        Text(
            "按每参数字节数计；只宜用于约 1 亿至 100 亿参数的模型",
            "Bytes per parameter; fit for models of about 10⁸ to 10¹⁰ parameters only",
        ),
    ),
    Assumption(
        "A4",
        Text(
            "检查点在附录为每参数 20 字节，正文万亿模型约 12 TB 即 12 字节",
            "Checkpoints take 20 bytes per parameter here, 12 in the report's text (about 12 TB for 10¹²)",
        ),
        Text(
            "按附录的 20 字节（偏保守；实际常见 14 字节）",
            "20 bytes as in the appendix (conservative; 14 is common in practice)",
        ),
    ),
    Assumption(
        "A5",
        Text(
            "保留 10 天、每天 24 份，另存档 50 份，均为完整检查点",
            "10 days of 24 checkpoints and 50 archived ones are kept, all complete",
        ),
        Text("照附录计算，不做抽稀", "As in the appendix, without thinning"),
    ),
    Assumption(
        "A6",
        Text("“算力利用率 40%”是 HFU 还是 MFU 未说明", "Whether the 40 % utilisation is HFU or MFU is not said"),
        Text(
            "系数 8 已含重计算，故取硬件算力利用率 HFU（40% 的 HFU 相当于 30% 的 MFU）",
            "HFU, since the factor 8 counts recomputation (40 % HFU equals 30 % MFU)",
        ),
    ),
    Assumption(
        "A7",
        Text("系数 8 总是假定完全重计算", "The factor 8 always assumes full recomputation"),
        Text(
            "照附录取 8；不做重计算的训练为 6，所需算力少四分之一",
            "8 as in the appendix; training without recomputation has 6 and needs a quarter less",
        ),
    ),
    Assumption(
        "A8",
        Text("未计注意力与词表的计算量", "Operations of attention and vocabulary are left out"),
        Text("照附录不计；大模型约低 2%", "Left out as in the appendix; about 2 % too low for large models"),
    ),
    Assumption(
        "A9",
        Text("混合专家模型的“参数量”指激活还是全部未说明", "Active or total parameters of a mixture of experts is not said"),
        Text(
            "计算用激活参数；存储表用全部参数，须另列模型",
            "Active ones for compute; total ones for the storage table, to be listed as a stored model",
        ),
    ),
    Assumption(
        "A10",
        Text("单卡算力是稠密还是稀疏、何种精度未说明", "Dense or sparse and the precision of the card's peak is not said"),
        Text("16 位稠密峰值；不要填稀疏值", "Dense 16-bit peak; do not enter a figure with sparsity"),
    ),
    Assumption(
        "A11",
        Text(
            "第一章的“可用度”30%~55% 实为模型算力利用率",
            "“Availability” of 30 to 55 % in chapter 1 is in fact model FLOPs utilisation",
        ),
        Text("不与算力利用率相乘", "Never multiplied with the utilisation"),
        Text(
            "原文引用的论文写的就是算力利用率；若当作可用时间，即 A12 的有效训练时长占比，请在 A12 选择",
            "The papers that are cited say utilisation; taken as time it would be A12's share of effective time, which is chosen there",
        ),
    ),
    Assumption(
        "A12",
        Text("未计故障损失与备用机", "Failures and spare machines are left out"),
        Text(
            "照附录不计；真实工期还要除以有效训练时长占比",
            "Left out as in the appendix; real time is this divided by the share of effective training time",
        ),
    ),
    Assumption(
        "A13",
        Text(
            "“99.99% 的一万次方为 36.7%”实为 36.79%，且无时间单位",
            "“99.99 % to the power of 10 000 is 36.7 %” is 36.79 %, and has no time unit",
        ),
        Text("改用故障率乘时间", "A failure rate times a time is used instead"),
        Text(
            "属印刷与表述错误，附录公式没有用到；故障的影响在 A12 选择，工程模式按故障率计算",
            "An error in print that no formula of the appendix uses; what failures cost is chosen in A12, and computed from a rate in engineering mode",
        ),
    ),
    Assumption(
        "A14",
        Text(
            "每 PFLOPS 2 GB/s 是读还是写、峰值还是持续未说明",
            "2 GB/s per PFLOPS: read or write, peak or sustained, is not said",
        ),
        Text(
            "作总读带宽的峰值上限参考；是公开集群实际值的 2 至 34 倍",
            "An upper guideline for aggregate peak read; 2 to 34 times what published clusters ran on",
        ),
    ),
    Assumption(
        "A15",
        Text("存储规则中的算力是装机还是实得未说明", "Installed or delivered compute in the storage rules is not said"),
        Text("装机的 16 位稠密峰值", "Installed dense 16-bit peak"),
    ),
    Assumption(
        "A16",
        Text("正文把纵向扩展与横向扩展写反", "The report's text swaps scale-up and scale-out"),
        Text(
            "机内高速互联（纵向）承载张量并行；参数面（横向）承载数据与流水并行",
            "Scale-up links carry tensor parallelism; the parameter plane (scale-out) carries data and pipeline parallelism",
        ),
        Text(
            "属表述错误，名称写反不改变附录的任何公式；反着读没有可行的网络",
            "An error in the text: swapped names change no formula of the appendix, and read as printed there is no such network",
        ),
    ),
    Assumption(
        "A17",
        Text(
            "专家并行在正文归机内、在附录归参数面",
            "Expert parallelism is inside the server in the text, on the parameter plane in the appendix",
        ),
        Text("照附录归参数面", "On the parameter plane as in the appendix"),
        Text(
            "参数面端口按卡数规划，专家并行放在哪里都一样多；工程模式由布局搜索计算专家并行的通信",
            "The parameter plane has a port for each card wherever experts are; engineering mode finds their place and traffic by the search of layouts",
        ),
    ),
    Assumption(
        "A18",
        Text("样本面、数据面、存储面名称不一", "Sample, data and storage plane are used for one another"),
        Text(
            "四个平面；样本面即存储的前端，带内管理走管理面 GE",
            "Four planes; the sample plane is the front of the storage, in-band management uses GE of the management plane",
        ),
    ),
    Assumption(
        "A19",
        Text("卡数向上取整，存储却向下取整", "Cards are rounded up, storage is rounded down"),
        Text(
            "卡与服务器一律向上取整，其余给出未取整的值",
            "Cards and servers are rounded up, everything else is given unrounded",
        ),
    ),
    Assumption(
        "A20",
        Text("“LLaMA3-70B 至少 6 张 V100”与显存不符", "“LLaMA3-70B needs at least 6 V100” does not follow from memory"),
        Text("推理不在附录公式之内", "Inference is outside the appendix's formulas"),
        Text(
            "附录没有推理公式；16 位权重 141.1 GB，每张 V100 为 32 GiB，按显存需 5 张，张量并行须整除注意力头，取 8 张",
            "The appendix has no formula for it; 141.1 GB of 16-bit weights take 5 V100 of 32 GiB by memory, and 8 as tensor parallelism must divide the heads",
        ),
    ),
    Assumption(
        "A21",
        Text(
            "附录算式以 10⁹ 为单位，结果是 TFLOPS，却标 PFLOPS",
            "The printed expression is in units of 10⁹ and yields TFLOPS, yet is labelled PFLOPS",
        ),
        Text("全部按国际单位计算后换算", "Computed in plain units throughout, then converted"),
        Text(
            "属印刷错误：照字面是 2,835,648 PFLOPS，为报告自身结果的一千倍",
            "An error in print: taken literally it is 2,835,648 PFLOPS, a thousand times the report's own result",
        ),
    ),
    Assumption(
        "A22",
        Text("“训练时长”是日历时间还是计算时间未说明", "Whether the training time is calendar or compute time is not said"),
        Text("照附录视为计算时间", "Compute time, as the appendix uses it"),
    ),
)  # fmt: skip

ELSEWHERE = frozenset({"A11", "A13", "A20"})
"""Oddities of the report's text that no appendix formula touches."""


def applying(plan: PlanInput) -> tuple[Assumption, ...]:
    """The assumptions that a plan rests on, each as the plan reads it; A3 only where CV or ASR models are stored.

    Source: docs/planner.md.
    """
    images_or_speech = any(item.kind != "nlp" for item in plan.stored())
    left_out = ELSEWHERE if images_or_speech else ELSEWHERE | {"A3"}
    return tuple(_read(item, plan) for item in CATALOGUE if item.code not in left_out)


def _read(item: Assumption, plan: PlanInput) -> Assumption:
    """The assumption with the reading that was chosen for it, if any was."""
    chosen = plan.choices.get(item.code)
    return (
        item if chosen is None else replace(item, reading=CHOICE_BY_CODE[item.code].named(chosen))
    )
