"""MLPerf Inference ``accuracy.txt`` of language models: metrics as a Python dict, against the published references.

The file names no model; the number of samples with the length of the answers tells which data set and so which reference
it is. Loss is reference minus measured and may be negative. A quantised model that answers much shorter or longer than
the reference is no fair measurement: the rules allow 10 %.
References: mlcommons/inference, tools/submission/submission_checker/constants.py (accuracy-target without its factor).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assess.evidence.load_tests import Figure
from assess.evidence.numbers import plain
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from indicators.records import Text

KIND, TOOL = "mlperf_accuracy", "MLPerf Inference accuracy"
PAIR = re.compile(
    r"""['"](?P<name>\w+)['"]\s*:\s*(?:np\.\w+\()?(?P<value>-?[\d.]+(?:[eE][+-]?\d+)?)(?=[\s,)}]|$)"""
)
METRICS = ("rouge1", "rouge2", "rougeL", "rougeLsum", "exact_match", "gsm8k", "mbxp")
MEASURES = ("gen_num", "gen_len", "gen_tok_len", "tokens_per_sample")
LENGTH_WITHIN = 0.1
FAR = 0.5
PERCENT = 100.0
SOURCE = "mlcommons/inference submission_checker/constants.py"


@dataclass(frozen=True)
class Reference:
    """A published reference: model, samples of its data set, metrics in percent, and the length of answers by its name."""

    model: str
    samples: int
    metrics: Mapping[str, float]
    measure: str
    length: float


REFERENCES = (
    Reference("llama2-70b", 24576, {"rouge1": 44.4312, "rouge2": 22.0352, "rougeL": 28.6162}, "tokens_per_sample", 294.45),
    Reference("mixtral-8x7b", 15000, {"rouge1": 45.5989, "rouge2": 23.3526, "rougeL": 30.4608, "gsm8k": 73.66, "mbxp": 60.16}, "tokens_per_sample", 144.84),
    Reference("llama3.1-405b", 8313, {"rougeL": 21.6666, "exact_match": 90.1335}, "tokens_per_sample", 684.68),
    Reference("llama3.1-8b", 13368, {"rouge1": 38.7792, "rouge2": 15.9075, "rougeL": 24.4957, "rougeLsum": 35.793}, "gen_len", 8167644),
    Reference("gptj", 13368, {"rouge1": 42.9865, "rouge2": 20.1235, "rougeL": 29.9881}, "gen_len", 4016878),
    Reference("deepseek-r1", 4388, {"exact_match": 81.3582}, "tokens_per_sample", 3886.2274),
)  # fmt: skip

NO_REFERENCE = Text(
    "样本数或回答长度与已公布的参考都不符：只给出精度，损失须由压缩前的评测得出",
    "Samples and length fit no published reference: accuracy only; the loss needs a measurement before compression",
)
ASSUMED = Text(
    "文件不写模型名：参考由样本数与回答长度判断，请确认模型",
    "The file names no model: the reference was told by samples and length; make sure of the model",
)
LENGTH_OFF = Text(
    "回答长度与参考相差超过 10%，精度不可比",
    "The answers' length is more than 10 % off the reference; the accuracy does not compare",
)
DISAGREES = Text("各数值互相矛盾，未采用", "The figures contradict each other; not used")
NOTHING = Text("没有可用的精度", "No accuracy that can be used")


def recognise(source: Source) -> Match:
    """Told by a metric beside the length or number of answers."""
    names = {found["name"] for found in PAIR.finditer(source.head)}
    if names & {"rouge1", "rougeL", "exact_match"} and names & {"gen_num", "tokens_per_sample"}:
        return Match(1.0, "a dict with rouge1, rougeL or exact_match and gen_num")
    return Match(0.0, "no dict with rouge1, rougeL or exact_match and gen_num")


def read(source: Source) -> Extract:
    """Each metric, and its loss against the reference of the data set."""
    figures = dict(_figures(source))
    fault = _contradiction(figures)
    if fault is not None:
        return Extract(KIND, TOOL, findings=(fault,))
    reference = _reference(figures)
    findings = [] if reference is None else [_assumed(figures, reference)]
    if reference is None:
        found = ", ".join(f"{name} {figures[name].printed}" for name in MEASURES if name in figures)
        findings.append(Finding("no_reference", "warning", NO_REFERENCE, found=found))
    elif abs(figures[reference.measure].value / reference.length - 1.0) > LENGTH_WITHIN:
        figure = figures[reference.measure]
        expected = f"{reference.length:g} +- 10 %"
        findings.append(
            Finding("length_off", "warning", LENGTH_OFF, figure.where, figure.printed, expected)
        )
    return Extract(KIND, TOOL, "", tuple(_readings(figures, reference)), tuple(findings))


