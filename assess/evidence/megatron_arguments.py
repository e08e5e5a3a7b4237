"""The arguments that Megatron-LM and Megatron-DeepSpeed print at the start: shape, cards, parallelism, precision.

Work of plain GPT, Narayanan et al. 2021 (arXiv 2104.04473), equation 3: 96 B s L h^2 (1 + s/6h + V/16Lh) FLOP an iteration
with full recomputation, 72 without. It holds for four-fold feed-forward layers and as many key as query heads.
"""

import re
from collections.abc import Mapping
from math import prod

from assess.evidence.reading import Condition

ARGUMENT = re.compile(r"(?:^|[\s:])([a-z]\w*) \.{2,} (\S.*?)\s*$")
PADDED = re.compile(r"> padded vocab \(size: \d{1,9}\) with \d{1,9} dummy tokens \(new size: (\d{1,9})\)")  # fmt: skip
SHARD = re.compile(
    r"number of parameters on \(tensor, pipeline\) model parallel rank \((\d{1,5}), (\d{1,5})\): ?(\d{1,15})"
)
WORLD = re.compile(r"using world size: (\d{1,7})\b")
COUNTS = {
    "world_size": "cards",
    "num_layers": "layers",
    "hidden_size": "hidden_size",
    "num_attention_heads": "attention_heads",
    "ffn_hidden_size": "ffn_hidden_size",
    "padded_vocab_size": "vocabulary",
    "seq_length": "sequence_length",
    "global_batch_size": "global_batch_size",
    "micro_batch_size": "micro_batch_size",
    "num_experts": "experts",
    "moe_router_topk": "active_experts",
    "tensor_model_parallel_size": "tensor_parallel",
    "pipeline_model_parallel_size": "pipeline_parallel",
    "context_parallel_size": "context_parallel",
    "expert_model_parallel_size": "expert_parallel",
    "data_parallel_size": "data_parallel",
}
WHOLE = re.compile(r"\d{1,12}")
WITH_RECOMPUTATION, WITHOUT = 96, 72
FORM_WITHIN = 0.02
HALF_DIGIT = 0.05


def conditions_of(arguments: Mapping[str, str]) -> dict[str, Condition]:
    """Arguments as conditions in the words of the planner; what is None or off is left out."""
    found: dict[str, Condition] = {
        word: int(arguments[name])
        for name, word in COUNTS.items()
        if WHOLE.fullmatch(arguments.get(name, ""))
    }
    if arguments.get("group_query_attention") == "True" and WHOLE.fullmatch(
        arguments.get("num_query_groups", "")
    ):
        found["query_groups"] = int(arguments["num_query_groups"])
    if arguments.get("swiglu") == "True":
        found["gated"] = True
    if precision := _precision(arguments):
        found["precision"] = precision
    if recomputation := _recomputation(arguments):
        found["recomputation"] = recomputation
    return found


def _precision(arguments: Mapping[str, str]) -> str:
    """fp8 or fp4 where a recipe for it is on, else the type of the weights."""
    for name in ("fp4", "fp8"):
        if arguments.get(name, "None") not in {"None", "False"}:
            return name
    for name in ("bf16", "fp16"):
        if arguments.get(name) == "True":
            return name
    return "fp32" if {"bf16", "fp16"} & arguments.keys() else ""


def _recomputation(arguments: Mapping[str, str]) -> str:
    """full, selective or none; empty where no argument tells it."""
    granularity = arguments.get("recompute_granularity", "")
    if granularity in {"full", "selective"}:
        return granularity
    old = arguments.get("checkpoint_activations", arguments.get("checkpoint-activations", ""))
    if old == "True":
        return "full"
    return "none" if granularity == "None" or old == "False" else ""


def cards_agree(found: Mapping[str, Condition]) -> bool:
    """Whether the product of the parallel sizes that stand divides the cards, or makes them."""
    cards = found.get("cards")
    sizes = [found.get(f"{name}_parallel") for name in ("tensor", "pipeline", "context", "data")]
    known = [size for size in sizes if isinstance(size, int)]
    if not isinstance(cards, int) or not all(known):
        return True
    whole = prod(known)
    return cards == whole if isinstance(found.get("data_parallel"), int) else cards % whole == 0


def parameters_of(
    found: Mapping[str, Condition], shards: Mapping[tuple[int, int], int], tied: bool
) -> int | None:
    """Parameters of a dense model: the sum over the ranks that hold it together.

    None where one of them is missing, or those of a stage, which are alike, are not.

    tied: the last stage of several holds the input embedding again, which counts once.
    """
    ranks = [found.get(f"{name}_parallel", 1) for name in ("tensor", "pipeline")]
    tensor, pipeline = (rank if isinstance(rank, int) else 0 for rank in ranks)
    stages = [[size for (_row, stage), size in shards.items() if stage == number] for number in range(min(pipeline, len(shards)))]  # fmt: skip
    whole = len(stages) == pipeline and all(len(sizes) == tensor for sizes in stages)
    if (
        not shards
        or not whole
        or "experts" in found
        or any(len(set(sizes)) > 1 for sizes in stages)
    ):
        return None
    total = sum(shards.values())
    if not tied or pipeline == 1:
        return total
    vocabulary, hidden = found.get("vocabulary"), found.get("hidden_size")
    told = isinstance(vocabulary, int) and isinstance(hidden, int)
    return total - int(vocabulary or 0) * int(hidden or 0) if told else None


def forms_of(found: Mapping[str, Condition], seconds: float, printed: float) -> set[int] | None:
    """Which factors of the formula (72 or 96) make the printed TFLOPS per card, with whole or causal (half) attention.

    An empty set: none does. None: an argument is missing, or the model is no plain GPT.
    """
    names = ("global_batch_size", "sequence_length", "layers", "hidden_size", "vocabulary", "cards")
    sizes = [found.get(name) for name in names]
    known = [float(size) for size in sizes if isinstance(size, int) and size > 0]
    if len(known) < len(names) or seconds <= 0.0 or _other_model(found):
        return None
    batch, length, layers, hidden, vocabulary, cards = known
    work = batch * length * layers * hidden**2 / seconds / cards / 1e12
    logits = vocabulary / (16.0 * layers * hidden)
    return {
        factor
        for factor in (WITHOUT, WITH_RECOMPUTATION)
        for attention in (6.0, 12.0)
        if _near(factor * work * (1.0 + length / (attention * hidden) + logits), printed)
    }


def _near(value: float, printed: float) -> bool:
    return abs(value - printed) <= FORM_WITHIN * printed + HALF_DIGIT


def _other_model(found: Mapping[str, Condition]) -> bool:
    """Whether experts, gates, shared keys or another feed-forward size make it no plain GPT."""
    hidden, feed = found.get("hidden_size"), found.get("ffn_hidden_size")
    four = feed is None or (isinstance(hidden, int) and feed == 4 * hidden)
    groups = found.get("query_groups", found.get("attention_heads"))
    return (
        bool({"experts", "gated"} & found.keys())
        or groups != found.get("attention_heads")
        or not four
    )
