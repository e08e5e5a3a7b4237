"""A capacity plan exactly by the report's appendix: nothing added, nothing rounded in its favour."""

from dataclasses import asdict, dataclass, replace
from fractions import Fraction

from assess.capacity.assumptions import Assumption, applying
from assess.capacity.effects import Point, points
from assess.capacity.faults import PlanError, PlanFault
from assess.capacity.figures import Figures, connected_of, figures_of
from assess.capacity.inputs import PlanInput, StoredModel
from assess.capacity.network import Plane, planes
from assess.capacity.printed import Comparison, compared
from assess.capacity.steps import KINDS, Step, explain
from assess.capacity.storage import METADATA_SHARE, WATERMARK, StorageRow

__all__ = ["PlanError", "PlanFault", "PlanInput", "ReportPlan", "StoredModel", "report_mode"]

MODE = "report"


@dataclass(frozen=True)
class ReportPlan:
    """The result: numbers, networks, what the report prints, what was assumed, every step."""

    inputs: PlanInput
    figures: Figures
    networks: tuple[Plane, ...]
    comparison: tuple[Comparison, ...]
    assumptions: tuple[Assumption, ...]
    steps: tuple[Step, ...]
    points: tuple[Point, ...]

    def as_dict(self) -> dict[str, object]:
        """As JSON: numbers in the unit that their key ends in, texts in Chinese and English.

        ``as_printed`` holds the report's rounded figures, and ``comparison`` a verdict on each against the exact figures
        of the report's own readings, for the report's own example; for any other plan they are None and empty.
        """
        printed = {item.printed.quantity: item.printed.figure for item in self.comparison}
        return {
            "mode": MODE,
            "inputs": self.inputs.as_dict(),
            **_figures(self.figures),
            "as_printed": printed or None,
            "comparison": [_comparison(item) for item in self.comparison],
            "storage_table": _table(self.figures),
            "networks": [_plane(item) for item in self.networks],
            "assumptions": [asdict(item) for item in self.assumptions],
            "choices": [item.as_dict() for item in self.points],
            "explain": [{**asdict(item), "result": float(item.result)} for item in self.steps],
        }


def report_mode(wanted: PlanInput) -> ReportPlan:
    """Cards, servers, storage and networks for a model and a deadline, by the report's appendix.

    Source: report, appendix (一) to (三); readings A1 to A22 in docs/planner.md.
    """
    found = figures_of(wanted)
    return ReportPlan(
        inputs=wanted,
        figures=found,
        networks=planes(connected_of(wanted, found.servers, found.storage_nodes)),
        comparison=compared(wanted, figures_of(replace(wanted, choices={}))),
        assumptions=applying(wanted),
        steps=explain(wanted, found),
        points=points(wanted),
    )


def _figures(found: Figures) -> dict[str, object]:
    """The numbers; the storage table has a place of its own."""
    values = {
        name: float(value) if isinstance(value, Fraction) else value
        for name, value in vars(found).items()
    }
    del values["storage_rows"], values["storage_table_pb"]
    return values


def _table(found: Figures) -> dict[str, object]:
    return {
        "rows": [_row(row) for row in found.storage_rows],
        "data_tb": float(sum(row.total_tb for row in found.storage_rows)),
        "metadata_share": float(METADATA_SHARE),
        "watermark": float(WATERMARK),
        "total_pb": float(found.storage_table_pb),
    }


def _row(row: StorageRow) -> dict[str, object]:
    return {
        "kind": row.kind,
        "name": asdict(KINDS[row.kind]),
        "params": row.params,
        "count": row.count,
        "raw_tb": float(row.raw_tb),
        "training_tb": float(row.training_tb),
        "checkpoint_tb": float(row.checkpoint_tb),
        "archive_tb": float(row.archive_tb),
        "total_tb": float(row.total_tb),
    }


def _plane(plane: Plane) -> dict[str, object]:
    return {
        **asdict(plane),
        "port_gbit_s": float(plane.port_gbit_s),
        "ports": plane.ports,
        "leaf_ports": plane.leaf_ports,
        "bandwidth_gb_s": float(plane.bandwidth_gb_s),
    }


def _comparison(item: Comparison) -> dict[str, object]:
    return {
        "quantity": item.printed.quantity,
        "printed": item.printed.figure,
        "exact": float(item.exact),
        "unit": asdict(item.printed.unit),
        "verdict": asdict(item.printed.verdict),
        "assumptions": list(item.printed.assumptions),
    }
