"""What the planner's page tells: every field as typed, what was taken where nothing was, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assess.calibrations import constants_for
from assess.capacity.calibrate import FITTED
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.full_plan import LIVE_DRAWS, FullPlan, full_plan
from assess.capacity.machine import Calibration
from assess.capacity.nearest import Nearest, is_infeasible, nearest
from assess.capacity.plan_fields import (
    CATALOGUE,
    FIELD_BY_NAME,
    FIELDS,
    GOALS,
    SHARDINGS,
    Group,
    PlanField,
)
from assess.capacity.presets import PRESET_BY_CODE, Preset
from assess.capacity.priors import NOMINAL, class_of, prior
from assess.capacity.questions import Known, Question, questions
from assess.catalogue import card_figures, completed
from assess.models import User
from assess.runs import experience
from indicators import units
from indicators.models import Accelerator
from indicators.records import Text

GROUPS: Mapping[Group, Text] = {
    "goal": Text("目标", "Goal"),
    "machine": Text("加速卡与服务器", "Card and server"),
    "model": Text("模型结构", "Architecture"),
    "training": Text("训练方式", "Training"),
    "operation": Text("故障与检查点", "Failures and checkpoints"),
    "data": Text("数据与存储", "Data and storage"),
    "network": Text("网络平面", "Network planes"),
    "site": Text("供电", "Power"),
    "cost": Text("价格与费用", "Prices and cost"),
}
UNIT_PREFIX = "u-"
WORDS = ("card", "sharding", "modality", "calibration")
"""Fields of the page that hold a word."""


@dataclass(frozen=True)
class Box:
    """A field with what was typed, its units, what is wrong with it or asked of it, and what counts where it is empty."""

    field: PlanField
    text: str
    unit: str
    units: tuple[str, ...]
    fault: PlanFault | None
    question: Question | None
    assumed: float | None
    source: Text

    @property
    def typed(self) -> bool:
        """Whether anything was typed."""
        return bool(self.text.strip())

    @property
    def is_choice(self) -> bool:
        """Whether it is answered by yes or no."""
        return self.field.unit == "yes"


@dataclass(frozen=True)
class BoxGroup:
    """Fields that belong together; unfolded where one of them wants attention."""

    code: Group
    name: Text
    boxes: tuple[Box, ...]

    @property
    def open(self) -> bool:
        """Whether a field of it is asked about or refused."""
        return any(box.fault or box.question for box in self.boxes)

    @property
    def given(self) -> tuple[Box, ...]:
        """Fields that were typed."""
        return tuple(box for box in self.boxes if box.typed)

    @property
    def assumed(self) -> tuple[Box, ...]:
        """Fields that were left empty and for which a value counts."""
        return tuple(box for box in self.boxes if not box.typed and box.assumed is not None)


@dataclass(frozen=True)
class Planner:
    """The page: its fields, the answer or why there is none, and the nearest plans where the wish cannot be met."""

    groups: tuple[BoxGroup, ...]
    card: str
    sharding: str
    modality: str
    calibration: str
    preset: Preset | None
    answer: FullPlan | None
    faults: tuple[PlanFault, ...]
    infeasible: bool
    violated: tuple[Text, ...]
    nearest: tuple[Nearest, ...]
    typed: Mapping[str, str]
    waiting: bool

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Every field."""
        return tuple(box for group in self.groups for box in group.boxes)


def typed_order(query: Mapping[str, str]) -> dict[str, Any]:
    """An order from the fields of the page: a value with its unit where one was chosen."""
    order: dict[str, Any] = {}
    for field in FIELDS:
        text = query.get(field.name, "").strip()
        unit = query.get(UNIT_PREFIX + field.name, "")
        if text:
            order[field.name] = {"value": text, "unit": unit} if unit else text
    return order | {name: query[name] for name in WORDS if query.get(name)}


def start(query: Mapping[str, str]) -> dict[str, str]:
    """The texts that the page starts with: those of a preset, or those typed."""
    preset = PRESET_BY_CODE.get(query.get("preset", ""))
    return dict(preset.order) if preset else dict(query.items())


def planner(query: Mapping[str, str], user: User) -> Planner:
    """The page for what was typed. Asks the database for the catalogue, and for a calibration where one is chosen."""
    typed = start(query)
    order = typed_order(typed)
    figures, faults = _figures(order)
    constants, refused = _constants(order, user)
    whole, faults = completed(order, figures), (*faults, *refused)
    answer, found = (None, faults) if faults else _answered(whole, constants)
    infeasible = bool(found) and is_infeasible(PlanError(found))
    missed = answer is not None and answer.engineered.keeps_date is False
    offers = nearest(whole, constants) if infeasible or missed else ()
    return Planner(
        groups=_groups(typed, whole, (figures, found), answer),
        card=str(order.get("card", "")),
        sharding=str(order.get("sharding", SHARDINGS[1])),
        modality=str(order.get("modality", "nlp")),
        calibration=str(order.get("calibration", "")),
        preset=PRESET_BY_CODE.get(query.get("preset", "")),
        answer=answer,
        faults=() if infeasible else tuple(found),
        infeasible=infeasible,
        violated=_violated(answer if missed else None, found if infeasible else ()),
        nearest=offers,
        typed={name: text for name, text in typed.items() if text and name != "preset"},
        waiting=_unbegun(order),
    )


