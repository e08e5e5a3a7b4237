"""Trainings to start from, as somebody would type them, with their sources."""

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.records import Text


@dataclass(frozen=True)
class Preset:
    """A training that is known: its order as typed, and where each figure comes from."""

    code: str
    name: Text
    source: Text
    order: Mapping[str, str]


PRESETS: tuple[Preset, ...] = (
    Preset(
        "report",
        Text("报告附录示例", "The report's example"),
        Text(
            "中国信通院报告附录（一）：175B、3500B token、50 天、单卡 300 TFLOPS；利用率 40% 按 HFU，即 MFU 30%。显存与互联取 A100 SXM。",
            "CAICT's report, appendix (1): 175B, 3500B tokens, 50 days, 300 TFLOPS a card; its 40 % taken as HFU, that is MFU 30 %. Memory and link of the A100 SXM.",
        ),
        {"params": "175B", "tokens": "3500B", "days": "50", "card": "a100-sxm-80", "peak_tflops": "300", "mfu": "30%", "server_kw": "6.5"},
    ),
    Preset(
        "gpt3",
        Text("GPT-3 175B（A100）", "GPT-3 175B (on A100)"),
        Text(
            "结构与 300B token、每步 3.2M token：arXiv:2005.14165 表 2.1、2.2；1,024 块 A100 取自 arXiv:2104.04473 第 5.1 节（那里预计 34 天）。",
            "Architecture, 300B tokens and 3.2M tokens a step: arXiv:2005.14165, tables 2.1 and 2.2; 1,024 A100 as in arXiv:2104.04473, section 5.1 (34 days expected there).",
        ),
        {"layers": "96", "hidden": "12288", "heads": "96", "vocabulary": "50257", "sequence": "2048", "tokens": "300B", "batch_tokens": "3.2M", "cards": "1024", "card": "a100-sxm-80", "server_kw": "6.5"},
    ),
    Preset(
        "llama3-405b",
        Text("Llama 3 405B", "Llama 3 405B"),
        Text(
            "arXiv:2407.21783 表 3 与第 3.3 节：15.6T token、每步 16M token、16,384 块 H100、400 Gb/s RoCE；故障率为表 5 的 419 次。",
            "arXiv:2407.21783, table 3 and section 3.3: 15.6T tokens, 16M tokens a step, 16,384 H100, 400 Gb/s RoCE; failures are table 5's 419.",
        ),
        {"layers": "126", "hidden": "16384", "heads": "128", "kv_heads": "8", "feed_forward": "53248", "vocabulary": "128256", "sequence": "8192", "gated": "1", "tied": "0", "tokens": "15.6T", "batch_tokens": "16M", "cards": "16384", "card": "h100-sxm", "port_gbit_s": "400"},
    ),
    Preset(
        "deepseek-v3",
        Text("DeepSeek-V3 671B（混合专家）", "DeepSeek-V3 671B (mixture of experts)"),
        Text(
            "arXiv:2412.19437 第 2、4 节：61 层、256 个专家选 8、14.8T token、每步 15,360 条、2,048 块 H800（实际用 FP8，预训练 266.4 万卡时；这里按 16 位计）。",
            "arXiv:2412.19437, sections 2 and 4: 61 layers, 8 of 256 experts, 14.8T tokens, 15,360 sequences a step, 2,048 H800 (trained in FP8 in 2.664M card-hours; 16 bits are planned here).",
        ),
        {"layers": "61", "hidden": "7168", "heads": "128", "head_width": "128", "feed_forward": "18432", "vocabulary": "129280", "sequence": "4096", "gated": "1", "tied": "0", "attention_params": "187107328", "kv_width": "576", "experts": "256", "experts_chosen": "8", "expert_width": "2048", "experts_shared": "1", "dense_layers": "3", "tokens": "14.8T", "batch_tokens": "62914560", "cards": "2048", "card": "h800-sxm", "port_gbit_s": "400"},
    ),
    Preset(
        "7b-fine-tune",
        Text("7B 微调", "Fine-tuning of 7B"),
        Text(
            "Llama 2 7B 的结构与监督微调：arXiv:2307.09288 第 2.2、3.1 节：27,540 条、2 遍、序列 4096、批次 64，至多 226M token。",
            "Llama 2 7B and its supervised fine-tuning: arXiv:2307.09288, sections 2.2 and 3.1: 27,540 examples twice, sequences of 4096, batches of 64, at most 226M tokens.",
        ),
        {"layers": "32", "hidden": "4096", "heads": "32", "feed_forward": "11008", "vocabulary": "32000", "sequence": "4096", "gated": "1", "tied": "0", "tokens": "226M", "batch_tokens": "262144", "cards": "8", "card": "a100-sxm-80", "sharding": "zero3", "server_kw": "6.5"},
    ),
)  # fmt: skip
PRESET_BY_CODE = {item.code: item for item in PRESETS}
