"""One row of a Megatron training log as figures: ``iteration i/N | name: value | ...`` behind any prefix."""

import re
from collections.abc import Mapping
from functools import lru_cache

from assess.evidence.numbers import plain
from assess.evidence.training_steps import Step

ROW = re.compile(r"\biteration:?\s+(\d{1,12})\s*/\s*(\d{1,12})\s*\|")
TIME = re.compile(r"elapsed time per iteration \((ms|s)\):")
MODEL, WORK = "model_tflops", "hardware_tflops"
RATES = {
    "throughput per gpu (tflop/s/gpu)": MODEL,
    "throughput per npu (tflop/s/npu)": MODEL,
    "throughput (tflop/s/gpu)": MODEL,
    "compute per gpu (tflop/s/gpu)": MODEL,
    "tflops": WORK,
    "approx flops per gpu": WORK,
}
"""Names of TFLOPS per card; the first ones are the work of the model, the last count recomputation where it is on."""

UNNAMED = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s?MODEL_TFLOP/s/GPU")
FIRST = re.compile(r"(\d[\d.]*(?:[eE][+-]?\d{1,3})?)(?=$|[\s/(%T])")
MILLI = {"ms": 1e-3, "s": 1.0}
LENGTHS = ("actual seqlen", "curriculum seqlen", "sequence length")
SAMPLES = ("samples per second", "samples/sec")


def fields_of(line: str) -> dict[str, str]:
    """Names and values of a row, in small letters; the first of a name counts."""
    found: dict[str, str] = {}
    for part in line.split("|"):
        name, colon, value = part.partition(":")
        if "samples/sec" in part:  # it stands before the iteration, behind any prefix
            name, value = "samples/sec", part.rpartition(":")[2]
        if colon:
            found.setdefault(" ".join(name.lower().split()), value.strip())
    return found


def step_of(line: str, place: int) -> Step | None:
    """The row as a step; None where it has no iteration or no time that can be read."""
    row, unit = ROW.search(line), TIME.search(line)
    if row is None or unit is None:
        return None
    fields = fields_of(line)
    time = _number(fields, f"elapsed time per iteration ({unit[1]})")
    if not time:
        return None
    form, tflops = _tflops(fields, line)
    return Step(
        place,
        int(row[1]),
        int(row[2]),
        time * MILLI[unit[1]],
        batch=_batch(fields),
        length=_first(fields, LENGTHS) or _told_length(fields),
        samples=_first(fields, SAMPLES),
        tflops=tflops,
        card_tokens=_first(fields, [name for name in fields if _is_card_tokens(name)]),
        mfu=_mfu(fields),
        form=form,
        nan=bool(_number(fields, "number of nan iterations")),
        skipped=bool(_number(fields, "number of skipped iterations")),
        end=int(row[1]) >= int(row[2]),
    )


def _number(fields: Mapping[str, str], name: str) -> float | None:
    """The first number of a value, such as that of the last rows in "instant/average" and "value (avg value)"."""
    found = FIRST.match(fields.get(name, ""))
    return plain(found[1]) if found else None


def _first(fields: Mapping[str, str], names: "list[str] | tuple[str, ...]") -> float | None:
    """The first of some names that is told and above zero."""
    return next((value for name in names if (value := _number(fields, name))), None)


def _told_length(fields: Mapping[str, str]) -> float | None:
    """Tokens over samples so far, where that is a whole number: it is not while the length changes."""
    tokens, samples = (_number(fields, f"consumed {name}") for name in ("tokens", "samples"))
    length = tokens / samples if tokens and samples else 0.0
    return length if length >= 1.0 and length.is_integer() else None


def _batch(fields: Mapping[str, str]) -> float | None:
    """The global batch; some print it as "gloabl"."""
    names = [name for name in fields if name.startswith("gl") and name.endswith("batch size")]
    return _first(fields, names)


@lru_cache(maxsize=256)
def _is_card_tokens(name: str) -> bool:
    """Whether a name means tokens per second of one card."""
    words = set(name.replace("/", " ").replace("(", " ").replace(")", " ").split())
    return bool(words & {"token", "tokens"}) and bool(words & {"gpu", "npu"}) and bool(words & {"s", "sec", "second"})  # fmt: skip


def _tflops(fields: Mapping[str, str], line: str) -> tuple[str, float | None]:
    """What the TFLOPS mean and how many; empty where none are told."""
    for name, form in RATES.items():
        if value := _number(fields, name):
            return form, value
    found = UNNAMED.search(line)
    return (MODEL, plain(found[1])) if found else ("", None)


def _mfu(fields: Mapping[str, str]) -> float | None:
    """MFU in percent: as printed with a percent sign, or a share of one."""
    for name, value in fields.items():
        if name.startswith("mfu"):
            share = _number(fields, name)
            percent = "%" in name or "%" in value
            return share if share is None or percent else _percent(share)
    return None


def _percent(share: float) -> float | None:
    """A share of at most one as percent; a number above one without a sign is not clear."""
    return 100.0 * share if share <= 1.0 else None
