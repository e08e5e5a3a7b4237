"""Reading an engineering order: typed or sent values become a checked plan input, every fault told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from assess.capacity.architecture import Architecture, Experts
from assess.capacity.cost import Prices
from assess.capacity.engineering import Operation, Order, SitePlan, Training, network_gb_s
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.layout import Sharding
from assess.capacity.machine import Machine
from assess.capacity.plan_fields import FIELD_BY_NAME, FIELDS, GOALS, SHARDINGS, PlanField
from assess.capacity.planes import Wiring
from assess.capacity.quantities import written
from assess.capacity.typed import as_typed, is_given, quantity_of
from assess.capacity.volumes import MODALITIES, Beside, DataPlan, Media, Modality
from indicators.records import Text
from indicators.units import UnitError, label

Goal = Literal["params", "tokens", "days", "cards"]
BESIDE = ("sharding", "card", "typed", "calibration", "modality")
"""Members of an order that are no quantities: how states are spread, the card's code, what was typed, whose constants,
what kind of data is trained on."""

PARAMS_WITHIN = 0.05
"""Published parameter counts are rounded, and count biases and norms."""

UNIT_CODES = ("unknown_unit", "other_dimension")

KNOWN = Text("只写已知的字段", "known fields only")
THREE = Text(
    "参数量、token 数、天数、卡数四者中的三个", "three of parameters, tokens, days and cards"
)
SIZE = Text("这些模型的参数量", "the parameters of these models")
EIGHT = 8
ASPECT = 128
"""GPT-3's width over its layers: 12288 / 96; its heads are as wide."""

PLACEHOLDER_CARDS, PLACEHOLDER_TOKENS, PLACEHOLDER_PARAMS = 8, 1e12, 1e10
"""Stand in for what is sought until it is found."""


@dataclass(frozen=True)
class EngineeringOrder:
    """A checked order: the plan's input, what is sought (None: all four goals are given), the date in days if any.

    values: every field's value as it counts, defaults filled in; None where the planner works it out.
    card: the card's code or name, by which published trainings are chosen to compare with; may be empty.
    """

    order: Order
    sought: Goal | None
    days: float | None
    values: Mapping[str, float | None]
    sharding: Sharding
    per_parameter: float
    card: str = ""


def read_engineering(order: Mapping[str, object]) -> EngineeringOrder:
    """Read an order as it came by REST, a form or the command line; numbers may be written as text.

    Raises PlanError with every fault: unknown field, no number, out of range, fewer than three goals.
    """
    faults: list[PlanFault] = []
    known = {field.name for field in FIELDS} | {*BESIDE}
    faults += [
        PlanFault(str(name), str(order[name])[:60], KNOWN, "unknown")
        for name in order
        if name not in known
    ]
    values: dict[str, float | None] = {}
    for field in FIELDS:
        value, fault = read_field(field, order.get(field.name))
        values[field.name] = value
        faults += [fault] if fault else []
    sharding = _word(order, "sharding", SHARDINGS, "optimizer", faults)
    modality = _word(order, "modality", tuple(MODALITIES), "nlp", faults)
    faults += _uncounted(values)
    sought, goal_faults = _sought(values, faults)
    faults += goal_faults
    if faults:
        raise PlanError(faults)
    found = _checked(values, sought, cast("Sharding", sharding), cast("Modality", modality))
    _agree(found)
    return replace(found, card=str(order.get("card") or ""))


def _uncounted(values: Mapping[str, float | None]) -> list[PlanFault]:
    """Other models that are counted without a size."""
    return [
        PlanFault(f"{kind}_params", "", SIZE, "missing")
        for kind in MODALITIES
        if values[f"{kind}_models"] is not None and values[f"{kind}_params"] is None
    ]


