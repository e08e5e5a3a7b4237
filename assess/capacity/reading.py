"""Reading an order: from typed or sent values to checked numbers, every fault told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from assess.capacity.choices import read_choices
from assess.capacity.faults import PlanError, PlanFault
from indicators.records import Text

KINDS = ("nlp", "cv", "asr")
MOST_MODELS = 50
LONGEST_SHOWN = 60
"""Characters of a bad value that are repeated back."""


@dataclass(frozen=True)
class Quantity:
    """A field of a plan: its physical limits and what is expected of it, in words."""

    name: str
    lowest: float
    highest: float
    expected: Text
    integer: bool = False
    optional: bool = False


QUANTITIES = (
    Quantity(
        "params",
        1e3,
        1e16,
        Text(
            "模型参数量，1e3 至 1e16，如 175e9",
            "the number of parameters from 1e3 to 1e16, such as 175e9",
        ),
    ),
    Quantity(
        "tokens",
        1e3,
        1e18,
        Text(
            "训练数据 token 数，1e3 至 1e18，如 3500e9",
            "the number of training tokens from 1e3 to 1e18, such as 3500e9",
        ),
    ),
    Quantity(
        "days",
        1e-2,
        36500,
        Text("训练时长（天），0.01 至 36500", "the training time in days, 0.01 to 36500"),
    ),
    Quantity(
        "utilisation",
        1e-3,
        1,
        Text(
            "算力利用率，0.001 至 1 的比值（40% 写作 0.4）",
            "the utilisation as a share from 0.001 to 1 (0.4 for 40 %)",
        ),
    ),
    Quantity(
        "card_tflops",
        1e-1,
        1e6,
        Text(
            "单卡 16 位稠密峰值算力（TFLOPS），0.1 至 1000000，如 300",
            "the card's dense 16-bit peak in TFLOPS, 0.1 to 1000000, such as 300",
        ),
    ),
    Quantity(
        "cards_per_server",
        1,
        1e4,
        Text(
            "每台服务器的卡数，1 至 10000 的整数",
            "the cards per server, a whole number from 1 to 10000",
        ),
        integer=True,
        optional=True,
    ),
    Quantity(
        "port_gbit_s",
        1,
        1e4,
        Text(
            "每卡直出网口速率（Gbit/s），1 至 10000，如 200",
            "the speed of each card's network port in Gbit/s, 1 to 10000, such as 200",
        ),
        optional=True,
    ),
    Quantity(
        "storage_nodes",
        1,
        1e6,
        Text(
            "存储节点数，1 至 1000000 的整数", "the storage nodes, a whole number from 1 to 1000000"
        ),
        integer=True,
        optional=True,
    ),
)
MODEL_QUANTITIES = (
    QUANTITIES[0],
    Quantity(
        "count",
        1,
        1e3,
        Text("模型个数，1 至 1000 的整数", "how many such models, a whole number from 1 to 1000"),
        integer=True,
        optional=True,
    ),
)
KIND_EXPECTED = Text("nlp、cv 或 asr", "nlp, cv or asr")
MODELS_EXPECTED = Text(
    f"至多 {MOST_MODELS} 个模型的列表，每个含 kind、params，可含 count",
    f"a list of at most {MOST_MODELS} models, each with kind and params, perhaps count",
)
KNOWN_EXPECTED = Text("只写已知的字段", "known fields only")


class Reader:
    """Reads fields of one order and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[PlanFault] = []

    def numbers(
        self, order: Mapping[str, object], quantities: Sequence[Quantity], path: str = ""
    ) -> dict[str, Any]:
        """The good numbers of ``quantities``; what is absent and optional is left to its default."""
        found = {item.name: self._number(order.get(item.name), item, path) for item in quantities}
        return {name: value for name, value in found.items() if value is not None}

    def names(self, order: Mapping[str, object], known: Sequence[str], path: str = "") -> None:
        """Refuse fields that mean nothing here: a misspelt one would silently not count."""
        for name in order:
            if name not in known:
                self._fault(path + str(name), order[name], KNOWN_EXPECTED, "unknown")

    def models(self, raw: object) -> list[dict[str, Any]]:
        """The stored models, each with kind, params and perhaps count."""
        if raw is None:
            return []
        if not isinstance(raw, list | tuple) or len(raw) > MOST_MODELS:
            self._fault("models", raw, MODELS_EXPECTED, "not_a_list")
            return []
        return [self._model(item, f"models[{number}].") for number, item in enumerate(raw)]

    def _model(self, raw: object, path: str) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            self._fault(path.rstrip("."), raw, MODELS_EXPECTED, "not_a_list")
            return {}
        self.names(raw, ("kind", "params", "count"), path)
        kind = raw.get("kind")
        if kind not in KINDS:
            self._fault(f"{path}kind", kind, KIND_EXPECTED, "not_a_choice")
        return {"kind": kind, **self.numbers(raw, MODEL_QUANTITIES, path)}

    def _number(self, raw: object, wanted: Quantity, path: str) -> float | int | None:
        absent = raw is None or raw == ""
        if absent and wanted.optional:
            return None
        number = _parsed(raw)
        code = "missing" if absent else _objection(number, wanted)
        if code:
            self._fault(path + wanted.name, "" if absent else raw, wanted.expected, code)
            return None
        return int(number or 0) if wanted.integer else number

    def _fault(self, field: str, found: object, expected: Text, code: str) -> None:
        self.faults.append(PlanFault(field, str(found)[:LONGEST_SHOWN], expected, code))


def read_order(order: Mapping[str, object]) -> dict[str, Any]:
    """The checked values of an order, ``models`` as a list of their values, ``choices`` where they are not the default.

    Raises PlanError with every fault of the order.
    """
    reader = Reader()
    reader.names(order, [*(item.name for item in QUANTITIES), "models", "choices"])
    values = reader.numbers(order, QUANTITIES)
    models = reader.models(order.get("models"))
    choices, faults = read_choices(order.get("choices"), values.get("params"))
    reader.faults += faults
    if reader.faults:
        raise PlanError(reader.faults)
    return {**values, "models": models, "choices": choices}


def _objection(number: float | None, wanted: Quantity) -> str:
    """Why a number will not do, as a code; empty if it will."""
    if number is None:
        return "not_a_number"
    if not wanted.lowest <= number <= wanted.highest:
        return "out_of_range"
    return "not_whole" if wanted.integer and number != int(number) else ""


def _parsed(raw: object) -> float | None:
    """A finite number, given as one or written as one."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        number = float(raw)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None
