"""lm-evaluation-harness: accuracy of a model by task, for the loss of compression.

Format: EleutherAI/lm-evaluation-harness: results JSON of 0.3 ("acc") and from 0.4 on ("acc,none", n-shot, n-samples), also
inside a log, results of leaderboards of the same kind, and tables of the console (four digits). Where a log has both, the
JSON counts and the table holds it. Shares are given in percent.
"""

import re

from assess.evidence.accuracies import START, Score, documents_of, scores_of
from assess.evidence.accuracy_tables import is_header, table_scores
from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import broken, mapped, whole_document
from indicators.records import Text

KIND, TOOL = "lm_eval", "lm-evaluation-harness"
KEYS = re.compile(r'"(?:acc|acc_norm|exact_match|acc_stderr|exact_match_stderr|mc2|f1)(?:,[\w-]+)?"\s*:')  # fmt: skip
CELL = 5e-5
"""Half of the last digit in a table."""

NONE = Text("没有可用的精度", "No accuracy that may be used")
RANGE = Text("精度不在 0 与 1 之间，未采用", "An accuracy outside 0 and 1; not used")
FITS = Text(
    "精度、标准误与样本数互不相符",
    "Accuracy, standard error and number of samples do not fit together",
)
GRADED = Text(
    "标准误小于对错二值的值：答案按程度计分，标准误不能核对该精度",
    "The standard error is less than that of right or wrong: graded answers, which it does not hold",
)
UNHELD = Text(
    "没有样本数或标准误可核对该精度",
    "Neither samples nor a standard error hold this accuracy",
)
TABLE = Text("JSON 与表格中的精度不同", "The accuracy differs between JSON and table")
LIMITED = Text(
    "只评测了部分样本（limit），只能与同样限制的结果比较",
    "Only part of the documents was evaluated (limit); compare only with the same limit",
)
DUMMY = Text(
    "dummy 模型随机作答，不是任何模型的精度",
    "The dummy model answers at random: no model's accuracy",
)
DIGITS = Text("精度取自控制台表格，四位小数", "Taken from a console table, to four digits")
NO_MODEL = Text("文件没有说明评测的是哪个模型", "The file does not tell which model was evaluated")


def recognise(source: Source) -> Match:
    """Told by results with accuracies, or by the head of a table."""
    if START.search(source.glimpses) and KEYS.search(source.glimpses):
        return Match(1.0, '"results" with accuracies')
    if (
        '"results"' in source.glimpses
        and KEYS.search(source.glimpses)
        and '"n-shot"' in source.glimpses
    ):
        return Match(1.0, '"results" with accuracies')
    if any(is_header(line) for line in source.glimpses.splitlines() if "|" in line):
        return Match(1.0, "table with Version, Metric, Value, Stderr")
    return Match(0.0, 'no "results" with accuracies and no table of them')


def read(source: Source) -> Extract:
    """Accuracies of the results; of tables where there are none."""
    found = list(documents_of(source.text()))
    if not found:
        whole = whole_document(source)
        found = [(1, whole)] if mapped(whole, "results") else []
    tables = list(table_scores(source))
    scores = [score for line, document in found for score in scores_of(document, line)]
    findings: list[Finding] = []
    if not scores and tables:
        scores = tables
        findings.append(Finding("from_table", "note", DIGITS, tables[0].where))
    elif not found and START.search(source.head):
        findings.append(broken())
    known = {(score.task, score.base): score.value for score in tables if scores is not tables}
    readings = [item for score in scores if (item := _reading(score, known, findings))]
    findings += _remarks(readings)
    if not readings and not any(item.severity == "error" for item in findings):
        findings.append(Finding("no_accuracy", "error", NONE))
    version = next((str(item["lm_eval_version"]) for _, item in found if item.get("lm_eval_version")), "")  # fmt: skip
    return Extract(KIND, TOOL, version, tuple(readings), tuple(findings))


def _reading(
    score: Score, known: dict[tuple[str, str], float], findings: list[Finding]
) -> Reading | None:
    """The accuracy in percent; None for one outside its range."""
    if not 0.0 <= score.value <= 1.0:
        findings.append(Finding("out_of_range", "error", RANGE, score.where, f"{score.value:g}"))
        return None
    conditions: dict[str, Condition] = {**score.conditions, "metric": score.metric}
    samples = score.samples or score.counted
    if samples:
        conditions["samples"] = samples
    if score.stderr is not None:
        conditions["stderr"] = 100.0 * score.stderr
    if score.grouped:
        conditions["group"] = True
    value, warnings = 100.0 * score.value, _doubts(score, known.get((score.task, score.base)))
    return Reading("accuracy", value, f"{score.value:.10g}", "1", score.where, conditions, "share * 100", warnings)  # fmt: skip


def _doubts(score: Score, cell: float | None) -> tuple[Finding, ...]:
    """What speaks against an accuracy, or what it lacks; cell: the same in a table."""
    found = f"{score.value:g} ± {score.stderr or 0.0:g}, {score.samples or ''}"
    doubts = []
    if not score.fits:
        doubts.append(Finding("samples_disagree", "warning", FITS, score.where, found))
    elif score.graded and cell is None:
        doubts.append(Finding("graded_answers", "note", GRADED, score.where, found))
    elif not score.held and cell is None:
        doubts.append(Finding("unheld", "note", UNHELD, score.where))
    if cell is not None and abs(cell - score.value) > 1.1 * CELL:
        found = f"{score.value:g}, {cell:g}"
        doubts.append(Finding("table_disagrees", "warning", TABLE, score.where, found))
    return tuple(doubts)


def _remarks(readings: list[Reading]) -> list[Finding]:
    """What concerns all of them."""
    told = [reading.conditions for reading in readings]
    findings = []
    if any(item.get("loader") == "dummy" for item in told):
        findings.append(Finding("dummy_model", "warning", DUMMY))
    if any("limit" in item for item in told):
        limit = next(item["limit"] for item in told if "limit" in item)
        findings.append(Finding("limited", "warning", LIMITED, found=f"{limit}"))
    if told and not any("model" in item for item in told):
        findings.append(Finding("no_model", "note", NO_MODEL, Where(1)))
    return findings


READER = Reader(
    KIND,
    Text("lm-eval 精度结果", "lm-evaluation-harness results"),
    (TOOL,),
    recognise,
    read,
)