def _agree(found: EngineeringOrder) -> None:
    """Raise PlanError where a parameter count was given and the described architecture has another one."""
    given, total = found.values["params"], found.order.training.model.total_params()
    if given and found.values["layers"] and abs(total / given - 1.0) > PARAMS_WITHIN:
        expected = Text(
            f"与层数、隐藏维度等描述相符，即 {total:.4g}；或者不填",
            f"as many as the described architecture has, {total:.4g}; or leave it empty",
        )
        raise PlanError([PlanFault("params", f"{given:.4g}", expected, "contradiction")])


def _checked(
    values: dict[str, float | None], sought: Goal | None, sharding: Sharding, modality: Modality
) -> EngineeringOrder:
    model = architecture_of(values)
    built = Order(
        training=Training(
            model=model,
            machine=_machine(values),
            tokens=values["tokens"] or PLACEHOLDER_TOKENS,
            batch_tokens=values["batch_tokens"],
            sharding=sharding,
            mfu=values["mfu"],
            bytes_per_token=_number(values, "bytes_per_token"),
        ),
        cards=int(values["cards"] or PLACEHOLDER_CARDS),
        operation=Operation(**_some(values, Operation)),
        site=SitePlan(**_some(values, SitePlan)),
        wiring=Wiring(**_some(values, Wiring)),
        data=_data(values, modality),
        prices=Prices(**_some(values, Prices)),
    )
    return EngineeringOrder(
        built, sought, values["days"], values, sharding, _number(values, "per_parameter")
    )


def architecture_of(values: Mapping[str, float | None]) -> Architecture:
    """The model: as described, or in GPT-3's proportions from its parameter count.

    L = (N / (12 * 128^2))^(1/3), in eights from 16 layers on so that pipelines divide it, h = 128 times that before
    rounding; the attention part takes up what is left so that N comes out exactly.

    Raises PlanError for a description that contradicts itself.
    """
    if values.get("layers") and values.get("hidden"):
        return _described(values)
    params = values.get("params") or PLACEHOLDER_PARAMS
    depth = (params / (12.0 * ASPECT**2)) ** (1.0 / 3.0)
    layers = max(round(depth / EIGHT) * EIGHT if depth >= 2 * EIGHT else round(depth), 1)
    heads = max(round(depth / EIGHT) * EIGHT if depth >= EIGHT else round(depth), 1)
    vocabulary, hidden = int(_number(values, "vocabulary")), heads * ASPECT
    matrices = 2.0 * hidden * 4.0 * hidden
    attention = (params - vocabulary * hidden) / layers - matrices
    return Architecture(
        layers=layers,
        hidden=hidden,
        heads=heads,
        vocabulary=vocabulary,
        sequence=int(_number(values, "sequence")),
        attention_params=max(round(attention), 1),
    )


