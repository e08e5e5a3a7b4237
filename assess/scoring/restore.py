"""A stored result back into its records."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from assess.scoring.results import Assessment

_ASSESSMENT = TypeAdapter(Assessment)


def restore(result: Mapping[str, Any]) -> Assessment:
    """Rebuild an assessment from ``dataclasses.asdict`` that went through JSON."""
    return _ASSESSMENT.validate_python(result)
