"""What a plan starts from: a model, a deadline, a card."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, Self

from assess.capacity.reading import read_order

ModelKind = Literal["nlp", "cv", "asr"]


@dataclass(frozen=True)
class StoredModel:
    """Models of one kind and size whose data the storage holds."""

    kind: ModelKind
    params: float
    count: int = 1


@dataclass(frozen=True)
class PlanInput:
    """A model, a deadline and a card.

    params: parameters N (count). tokens: training data D (tokens). days: training time. utilisation: the
    report's 算力利用率 as a share, an HFU (assumption A6). card_tflops: dense 16-bit peak of a card.
    cards_per_server. port_gbit_s: the card's network port. storage_nodes: None where not decided.
    models: whose data is stored; empty means the one NLP model that is trained. choices: readings of the report's open
    points that are not its own, by code (see ``assess.capacity.choices``).

    Raises PlanError with every field that is out of its limits.
    """

    params: float
    tokens: float
    days: float
    utilisation: float
    card_tflops: float
    cards_per_server: int = 8
    port_gbit_s: float = 200.0
    storage_nodes: int | None = None
    models: tuple[StoredModel, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        read_order(self.as_dict())

    @classmethod
    def from_mapping(cls, order: Mapping[str, object]) -> Self:
        """Read an order as it came by REST, a form or the command line; numbers may be written as text.

        Raises PlanError with every fault: missing, unknown, not a number, out of limits.
        """
        values = read_order(order)
        models = tuple(StoredModel(**item) for item in values.pop("models"))
        return cls(models=models, **values)

    def as_dict(self) -> dict[str, object]:
        """As JSON; ``from_mapping`` reads it back."""
        models = [asdict(item) for item in self.models]
        return {**asdict(self), "models": models, "choices": dict(self.choices)}

    def stored(self) -> tuple[StoredModel, ...]:
        """The models whose data the storage table counts."""
        return self.models or (StoredModel("nlp", self.params),)
