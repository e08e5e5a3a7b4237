"""What inputs that were taken over from evidence files rest on: file, place and text of every reading."""

from collections.abc import Mapping
from typing import Any

from assess.models import Submission, Taking
from assess.takings import standing_takings
from indicators.records import Text
from reports.grounds import Basis, Ground


def bases_of(submission: Submission) -> dict[str, Basis]:
    """By input; only of figures that still stand as they were taken over."""
    return {
        code: basis
        for row in standing_takings(submission)
        for basis in [_basis(row)]
        for code in row.inputs
    }


def _basis(row: Taking) -> Basis:
    return Basis(
        slot=row.slot,
        evidence=row.evidence,
        formula=row.formula,
        rule=row.rule,
        assumptions=tuple(Text(item["zh"], item["en"]) for item in row.assumptions),
        grounds=tuple(_ground(item) for item in row.proofs),
    )


def _ground(item: Mapping[str, Any]) -> Ground:
    tool = f"{item['tool']} {item['tool_version']}".strip()
    printed = f"{item['printed']} {item['printed_unit']}".strip()
    names = ("evidence", "path", "sha256", "line", "end", "key", "derived")
    return Ground(tool=tool, printed=printed, **{name: item[name] for name in names})
