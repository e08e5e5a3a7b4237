"""What an organisation gives of its own, for tests."""

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from assess.capacity.calibrate import FITTED
from assess.capacity.own_rows import STEP_COLUMNS
from tests.assess.test_capacity_own_rows import drawn

ORDER = {
    "params": 175e9, "tokens": 300e9, "cards": 1024, "peak_tflops": 312, "memory_gb": 80, "memory_gb_s": 2039,
    "link_gb_s": 600,
}  # fmt: skip


def step_cells(efficiency: float = 0.6) -> list[dict[str, str]]:
    """Cells of step times that other constants made."""
    cells = []
    for row in drawn(replace(FITTED, matrix_efficiency=efficiency), noise=0.01):
        model, layout = row.model, row.layout
        values = (
            row.family,
            layout.cards,
            layout.global_batch,
            layout.micro_batch,
            model.hidden,
            model.heads,
            model.layers,
            model.sequence,
            layout.tensor,
            layout.data,
            layout.pipeline,
            row.seconds * 1000,
        )
        cells.append(
            {column.name: str(value) for column, value in zip(STEP_COLUMNS, values, strict=True)}
        )
    return cells


def file(text: str) -> SimpleUploadedFile:
    """A CSV file."""
    return SimpleUploadedFile("t.csv", text.encode(), "text/csv")
