"""From a file's tables to records: types by pydantic, the rest by our checks, every fault with its path."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256
from math import inf
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from indicators.characters import character_faults
from indicators.checklist_checks import checklist_faults
from indicators.checklists import Checklist
from indicators.checks import framework_faults
from indicators.definitions import Accelerator, Framework, Profile
from indicators.faults import DefinitionError, Fault
from indicators.layout import Root
from indicators.mending import mend, new_faults
from indicators.profile_checks import catalogue_faults, profile_faults

Tables = Mapping[str, Any]
Records = TypeVar("Records")
FRAMEWORK = TypeAdapter(Framework)
PROFILE = TypeAdapter(Profile)
CHECKLIST = TypeAdapter(Checklist)
CATALOGUE = TypeAdapter(tuple[Accelerator, ...])
SHOWN = 40
LARGE = 1e16
"""From here on Python writes a float with an exponent."""
EXPECTED = {
    "string_type": "text",
    "float_type": "number",
    "finite_number": "finite number",
    "int_type": "whole number",
    "bool_type": "true or false",
    "tuple_type": "list",
    "dict_type": "table",
    "dataclass_type": "table",
}
CODES = {
    "missing": "missing",
    "unexpected_keyword_argument": "unknown_key",
    "extra_forbidden": "unknown_key",
    "too_long": "too_many",
}


def build_framework(tables: Tables) -> Framework:
    """Make a framework of a file's tables; raise DefinitionError with every fault."""
    _refuse(character_faults(tables))
    framework = _checked(FRAMEWORK, "framework", tables, framework_faults)
    _refuse(framework_faults(framework))
    return framework


def build_profile(tables: Tables, framework: Framework) -> Profile:
    """Make a profile of a file's tables and check it against its framework; raise DefinitionError."""
    _refuse(character_faults(tables))
    check = partial(profile_faults, framework=framework)
    profile = _checked(PROFILE, "profile", tables, check)
    _refuse(check(profile))
    return profile


def build_checklist(tables: Tables, framework: Framework | None) -> Checklist:
    """Make a checklist of a file's tables and check its links against ``framework``; raise DefinitionError."""
    checklist = typed(CHECKLIST, tables)
    _refuse(checklist_faults(checklist, framework.criterion_by_code if framework else None))
    return checklist


def published_framework(tables: Tables) -> Framework:
    """Make a framework of a published version: checked when it was published, later rules do not reach back."""
    return typed(FRAMEWORK, tables)


def published_profile(tables: Tables) -> Profile:
    """Make a profile of a published version, as it stands."""
    return typed(PROFILE, tables)


def published_checklist(tables: Tables) -> Checklist:
    """Make a checklist of a published version, as it stands."""
    return typed(CHECKLIST, tables)


def build_catalogue(tables: Tables) -> tuple[Accelerator, ...]:
    """Make the accelerator catalogue of a file's ``accelerators``; raise DefinitionError."""
    if unknown := sorted(tables.keys() - {"accelerators"}):
        raise DefinitionError(Fault("unknown_key", key) for key in unknown)
    catalogue = typed(CATALOGUE, tables.get("accelerators", []), "accelerators")
    _refuse(catalogue_faults(catalogue))
    return catalogue


def extend(base: Tables, tables: Tables) -> dict[str, Any]:
    """Return a profile's tables laid over those of the profile it extends.

    Single values and lists replace the base's, tables of shares are merged, anchors replace by code.
    """
    own = {key: value for key, value in tables.items() if key != "extends"}
    merged = {**base, **own}
    for key in ("pillars", "groups", "indicators", "assurance", "uncertainty"):
        if key in merged:
            merged[key] = {**base.get(key, {}), **own.get(key, {})}
    anchors = {item["code"]: item for item in (*base.get("anchors", ()), *own.get("anchors", ()))}
    return {**merged, "anchors": list(anchors.values())}


def canonical(tables: object) -> str:
    """Return tables as one text: the same content gives the same text, also after a stay in a database.

    PostgreSQL gives a float that is a very large whole number back as an integer, and minus zero as zero.
    """
    return json.dumps(
        _settled(tables), default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _settled(value: object) -> object:
    """Write numbers in the one way that every database gives back."""
    if isinstance(value, float):
        return int(value) if LARGE <= abs(value) < inf else value + 0.0
    if isinstance(value, Mapping):
        return {name: _settled(item) for name, item in value.items()}
    return [_settled(item) for item in value] if isinstance(value, list | tuple) else value


def digest(tables: Tables) -> str:
    """Return the SHA-256 of the canonical text."""
    return sha256(canonical(tables).encode()).hexdigest()


def _checked(
    adapter: TypeAdapter[Records],
    root: Root,
    tables: Tables,
    check: Callable[[Records], Iterable[Fault]],
) -> Records:
    """Make records; where types are wrong, look at the rest too, so that every fault is told at once."""
    try:
        return typed(adapter, tables)
    except DefinitionError as error:
        mended = json.loads(canonical(tables))
        if not isinstance(mended, dict) or not mend(root, mended, error.faults):
            raise
        raise DefinitionError((*error.faults, *_others(adapter, mended, check, error))) from error


def _others(
    adapter: TypeAdapter[Records],
    mended: Tables,
    check: Callable[[Records], Iterable[Fault]],
    error: DefinitionError,
) -> tuple[Fault, ...]:
    try:
        return new_faults(check(typed(adapter, mended)), error.faults)
    except DefinitionError:
        return ()


def typed(adapter: TypeAdapter[Records], tables: object, root: str = "") -> Records:
    try:
        return adapter.validate_json(canonical(tables))
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise DefinitionError(_fault(detail, root) for detail in details) from error


def _fault(detail: ErrorDetails, root: str) -> Fault:
    kind = detail["type"]
    if kind == "literal_error":
        expected = tuple(
            part.strip("' ") for part in detail["ctx"]["expected"].replace(" or ", ",").split(",")
        )
    else:
        expected = (EXPECTED.get(kind, detail["msg"]),)
    code = CODES.get(kind, "wrong_type")
    path = _path(detail["loc"], root)
    if code == "too_many":
        limits = detail["ctx"]
        return Fault(code, path, str(limits["actual_length"]), (str(limits["max_length"]),))
    if code == "wrong_type":
        return Fault(code, path, _short(detail["input"]), expected)
    return Fault(code, path)


def _path(location: Iterable[int | str], root: str) -> str:
    path = root
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _refuse(faults: Iterable[Fault]) -> None:
    if found := tuple(faults):
        raise DefinitionError(found)