def _figures(source: Source) -> Iterator[tuple[str, Figure]]:
    for line, text in source.lines():
        for found in PAIR.finditer(text):
            value = plain(found["value"])
            if value is not None and found["name"] in {*METRICS, *MEASURES}:
                yield found["name"], Figure(value, found["value"], Where(line, found["name"]), "%")


def _contradiction(figures: Mapping[str, Figure]) -> Finding | None:
    """A metric outside 0 to 100, ROUGE-2 above ROUGE-1, or tokens a sample that do not follow from their number."""
    known = {name: figure.value for name, figure in figures.items()}
    metrics = [known[name] for name in METRICS if name in known]
    if not metrics:
        return Finding("no_results", "error", NOTHING)
    if any(not 0.0 <= value <= PERCENT for value in metrics):
        return Finding(
            "out_of_range", "error", DISAGREES, found=f"{max(metrics):g}", expected="0..100"
        )
    if known.get("rouge2", 0.0) > known.get("rouge1", PERCENT) or known.get(
        "rougeL", 0.0
    ) > known.get("rougeLsum", PERCENT):
        return Finding(
            "metrics_disagree",
            "error",
            DISAGREES,
            figures["rougeL"].where if "rougeL" in figures else Where(),
        )
    total, count, each = (
        figures.get(name) for name in ("gen_tok_len", "gen_num", "tokens_per_sample")
    )
    if (
        total
        and count
        and each
        and count.value
        and abs(total.value / count.value - each.value) > 2.0 * each.slack + 0.06
    ):
        expected = f"{total.value / count.value:.1f}"
        return Finding("length_disagrees", "error", DISAGREES, each.where, each.printed, expected)
    return None


def _reference(figures: Mapping[str, Figure]) -> Reference | None:
    """The reference of as many samples whose length is nearest, unless it is off by half."""
    count = figures.get("gen_num")
    fitting = [
        item
        for item in REFERENCES
        if count is not None
        and count.value == item.samples
        and item.measure in figures
        and set(item.metrics) & set(figures)
        and abs(figures[item.measure].value / item.length - 1.0) < FAR
    ]
    return min(
        fitting, key=lambda item: abs(figures[item.measure].value / item.length - 1.0), default=None
    )


def _assumed(figures: Mapping[str, Figure], reference: Reference) -> Finding:
    """What the reference was told by: another model of the open division may have answered the same samples."""
    found = f"{figures['gen_num'].printed} samples, {reference.measure} {figures[reference.measure].printed}"
    where = figures["gen_num"].where
    return Finding("reference_assumed", "note", ASSUMED, where, found, reference.model)


def _readings(figures: Mapping[str, Figure], reference: Reference | None) -> Iterator[Reading]:
    names = {"gen_num": "samples", "tokens_per_sample": "tokens_per_sample"}
    told: dict[str, Condition] = {
        say: figures[name].value for name, say in names.items() if name in figures
    }
    told |= {} if reference is None else {"reference_model": reference.model}
    for metric in METRICS:
        figure = figures.get(metric)
        if figure is None or (figure.value == 0.0 and metric in {"gsm8k", "mbxp"}):
            continue
        conditions = {**told, "metric": metric}
        yield Reading("accuracy", figure.value, figure.printed, "%", figure.where, conditions)
        before = None if reference is None else reference.metrics.get(metric)
        if before is not None:
            how = f"{before:g} ({SOURCE}) - {figure.printed}"
            yield Reading(
                "accuracy_loss",
                before - figure.value,
                figure.printed,
                "%",
                figure.where,
                {**conditions, "reference": before},
                how,
            )


READER = Reader(
    KIND,
    Text("MLPerf Inference 精度（accuracy.txt）", "MLPerf Inference accuracy (accuracy.txt)"),
    (TOOL,),
    recognise,
    read,
)