def _violated(answer: FullPlan | None, faults: tuple[PlanFault, ...]) -> tuple[Text, ...]:
    """In words, what of the wish cannot be."""
    told = [
        Text(f"{_label(item, 'zh')}（{item.found}）：需要{item.expected.zh}。",
             f"{_label(item, 'en')} ({item.found}): what is needed is {item.expected.en}.")
        for item in faults
    ]  # fmt: skip
    if answer is not None:
        wanted, takes = answer.engineered.asked.days or 0.0, answer.engineered.plan.time.wall_days
        told.append(Text(f"希望 {wanted:g} 天完成，实际要 {takes:.4g} 天。",
                         f"Wanted in {wanted:g} days; it takes {takes:.4g}."))  # fmt: skip
    return tuple(told)


def _label(fault: PlanFault, language: str) -> str:
    return str(getattr(FIELD_BY_NAME[fault.field].label, language))


def _unbegun(order: Mapping[str, Any]) -> bool:
    """Whether too little is there to complain of."""
    return not any(name in order for name in (*GOALS, "layers"))


def _figures(order: Mapping[str, Any]) -> tuple[dict[str, float], tuple[PlanFault, ...]]:
    try:
        return card_figures(str(order.get("card", ""))), ()
    except PlanError as error:
        return {}, error.faults


def _constants(order: Mapping[str, Any], user: User) -> tuple[Calibration, tuple[PlanFault, ...]]:
    """The step-time constants that were chosen; a calibration that the person may not use is refused."""
    try:
        return constants_for(order.get("calibration"), by=user, organisation=None), ()
    except PlanError as error:
        return FITTED, error.faults


def _answered(
    order: Mapping[str, Any], constants: Calibration
) -> tuple[FullPlan | None, tuple[PlanFault, ...]]:
    try:
        return full_plan(order, experience(), LIVE_DRAWS, constants), ()
    except PlanError as error:
        return None, error.faults


def _groups(
    typed: Mapping[str, str],
    order: Mapping[str, Any],
    told: tuple[Mapping[str, float], tuple[PlanFault, ...]],
    answer: FullPlan | None,
) -> tuple[BoxGroup, ...]:
    figures, faults = told
    asked = {item.field: item for item in questions(order, _known(order, figures))}
    wrong = {item.field: item for item in faults}
    boxes = [
        Box(
            field=field,
            text=typed.get(field.name, ""),
            unit=typed.get(UNIT_PREFIX + field.name, "") or field.unit,
            units=units.choices(field.unit),
            fault=wrong.get(field.name),
            question=asked.get(field.name),
            assumed=_assumed(field, figures, answer),
            source=CATALOGUE if field.name in figures else field.source,
        )
        for field in FIELDS
    ]
    return tuple(
        BoxGroup(code, name, tuple(box for box in boxes if box.field.group == code))
        for code, name in GROUPS.items()
    )


def _known(order: Mapping[str, Any], figures: Mapping[str, float]) -> Known:
    """What typed figures are held against: the card, all cards' peaks, the utilisation that few trainings exceed."""
    peaks: tuple[float, ...] = ()
    if "peak_tflops" in order and not figures:
        rows = Accelerator.objects.filter(peak_tflops__isnull=False)
        peaks = tuple(rows.values_list("peak_tflops", flat=True))
    card_class = class_of(str(order.get("card", "")), experts="experts" in order)
    _low, high = prior(experience().rows, card_class).interval(NOMINAL)
    return Known(figures, peaks, high)


def _assumed(
    field: PlanField, figures: Mapping[str, float], answer: FullPlan | None
) -> float | None:
    """What counts where the field is empty: the card's, the default, or what the planner found."""
    if field.name in figures:
        return figures[field.name]
    if field.default is not None:
        return field.default
    return _found(answer).get(field.name) if answer else None


def _found(answer: FullPlan) -> dict[str, float]:
    """What the planner worked out by itself."""
    plan = answer.engineered.plan
    training, best = plan.order.training, plan.candidates[0]
    model = training.model
    return {
        "params": model.total_params(),
        "tokens": training.tokens,
        "days": plan.time.wall_days,
        "cards": plan.order.cards,
        "layers": model.layers,
        "hidden": model.hidden,
        "heads": model.heads,
        "kv_heads": model.key_value_heads,
        "head_width": model.attention_width / model.heads,
        "feed_forward": model.feed_forward or 4 * model.hidden,
        "batch_tokens": best.tokens,
        "mfu": plan.mfu,
    }
