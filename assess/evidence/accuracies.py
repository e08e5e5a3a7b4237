"""Accuracies of lm-evaluation-harness: results as JSON and as tables, and what holds a figure.

The mean of n answers that are right or wrong has the standard error sqrt(p (1 - p) / (n - 1)); p n is a whole number.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import JSONDecoder
from math import isclose, sqrt
from typing import Any

from assess.evidence.reading import Condition, Where
from assess.evidence.structured import at, listed, mapped, number

SHARES = re.compile(
    r"acc|acc_(?:norm|norm_nospace|mutual_info|bytes|all|greedy)|[a-z_]+_acc|(?:quasi_)?(?:prefix_)?exact_match|em"
    r"|mc1|mc2|f1|pass@\d{1,4}|pass_at_\d{1,4}"
)
"""Metrics that are shares of one: perplexities, likelihoods, BLEU and ROUGE are not."""

COUNTED = ("acc", "acc_norm", "exact_match")
"""Metrics that count right answers."""

START = re.compile(r'\{\s*"(?:results|config_general)"\s*:')
STDERR = "_stderr"
FITS = 5e-3
WHOLE = 1e-3
MOST_SAMPLES = 1e6
MOST_TORN = 50
"""Results that cannot be read, after which a text is given up."""

HARNESS = re.compile(r"^(?:harness|lighteval|leaderboard|custom|community)\|([^|]+)\|(\d{1,3})(?:\|\d)?$")  # fmt: skip


@dataclass(frozen=True)
class Score:
    """One metric of one task: a share of one, its standard error, samples; what it was measured under.

    grouped: of several tasks together. rounded: to the four digits of a table. parts: the
    shares of the tasks in a group, between which its own lies.
    """

    where: Where
    task: str
    metric: str
    value: float
    stderr: float | None
    samples: int | None
    conditions: Mapping[str, Condition]
    grouped: bool = False
    rounded: bool = False
    parts: tuple[float, ...] = ()

    @property
    def base(self) -> str:
        """The metric without its filter."""
        return self.metric.partition(",")[0]

    @property
    def counted(self) -> int | None:
        """Samples that the standard error makes, where the share of them is a whole number of answers."""
        error, share = self.stderr, self.value
        plain = self.base in COUNTED and not self.grouped and not self.rounded
        if not plain or not error or not 0.0 < share < 1.0:
            return None
        found = share * (1.0 - share) / error**2 + 1.0
        if found > MOST_SAMPLES or not isclose(found, round(found), rel_tol=WHOLE, abs_tol=WHOLE):
            return None
        right = share * round(found)
        return round(found) if abs(right - round(right)) < WHOLE * max(1.0, sqrt(right)) else None

    @property
    def part(self) -> float | None:
        """The standard error as a part of that of answers that are right or wrong; None where that is not told."""
        plain = self.base in COUNTED and not self.grouped and 0.0 < self.value < 1.0
        if not plain or not self.stderr or not self.samples or self.samples <= 1:
            return None
        return self.stderr / sqrt(self.value * (1.0 - self.value) / (self.samples - 1))

    @property
    def fits(self) -> bool:
        """Whether share, error and samples can be those of one evaluation: an error above that cannot."""
        if self.parts:
            return min(self.parts) - WHOLE <= self.value <= max(self.parts) + WHOLE
        return self.part is None or self.part <= 1.0 + FITS

    @property
    def graded(self) -> bool:
        """Whether the error is less: answers are graded between right and wrong, as in truthfulqa_mc2."""
        return self.part is not None and self.part < 1.0 - FITS

    @property
    def held(self) -> bool:
        """Whether its standard error and samples hold the figure."""
        if self.rounded or self.parts:
            return True
        if self.samples:
            right = self.value * self.samples
            return self.counted == self.samples or abs(right - round(right)) < WHOLE
        return self.counted is not None


def documents_of(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Line and document of every result in a text; one that is cut is left out."""
    decoder, place, torn = JSONDecoder(), 0, 0
    while torn < MOST_TORN and (found := START.search(text, place)):
        try:
            document, place = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            place, torn = found.end(), torn + 1
            continue
        if isinstance(document, Mapping) and mapped(document, "results"):
            yield text.count("\n", 0, found.start()) + 1, document


def scores_of(document: Mapping[str, Any], line: int | None) -> Iterator[Score]:
    """Every share of a result, of tasks and of groups of tasks."""
    told = model_of(document)
    for name, metrics in mapped(document, "results").items():
        if isinstance(metrics, Mapping) and name != "all":
            yield from _of_task(document, name, metrics, line, told)