def _described(values: Mapping[str, float | None]) -> Architecture:
    whole = {name: int(value) for name, value in values.items() if value is not None}
    hidden = whole["hidden"]
    experts = None
    if whole.get("experts"):
        experts = Experts(
            count=whole["experts"],
            chosen=whole.get("experts_chosen", 1),
            width=whole.get("expert_width", 4 * hidden),
            shared=whole.get("experts_shared", 0),
            dense_layers=whole.get("dense_layers", 0),
        )
    return Architecture(
        layers=whole["layers"],
        hidden=hidden,
        heads=whole.get("heads", max(hidden // ASPECT, 1)),
        vocabulary=whole["vocabulary"],
        sequence=whole["sequence"],
        kv_heads=whole.get("kv_heads", 0),
        head_width=whole.get("head_width", 0),
        feed_forward=whole.get("feed_forward", 0),
        gated=bool(whole.get("gated")),
        tied=bool(whole.get("tied", 1)),
        attention_params=whole.get("attention_params", 0),
        kv_width=whole.get("kv_width", 0),
        experts=experts,
    )


def _machine(values: Mapping[str, float | None]) -> Machine:
    per_server = int(_number(values, "cards_per_server"))
    return Machine(
        peak_tflops=_number(values, "peak_tflops"),
        memory_gb=_number(values, "memory_gb"),
        memory_gb_s=_number(values, "memory_gb_s"),
        link_gb_s=_number(values, "link_gb_s"),
        network_gb_s=network_gb_s(_number(values, "port_gbit_s"), per_server),
        cards_per_server=per_server,
        matmul_share=_number(values, "matmul_share"),
    )


def _data(values: Mapping[str, float | None], modality: Modality) -> DataPlan:
    """What is stored; a kind of other models counts where its parameters are given."""
    beside = tuple(
        Beside(kind, params, int(values[f"{kind}_models"] or 1))
        for kind in MODALITIES
        if (params := values[f"{kind}_params"]) is not None
    )
    media = Media(**_some(values, Media))
    return DataPlan(**_some(values, DataPlan), modality=modality, media=media, beside=beside)


def _some(values: Mapping[str, float | None], record: type[Any]) -> dict[str, Any]:
    """The values of a record's fields, whole numbers and yes or no as such."""
    return {
        name: _plain(FIELD_BY_NAME[name], value)
        for name, value in values.items()
        if name in record.__dataclass_fields__ and value is not None
    }


def _plain(field: PlanField, value: float) -> float | int | bool:
    if field.unit == "yes":
        return bool(value)
    return int(value) if field.integer else value


def _word(
    order: Mapping[str, object],
    name: str,
    known: tuple[str, ...],
    usual: str,
    faults: list[PlanFault],
) -> str:
    """A member that is one of several words."""
    found = str(order.get(name) or usual)
    if found not in known:
        listed = Text("、".join(known), ", ".join(known))
        faults.append(PlanFault(name, found[:60], listed, "not_a_choice"))
    return found


def _number(values: Mapping[str, float | None], name: str) -> float:
    """A value that is there by now; 0 stands for "none" where a field allows it."""
    return values.get(name) or 0.0


def _sought(
    values: dict[str, float | None], faults: list[PlanFault]
) -> tuple[Goal | None, list[PlanFault]]:
    """What is sought: the one goal that is not given. An architecture gives the parameters."""
    described = values["layers"] and values["hidden"]
    missing = [
        name for name in GOALS if values[name] is None and not (name == "params" and described)
    ]
    if len(missing) > 1 and not any(fault.field in GOALS for fault in faults):
        return None, [PlanFault(name, "", THREE, "missing") for name in missing]
    return (cast("Goal", missing[0]) if missing else None), []


def read_field(field: PlanField, raw: object) -> tuple[float | None, PlanFault | None]:
    """The value of a field in its unit, its default where nothing was written; or what is wrong with it."""
    if not is_given(raw):
        return field.default, _fault(field, "", "" if field.unknown else "missing")
    try:
        number = quantity_of(raw, field.unit)
    except UnitError as error:
        code = error.code if error.code in UNIT_CODES else "not_a_number"
        return None, _fault(field, raw, code)
    if not field.low <= number <= field.high:
        return None, _fault(field, raw, "out_of_range")
    if field.integer and number != int(number):
        return None, _fault(field, raw, "not_whole")
    return number, None


def _fault(field: PlanField, raw: object, code: str) -> PlanFault | None:
    if not code:
        return None
    limits = _limits(field)
    expected = Text(f"{field.label.zh}：{limits.zh}", f"{field.label.en}: {limits.en}")
    typed = as_typed(raw)
    found = f"{typed['value']} {typed['unit']}".strip() if typed else str(raw)
    return PlanFault(field.name, found[:60], expected, code)


def _limits(field: PlanField) -> Text:
    if field.unit == "yes":
        return Text("1（是）或 0（否）", "1 (yes) or 0 (no)")
    numbers = f"{written(field.low)} – {written(field.high)}"
    zh, en = (label(field.unit, language) for language in ("zh-hans", "en"))
    return Text(f"{numbers} {zh}", f"{numbers} {en}")
