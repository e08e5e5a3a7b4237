"""Index of a model's weights on Hugging Face: the size of all tensors, for the compression ratio.

Format: model.safetensors.index.json or pytorch_model.bin.index.json: metadata.total_size in bytes (of every tensor, scales
and zero points of quantised ones too), weight_map from tensor to file. The file does not name its model.
"""

import re
from collections.abc import Mapping
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, mapped, number, whole_document
from indicators.records import Text

KIND, TOOL = "hf_index", "Hugging Face index"
SHARD = re.compile(r"-(\d{1,6})-of-(\d{1,6})\.")
PACKED = {
    ".qweight": "gptq or awq",
    ".weight_packed": "compressed-tensors",
    ".weight_scale": "compressed-tensors",
    ".weight_scale_inv": "fp8",
    ".absmax": "bitsandbytes",
    ".SCB": "bitsandbytes",
}
"""Ends of names of tensors that only quantised models have."""

WIDEST = 4.2
"""Bytes of a parameter of 32 bits, and a little."""

WIDTHS = (1.0, 2.0, 4.0)
NEAR = 1e-3
NO_SIZE = Text("没有 metadata.total_size，或不大于 0", "No metadata.total_size, or none above zero")
SHARDS = Text(
    "权重文件数与文件名所说的不同：索引不完整",
    "Fewer or more files than their names tell: the index is not whole",
)
WIDTH = Text("总字节数与参数量不符", "Bytes and number of parameters do not fit together")
UNNAMED = Text(
    "索引没有模型名：前后两个文件是否同一基础模型须说明",
    "The index does not name its model: that two files have one base must be stated",
)


def recognise(source: Source) -> Match:
    """Told by its two keys."""
    if '"weight_map"' in source.head and '"metadata"' in source.head:
        return Match(1.0, 'keys "metadata" and "weight_map"')
    return Match(0.0, 'no keys "metadata" and "weight_map"')


def read(source: Source) -> Extract:
    """The size of the model."""
    document = whole_document(source)
    if not isinstance(document, Mapping):
        return Extract(KIND, TOOL, findings=(broken(),))
    size = number(at(document, "metadata", "total_size"))
    where = Where(key="metadata.total_size")
    if size is None or size <= 0.0:
        return Extract(KIND, TOOL, findings=(Finding("no_size", "error", NO_SIZE, where),))
    conditions = _conditions(document)
    reading = Reading("model_size", size / 1e9, f"{size:.0f}", "B", where, conditions)
    findings = [Finding("unnamed_model", "note", UNNAMED), *_checks(document, size)]
    return Extract(KIND, TOOL, "", (reading,), tuple(findings))


def _files(document: Mapping[str, Any]) -> set[str]:
    return {name for name in mapped(document, "weight_map").values() if isinstance(name, str)}


def _parameters(document: Mapping[str, Any]) -> float | None:
    told = number(at(document, "metadata", "total_parameters"))
    return told if told and told > 0.0 else None


def _conditions(document: Mapping[str, Any]) -> dict[str, Condition]:
    names = mapped(document, "weight_map")
    found: dict[str, Condition] = {"files": len(_files(document)), "tensors": len(names)}
    formats = {name.rpartition(".")[2] for name in _files(document)}
    if len(formats) == 1:
        found["format"] = formats.pop()
    kinds = {kind for end, kind in PACKED.items() if any(name.endswith(end) for name in names)}
    if kinds:
        found["quantization"] = ", ".join(sorted(kinds))
    if parameters := _parameters(document):
        found["parameters"] = parameters
    return found


def _checks(document: Mapping[str, Any], size: float) -> list[Finding]:
    """Whether all files are there, and whether bytes and parameters fit."""
    findings = []
    totals = {int(shard[2]) for name in _files(document) if (shard := SHARD.search(name))}
    if totals and totals != {len(_files(document))}:
        found, wanted = f"{len(_files(document))}", ", ".join(f"{total}" for total in sorted(totals))  # fmt: skip
        findings.append(
            Finding("files_missing", "warning", SHARDS, Where(key="weight_map"), found, wanted)
        )
    parameters = _parameters(document)
    if parameters and not _fits(size / parameters, "quantization" in _conditions(document)):
        found = f"{size / parameters:.4g} B"
        where = Where(key="metadata.total_parameters")
        findings.append(Finding("bytes_disagree", "warning", WIDTH, where, found))
    return findings


def _fits(width: float, packed: bool) -> bool:
    """Bytes of a parameter: whole ones of an unquantised model, anything up to 32 bits of a quantised one."""
    if packed:
        return 0.0 < width <= WIDEST
    return (
        any(abs(width - whole) <= NEAR * whole for whole in WIDTHS) or WIDTHS[0] < width < WIDTHS[1]
    )


READER = Reader(
    KIND,
    Text("Hugging Face 权重索引", "Hugging Face index of weights"),
    (TOOL,),
    recognise,
    read,
)
