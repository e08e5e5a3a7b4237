"""A bundle: everything that a score was computed from, and the result, in one file that needs no database.

Sections and their hashes are described in docs/bundle.md and docs/bundle.schema.json. A bundle names nobody:
people are numbers that mean something within the one file only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from assess.scoring.results import Assessment, Facts
from indicators.faults import DefinitionError, Fault
from indicators.parsing import canonical, typed
from indicators.records import Record

FORMAT = "suanheng-bundle-1"
HASHED = ("framework", "profile", "subject", "cluster", "measurements", "answers", "score")
CONTENT = "content"
"""The hash over all the rest: equal content, equal hash."""

Tables = Mapping[str, Any]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class Subject(Record):
    """What was assessed: whose, which period, and where it stood on its way from draft to final."""

    organisation: Name
    origin: Literal["real", "published", "synthetic"]
    title: Name
    note: str
    period_start: date
    period_end: date
    state: Literal["draft", "submitted", "final", "withdrawn"]


@dataclass(frozen=True)
class Machine(Record):
    """The cluster's description. ``inputs`` are the raw inputs that it gave, in canonical units.

    ``accelerator`` is the code of a card of the catalogue, or empty.
    """

    name: Name
    nodes: Count | None
    cards_per_node: Count | None
    accelerator: str
    card_peak_tflops: Annotated[float, Field(gt=0)] | None
    location: Annotated[str, Field(max_length=200)]
    note: str
    inputs: Mapping[str, float]


@dataclass(frozen=True)
class Measured(Record):
    """A raw input as it was typed, what it means, and by which road, by whom and when it came.

    ``low`` and ``high`` are the ends of its range in the canonical unit, where they are known.
    """

    input: str
    text: str
    unit: str
    value: float
    canonical_unit: str
    low: float | None
    low_text: str
    high: float | None
    high_text: str
    source: str
    road: Literal["form", "api", "file", "shipped", "plan", "evidence", "series"]
    given_by: Annotated[int, Field(ge=1)]
    given_at: AwareDatetime

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its range; an end that was not given is the value itself."""
        if self.low is None and self.high is None:
            return None
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high


@dataclass(frozen=True)
class Answered(Record):
    """What was said of a criterion or an indicator, by whom and when.

    ``not_applicable`` is what counts: a statement that the assessor refused is none.
    """

    item: str
    credit: float | None
    not_applicable: bool
    reason: str
    evidence: str
    note: str
    given_by: Annotated[int, Field(ge=1)]
    given_at: AwareDatetime

    @property
    def leaves_out(self) -> bool:
        """Whether the item counts as not applicable."""
        return self.not_applicable


@dataclass(frozen=True)
class Scored(Record):
    """The result. ``computed_at`` is null for a draft that was scored for this file only."""

    kind: Literal["draft", "final"]
    digest: str
    computed_at: AwareDatetime | None
    result: Mapping[str, Any]


@dataclass(frozen=True)
class Bundle(Record):
    """The whole file. ``framework`` and ``profile`` are their complete definitions."""

    format: Literal["suanheng-bundle-1"]
    method: str
    framework: Mapping[str, Any]
    profile: Mapping[str, Any]
    subject: Subject
    cluster: Machine
    measurements: tuple[Measured, ...]
    answers: tuple[Answered, ...]
    score: Scored
    hashes: Mapping[str, str]


BUNDLE = TypeAdapter(Bundle)
RESULT, FACTS = TypeAdapter(Assessment), TypeAdapter(Facts)


def read(raw: bytes) -> dict[str, Any]:
    """Turn a file into tables; raise DefinitionError where it is not JSON that says each thing once."""
    try:
        tables = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DefinitionError([Fault("not_json", "", str(error))]) from error
    return recognised(tables)


def recognised(tables: object) -> dict[str, Any]:
    """Tables that say that they are a bundle; raise DefinitionError for others."""
    if isinstance(tables, dict) and tables.get("format") == FORMAT:
        return tables
    found = str(tables.get("format", "")) if isinstance(tables, dict) else ""
    raise DefinitionError([Fault("not_a_bundle", "format", found, (FORMAT,))])


def records_of(tables: Tables) -> Bundle:
    """Read the records of a bundle; raise DefinitionError with every fault of its shape."""
    return typed(BUNDLE, tables)


def write(tables: Tables) -> bytes:
    """The file: UTF-8 JSON, names sorted; the same content gives the same bytes."""
    text = json.dumps(tables, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def sealed(sections: Tables) -> dict[str, Any]:
    """Sections with format and hashes: the tables of a bundle."""
    tables = {"format": FORMAT, **sections}
    return {**tables, "hashes": hashes_of(tables)}


def hashes_of(tables: Tables) -> dict[str, str]:
    """SHA-256 of each section's canonical text, and of all of them together."""
    found = {name: _hash(tables[name]) for name in HASHED}
    rest = {name: value for name, value in tables.items() if name != "hashes"}
    return {**found, CONTENT: _hash(rest)}


def plain_result(result: Assessment) -> dict[str, Any]:
    """A result as JSON values."""
    values: dict[str, Any] = RESULT.dump_python(result, mode="json")
    return values


def schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **BUNDLE.json_schema()}


def _hash(value: object) -> str:
    return sha256(canonical(value).encode()).hexdigest()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise DefinitionError([Fault("duplicate", "", min(twice))])
    return dict(pairs)


def _constant(name: str) -> float:
    raise DefinitionError([Fault("not_json", "", name)])
