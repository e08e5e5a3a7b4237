"""P15 and P16: a model before and after compression, from two files each.

Ratio = size after / size before (at most 1). Loss = accuracy before - accuracy after, of the same task, version, shots and
metric; over several tasks the plain mean of those that both files hold, each by one metric.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assess.derivation.grouping import by_file, of
from assess.derivation.records import CONVERTED, PARTIAL, Candidate, Found, Proof
from assess.evidence.accuracy_pairs import is_chance, one_per_task, paired
from indicators.records import Text

SMALLER = re.compile(
    r"int[48]|fp[48]|nf4|w\d{1,2}a\d{1,2}|awq|gptq|gguf|q[2-8]_|[248]-?bit|quant|prun|compress|distil|sparse|量化|压缩|剪枝",
    re.I,
)
MOST_FILES = 12
"""Of more files the pairs are too many to be meant."""

SAME_MODEL = Text(
    "两个文件须为同一基础模型：文件不足以证明", "Both must be of the same base model, which the files do not prove"
)  # fmt: skip
PUBLISHED = Text("压缩前精度为公布的参考精度", "The accuracy before is the published reference")
CHANCE = Text(
    "差值小于两次评测的合并标准误，可能只是偶然",
    "The difference is less than the standard error of both evaluations and may be chance",
)
HIGHER_FIRST = Text(
    "文件名与模型名没有说明哪个是压缩后的：以精度较高者为压缩前",
    "Neither name says which is compressed: the more accurate one is taken as before",
)


def compression(proofs: Sequence[Proof]) -> Found:
    """Every pair of files that can be before and after."""
    return [*_ratios(proofs), *_losses(proofs), *_against_published(proofs)]


def _ratios(proofs: Sequence[Proof]) -> Iterator[Candidate]:
    files = list(by_file(of(proofs, "model_size")).values())
    largest = [max(rows, key=lambda row: row.value) for rows in files]
    if len(largest) > MOST_FILES:
        return
    for one, other in combinations(largest, 2):
        small, large = sorted((one, other), key=lambda row: row.value)
        if 0.0 < small.value < large.value and not _contradict((large,), (small,)):
            said, rank = _same_model((large,), (small,))
            inputs = {"compressed_size": small.value, "original_size": large.value}
            how = f"{small.value:g} GB / {large.value:g} GB"
            yield Candidate("P15", small.value / large.value, inputs, how, (small, large), said, rank)  # fmt: skip


def _contradict(before: Sequence[Proof], after: Sequence[Proof]) -> bool:
    """Whether the files name base models that differ, or what is called before is called compressed alone."""
    one, other = _base(before), _base(after)
    return bool(one and other and one != other) or (
        is_compressed(before) and not is_compressed(after)
    )


def _same_model(before: Sequence[Proof], after: Sequence[Proof]) -> tuple[tuple[Text, ...], int]:
    """Whether both are said to be of one base model."""
    one, other = _base(before), _base(after)
    return ((), CONVERTED) if one and one == other else ((SAME_MODEL,), PARTIAL)


def _base(rows: Sequence[Proof]) -> str:
    """The base model, without what tells how it was compressed."""
    names = (str(row.told("base_model") or row.told("model") or "") for row in rows)
    name = next((item for item in names if item), "").lower().rsplit("/", 1)[-1]
    plain = re.sub(SMALLER.pattern + r"|fp16|bf16|float16|bfloat16", "", name, flags=re.I)
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")


def is_compressed(rows: Sequence[Proof]) -> bool:
    """Whether a name or a condition says that the model was made smaller."""
    said = (
        f"{row.path} {row.told('model') or ''} {row.told('quantization') or ''} {row.told('dtype') or ''}"
        for row in rows
    )
    return any(SMALLER.search(text) for text in said)


def _losses(proofs: Sequence[Proof]) -> Iterator[Candidate]:
    single = [row for row in of(proofs, "accuracy") if not row.told("group")]
    files = list(by_file(single).values())
    if len(files) > MOST_FILES:
        return
    for one, other in combinations(files, 2):
        pairs = _shared(one, other)
        if pairs:
            yield from _loss(pairs)


def _against_published(proofs: Sequence[Proof]) -> Iterator[Candidate]:
    """A loss against the accuracy that is published for the uncompressed model, mean of the metrics of a file."""
    for rows in by_file(of(proofs, "accuracy_loss")).values():
        known = [(row, before) for row in rows if (before := row.figure("reference"))]
        if known:
            before = sum(reference for _row, reference in known) / len(known)
            loss = _mean([row for row, _reference in known])
            inputs = {"accuracy_before": before, "accuracy_after": before - loss}
            how = f"{before:g} % − {before - loss:g} %"
            yield Candidate("P16", loss, inputs, how, tuple(row for row, _ in known), (PUBLISHED,), CONVERTED)  # fmt: skip


def _shared(one: Sequence[Proof], other: Sequence[Proof]) -> list[tuple[Proof, Proof]]:
    """Results of the same task under the same terms in both files, one of each task."""
    proofs = {id(row.reading): row for row in (*one, *other)}
    pairs = paired([row.reading for row in one], [row.reading for row in other])
    return [(proofs[id(a)], proofs[id(b)]) for a, b in one_per_task(pairs)]


def _loss(pairs: Sequence[tuple[Proof, Proof]]) -> Iterator[Candidate]:
    """Before minus after; which is which by the names, else the more accurate one is before."""
    one, other = [a for a, _b in pairs], [b for _a, b in pairs]
    first, second = _mean(one), _mean(other)
    named = is_compressed(one) != is_compressed(other)
    swap = is_compressed(one) if named else second > first
    before, after = (other, one) if swap else (one, other)
    if _contradict(before, after) or _mean(before) <= 0.0:
        return
    said, rank = _same_model(before, after)
    if not named:
        said, rank = (*said, HIGHER_FIRST), PARTIAL
    if is_chance([(a.reading, b.reading) for a, b in pairs]):
        said = (*said, CHANCE)
    if len(before) > 1:
        said = (Text(f"{len(before)} 项任务的平均", f"Mean of {len(before)} tasks"), *said)
    inputs = {"accuracy_before": _mean(before), "accuracy_after": _mean(after)}
    how = f"{_mean(before):g} % − {_mean(after):g} %"
    loss = _mean(before) - _mean(after)
    yield Candidate("P16", loss, inputs, how, (*before, *after), said, rank)


def _mean(rows: Sequence[Proof]) -> float:
    return sum(row.value for row in rows) / len(rows)
