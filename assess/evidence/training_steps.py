"""Steps of a training as logs print them, one row each: runs told apart, steady rows, and what their medians prove."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assess.evidence.reading import Condition, Finding, Reading, Where
from assess.evidence.spread import middle, spread
from indicators.records import Text

SLOW = 1.1
"""Leading rows that are slower than this times the median are warm-up."""

WORK_WITHIN = 0.005
"""Work of a step (TFLOPS * seconds) may differ by this between rows, and by the last digit of the TFLOPS."""

HALF_DIGIT = 0.06
VARIES = 0.25
"""Where more rows than this share differ, the work varies (packed sequences), and nothing follows from it."""

RATE_WITHIN = 0.02
ENOUGH = 3
WHOLE_CARDS = 0.1
SAME_RUN = ("cards", "layers", "hidden_size", "experts", "tensor_parallel", "pipeline_parallel", "precision")  # fmt: skip

WARM_UP = Text("开头的行（预热）未计入", "Rows at the start (warm-up) are left out")
FEW = Text("稳定的行很少，数值代表性有限", "Few steady rows, so the figure may not be typical")
NAN = Finding(
    "nan_iterations",
    "error",
    Text("有 NaN 迭代的行未采用", "Rows with NaN iterations are not used"),
)
SKIPPED = Finding(
    "skipped_iterations",
    "note",
    Text(
        "有跳过迭代的行（损失缩放）未计入：这些步没有更新参数",
        "Rows with skipped iterations (loss scale) are left out: those steps updated nothing",
    ),
)
ALL_SKIPPED = Finding(
    "all_skipped",
    "warning",
    Text(
        "所有行都有跳过的迭代（损失缩放），步时偏短",
        "Every row has skipped iterations (loss scale), which take less time than whole steps",
    ),
)
OTHER_BATCH = Finding(
    "other_batch",
    "note",
    Text(
        "全局批量或序列长度不同的行未计入",
        "Rows of another global batch or sequence length are left out",
    ),
)
WORK = Finding(
    "row_disagrees",
    "error",
    Text(
        "算力乘用时与其他行不符，该行未采用",
        "TFLOPS times seconds disagree with the other rows; the row is not used",
    ),
)
RATE = Text(
    "所印吞吐与批量除以用时不符", "The printed throughput is not the batch over the seconds"
)
RESTARTS = Text("训练有中断后续训", "The training was restarted and went on")
DOUBLE = Text("重复的行只计一次", "Rows that stand twice count once")


@dataclass(frozen=True, slots=True)
class Step:
    """One row: iteration of total, seconds, and what else it prints (None: not told). first: the first after a
    start; end: the last one planned.
    """

    line: int
    iteration: int
    total: int
    seconds: float
    batch: float | None = None
    length: float | None = None
    samples: float | None = None
    tflops: float | None = None
    card_tokens: float | None = None
    mfu: float | None = None
    form: str = ""
    nan: bool = False
    skipped: bool = False
    first: bool = False
    end: bool = False


@dataclass
class Run:
    """One run: its settings as conditions, its rows, how often it was restarted, rows that stood twice."""

    settings: dict[str, Condition]
    steps: list[Step] = field(default_factory=list)
    restarts: int = 0
    double: int = 0

    @property
    def where(self) -> Where:
        """From the first row to the last."""
        return Where(self.steps[0].line, end=self.steps[-1].line)


def add(runs: list[Run], step: Step, settings: dict[str, Condition]) -> None:
    """Put a row to its run: the last one, or a new one where total, shape or cards change or it begins again."""
    run = runs[-1] if runs else None
    if run is None or _another(run, step, settings):
        runs.append(Run(settings, [replace(step, first=True)]))
        return
    last = run.steps[-1]
    if step.iteration == last.iteration and run.settings is settings:
        run.double += 1
        return
    again = step.iteration <= last.iteration or run.settings is not settings
    run.restarts += again
    run.settings = settings
    run.steps.append(replace(step, first=True) if again else step)


def _another(run: Run, step: Step, settings: dict[str, Condition]) -> bool:
    """Whether a row is of another run than the one before it."""
    if step.total != run.steps[-1].total:
        return True
    if any(run.settings.get(name) != settings.get(name) for name in SAME_RUN):
        return True
    first, last = run.steps[0].iteration, run.steps[-1].iteration
    return step.iteration < last and step.iteration <= first


def steady(run: Run) -> tuple[list[Step], list[Finding]]:
    """Rows that tell the steady pace: no NaN, no warm-up, nothing skipped, one batch and length, and consistent."""
    findings: list[Finding] = []
    rows = _left(run.steps, lambda step: step.nan, NAN, findings)
    rows = _warm(rows, findings)
    if rows and all(step.skipped for step in rows):
        findings.append(replace(ALL_SKIPPED, where=_span(rows)))
    else:
        rows = _left(rows, lambda step: step.skipped, SKIPPED, findings)
    rows = _one_batch(rows, findings)
    rows = _same_work(rows, findings)
    if rows and len(rows) < ENOUGH:
        findings.append(Finding("few_rows", "warning", FEW, _span(rows), f"{len(rows)}"))
    if run.restarts:
        findings.append(Finding("restarts", "note", RESTARTS, run.where, f"{run.restarts}"))
    if run.double:
        findings.append(Finding("double_rows", "note", DOUBLE, run.where, f"{run.double}"))
    return rows, findings


def _left(
    rows: Sequence[Step], test: Callable[[Step], bool], finding: Finding, findings: list[Finding]
) -> list[Step]:
    """The rows that a test does not single out; the finding, with their place and number, where it does."""
    out = [step for step in rows if test(step)]
    if out:
        findings.append(replace(finding, where=_span(out), found=f"{len(out)}"))
    return [step for step in rows if not test(step)]


def _warm(rows: list[Step], findings: list[Finding]) -> list[Step]:
    """Without the first row of every start, and without leading rows that are clearly slower, as far as others remain."""
    if not any(not step.first for step in rows):
        return rows
    pace, _printed = middle([step.seconds for step in rows if not step.first])
    cold: set[int] = set()
    leading = False
    for place, step in enumerate(rows):
        leading = step.first or (leading and step.seconds > SLOW * pace)
        if leading:
            cold.add(place)
    if len(cold) == len(rows):
        cold = {place for place, step in enumerate(rows) if step.first}
    out = [rows[place] for place in sorted(cold)]
    if out:
        findings.append(Finding("warm_up", "note", WARM_UP, _span(out), f"{len(out)}"))
    return [step for place, step in enumerate(rows) if place not in cold]


def _one_batch(rows: list[Step], findings: list[Finding]) -> list[Step]:
    """The rows of the batch and sequence length that most have; the later one of two that are as frequent."""
    kinds = Counter((step.batch, step.length) for step in reversed(rows))
    if len(kinds) <= 1:
        return rows
    usual = kinds.most_common(1)[0][0]
    return _left(rows, lambda step: (step.batch, step.length) != usual, OTHER_BATCH, findings)


def _same_work(rows: list[Step], findings: list[Finding]) -> list[Step]:
    """Without rows whose TFLOPS and seconds do not make the work that the others make."""
    works = {step.line: step.tflops * step.seconds for step in rows if step.tflops}
    if not works:
        return rows
    usual, _printed = middle(list(works.values()))

    def other(step: Step) -> bool:
        half = HALF_DIGIT * step.seconds
        return abs(works.get(step.line, usual) - usual) > WORK_WITHIN * usual + half

    if sum(map(other, rows)) > max(1.0, VARIES * len(rows)):
        return rows
    return _left(rows, other, WORK, findings)


def _span(rows: Sequence[Step]) -> Where:
    return Where(rows[0].line, end=rows[-1].line)


def medians(run: Run, rows: list[Step]) -> tuple[list[Reading], list[Finding]]:
    """What steady rows prove: seconds per step, samples and tokens per second, TFLOPS and MFU as printed."""
    settings = dict(run.settings)
    for name, value in (("global_batch_size", rows[0].batch), ("sequence_length", rows[0].length)):
        if value:
            settings[name] = int(value)
    if run.restarts:
        settings["restarts"] = run.restarts
    cards = settings.get("cards")
    found = [
        _median(settings, rows, "step_seconds", "s", lambda step: step.seconds, "printed"),
        _median(settings, rows, "training_throughput", "samples/s", _samples, "batch / seconds"),
        _median(settings, rows, "tokens_per_s", "token/s", _tokens_of(cards), "tokens / seconds"),
        _median(settings, rows, "card_tokens_per_s", "token/s", lambda step: step.card_tokens, "printed"),
        _median(settings, rows, rows[0].form or "model_tflops", "TFLOPS", lambda step: step.tflops, "printed"),
        _median(settings, rows, "mfu", "%", lambda step: step.mfu, "printed"),
    ]  # fmt: skip
    return [item for item in found if item], _rates(rows, cards)


def cards_by_rate(rows: list[Step]) -> int | None:
    """Cards as tokens per second of all over those of one, where that is a whole number beyond doubt."""
    ratios = [
        step.batch * step.length / step.seconds / step.card_tokens
        for step in rows
        if step.batch and step.length and step.card_tokens
    ]
    if not ratios:
        return None
    found, _printed = middle(ratios)
    return round(found) if found >= 1.0 and abs(found - round(found)) <= WHOLE_CARDS else None


def _median(
    settings: dict[str, Condition], rows: list[Step], quantity: str, unit: str, value_of: Callable[[Step], float | None], how: str
) -> Reading | None:  # fmt: skip
    """The median over rows of what is told or follows; None where no row tells it."""
    known = [(step, value) for step in rows if (value := value_of(step)) is not None]
    if not known:
        return None
    values = [value for _step, value in known]
    value, printed = middle(values)
    told = {**settings, **spread(values)}
    text = f"median of {len(values)} rows" + ("" if how == "printed" else f" of {how}")
    return Reading(quantity, value, printed, unit, _span([known[0][0], known[-1][0]]), told, text)


def _samples(step: Step) -> float | None:
    """Samples per second of a step."""
    return step.batch / step.seconds if step.batch else step.samples


def _tokens_of(cards: Condition | None) -> Callable[[Step], float | None]:
    """Tokens per second of a step in all cards: from batch and length, else from what a card prints."""

    def tokens(step: Step) -> float | None:
        samples = _samples(step)
        if samples and step.length:
            return samples * step.length
        return step.card_tokens * cards if step.card_tokens and isinstance(cards, int) else None

    return tokens


def _rates(rows: list[Step], cards: Condition | None) -> list[Finding]:
    """A warning where a printed rate and the one that follows from batch, length and seconds disagree."""
    pairs = [(step.line, step.samples, step.batch / step.seconds) for step in rows if step.samples and step.batch]  # fmt: skip
    if isinstance(cards, int) and cards:
        pairs += [
            (step.line, step.card_tokens, step.batch * step.length / step.seconds / cards)
            for step in rows
            if step.card_tokens and step.batch and step.length
        ]
    wrong = [pair for pair in pairs if abs(pair[1] - pair[2]) > RATE_WITHIN * pair[2]]
    if not wrong:
        return []
    line, found, wanted = wrong[0]
    return [Finding("rate_disagrees", "warning", RATE, Where(line), f"{found:g}", f"{wanted:g}")]
