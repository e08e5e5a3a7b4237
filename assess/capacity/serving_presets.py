"""Services to start from, as somebody would type them, with their sources."""

from collections.abc import Mapping

from assess.capacity.presets import PRESET_BY_CODE, Preset
from assess.capacity.serving_order import MODEL_NAMES
from indicators.records import Text

LOAD: Mapping[str, str] = {"queries_per_s": "10", "tokens_in": "1024", "tokens_out": "256"}
LOAD_SOURCE = Text(
    "负载为举例：每秒 10 个请求、输入 1,024、输出 256 token。",
    "The load is an example: 10 requests a second, 1,024 tokens in, 256 out.",
)
LLAMA_70B = {
    "layers": "80", "hidden": "8192", "heads": "64", "kv_heads": "8", "feed_forward": "28672", "gated": "1",
    "tied": "0", "card": "h100-sxm",
}  # fmt: skip


def _from_training(code: str, name: Text, architecture: Text, **more: str) -> Preset:
    """A service of a model that the planner of trainings knows too."""
    known = PRESET_BY_CODE[code]
    model = {name: text for name, text in known.order.items() if name in MODEL_NAMES}
    return Preset(code, name, _sourced(architecture), {**model, **LOAD, **more})


def _sourced(architecture: Text) -> Text:
    return Text(f"{architecture.zh}。{LOAD_SOURCE.zh}", f"{architecture.en}. {LOAD_SOURCE.en}")


SERVING_PRESETS: tuple[Preset, ...] = (
    Preset(
        "llama2-70b",
        Text("Llama 2 70B", "Llama 2 70B"),
        _sourced(
            Text(
                "结构：arXiv:2307.09288 附录 A.2.1 与模型配置（80 层、8192、8 个键值头）",
                "Architecture: arXiv:2307.09288, appendix A.2.1, and the model's configuration (80 layers, 8192, 8 key-value heads)",
            )
        ),
        {**LLAMA_70B, **LOAD, "vocabulary": "32000"},
    ),
    Preset(
        "llama3-70b",
        Text("Llama 3 70B", "Llama 3 70B"),
        _sourced(Text("结构：arXiv:2407.21783 表 3", "Architecture: arXiv:2407.21783, table 3")),
        {**LLAMA_70B, **LOAD, "vocabulary": "128256"},
    ),
    _from_training(
        "llama3-405b",
        Text("Llama 3 405B", "Llama 3 405B"),
        Text("结构：arXiv:2407.21783 表 3", "Architecture: arXiv:2407.21783, table 3"),
        card="h100-sxm",
    ),
    _from_training(
        "deepseek-v3",
        Text("DeepSeek-V3（8 位权重）", "DeepSeek-V3 (weights in 8 bits)"),
        Text(
            "结构：arXiv:2412.19437 第 4.2 节；权重以 FP8 发布",
            "Architecture: arXiv:2412.19437, section 4.2; its weights are published in FP8",
        ),
        card="h800-sxm", weight_bytes="1",
    ),
    _from_training(
        "gpt3",
        Text("GPT-3 175B", "GPT-3 175B"),
        Text("结构：arXiv:2005.14165 表 2.1", "Architecture: arXiv:2005.14165, table 2.1"),
        card="a100-sxm-80",
    ),
)  # fmt: skip
SERVING_PRESET_BY_CODE = {item.code: item for item in SERVING_PRESETS}