def _of_task(
    document: Mapping[str, Any], name: str, metrics: Mapping[str, Any], line: int | None, told: Mapping[str, Condition]
) -> Iterator[Score]:  # fmt: skip
    task, shots = _task(document, name)
    conditions: dict[str, Condition] = {"task": task, **told}
    version = at(document, "versions", name)
    if isinstance(version, int | float | str) and not isinstance(version, bool):
        conditions["version"] = f"{version}"
    if shots is not None:
        conditions["n_shot"] = shots
    count = number(at(document, "n-samples", name, "effective"))
    grouped = bool(at(document, "group_subtasks", name)) or name in mapped(document, "groups")
    for metric, value in metrics.items():
        share = number(value) if SHARES.fullmatch(metric.partition(",")[0]) else None
        if share is None or STDERR in metric or isinstance(value, str):
            continue
        base, comma, filtered = metric.partition(",")
        error = number(metrics.get(f"{base}{STDERR}{comma}{filtered}"))
        samples = int(count) if count and count > 0 else None
        where = Where(line, f"results.{name}.{metric}")
        parts = _parts(document, name, metric) if grouped else ()
        yield Score(where, task, metric, share, error, samples, conditions, grouped, parts=parts)


def _parts(document: Mapping[str, Any], group: str, metric: str) -> tuple[float, ...]:
    """Shares of the tasks in a group; none where one of them is not told."""
    names = listed(document, "group_subtasks", group)
    found = [number(at(document, "results", str(name), metric)) for name in names]
    known = tuple(value for value in found if value is not None)
    return known if len(known) == len(names) else ()


def _task(document: Mapping[str, Any], name: str) -> tuple[str, int | None]:
    """Name and shots of a task: of its own entry, of the whole run, or of its name, as leaderboards write it."""
    if found := HARNESS.match(name):
        return found[1], int(found[2])
    shots = number(at(document, "n-shot", name))
    if shots is None:
        shots = number(at(document, "configs", name, "num_fewshot"))
    if shots is None:
        shots = number(at(document, "config", "num_fewshot"))
    return name, None if shots is None else int(shots)


def model_of(document: Mapping[str, Any]) -> dict[str, Condition]:
    """Which model was evaluated, how it was loaded, by which version, and whether only part of the documents was."""
    arguments = at(document, "config", "model_args")
    found = _arguments(arguments) if isinstance(arguments, str) else dict(mapped(document, "config", "model_args"))  # fmt: skip
    names = (at(document, "model_name"), at(document, "config_general", "model_name"))
    named = next((item for item in names if isinstance(item, str) and item), "")
    told = loaded(found, named)
    if isinstance(kind := at(document, "config", "model"), str):
        told["loader"] = kind
    limit = number(at(document, "config", "limit"))
    if limit:
        told["limit"] = limit
    dtype, precision = at(document, "config", "model_dtype"), at(document, "config_general", "model_dtype")  # fmt: skip
    word = next((item for item in (dtype, precision) if isinstance(item, str) and item), "")
    if word and "dtype" not in told:
        told["dtype"] = word.removeprefix("torch.")
    return told


def _arguments(text: str) -> dict[str, str]:
    """``pretrained=a/b,dtype=float16`` as names and values."""
    parts = (part.partition("=") for part in text.split(","))
    return {name.strip(): value.strip() for name, equals, value in parts if equals}


def loaded(arguments: Mapping[str, Any], named: str = "") -> dict[str, Condition]:
    """Model, revision, adapter, type and quantisation as the loader's arguments tell them."""
    told: dict[str, Condition] = {}
    for name, word in (("pretrained", "model"), ("model", "model"), ("path", "model"), ("revision", "revision"), ("peft", "adapter"), ("dtype", "dtype"), ("quantization", "quantization"), ("gguf_file", "gguf_file")):  # fmt: skip
        value = arguments.get(name)
        if isinstance(value, str) and value and value.lower() not in {"none", "auto", "main"}:
            told.setdefault(word, value)
    if named:
        told.setdefault("model", named)
    for name, word in (("load_in_4bit", "4-bit"), ("load_in_8bit", "8-bit"), ("autogptq", "gptq"), ("gptqmodel", "gptq")):  # fmt: skip
        if str(arguments.get(name, "False")).lower() not in {"false", "none", ""}:
            told.setdefault("quantization", word)
    return told


def told_by(line: str) -> dict[str, Condition] | None:
    """Model and settings of the line above a table: ``hf (pretrained=a/b), gen_kwargs: ..., limit: None, ...``."""
    found = SUMMARY.search(line) if "limit: " in line and "num_fewshot: " in line else None
    if found is None:
        return None
    told = loaded(_arguments(found[2]))
    told["loader"] = found[1]
    if (limit := number(found[3])) is not None:
        told["limit"] = limit
    return told


SUMMARY = re.compile(r"([\w.-]+) \(([^()]*(?:\([^()]*\)[^()]*)*)\), .*?\blimit: ([\w.]+), .*?num_fewshot: (\w+)")  # fmt: skip
