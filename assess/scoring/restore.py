"""A stored result back into its records."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from assess.scoring.results import Assessment, Facts
from assess.scoring.uncertainty import Uncertain

_ASSESSMENT = TypeAdapter(Assessment)
_FACTS = TypeAdapter(Facts)
_UNCERTAIN = TypeAdapter(Uncertain)


def restore(result: Mapping[str, Any]) -> Assessment:
    """Rebuild an assessment from ``dataclasses.asdict`` that went through JSON."""
    return _ASSESSMENT.validate_python(result)


def restore_uncertainty(stored: Mapping[str, Any] | None) -> Uncertain | None:
    """Rebuild what was drawn, where it was kept."""
    return None if stored is None else _UNCERTAIN.validate_python(stored)


def restore_facts(facts: Mapping[str, Any]) -> Facts:
    """Rebuild facts; numbers that a database gave back as whole ones are floats again."""
    return _FACTS.validate_python(facts)
