"""Every page about plans, with something on it, for tests that look at all of them."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from assess import calibrations, own_runs, plans
from assess.api import examples, own_examples
from assess.capacity.machine import MEASURED_ON
from assess.capacity.own_items import read_run_items
from assess.capacity.presets import PRESET_BY_CODE, Preset
from assess.capacity.serving_presets import SERVING_PRESETS
from assess.models import Organisation, User
from indicators.load import load_file
from tests.reports.own import step_cells

RunJobs = Callable[[], int]
PICTURES = {
    "engineer": 8, "engineering plan": 8, "comparison": 1, "validation": 2, "scaling": 1, "serving": 2,
}  # fmt: skip
"""At least so many pictures stand on a page."""


def plan_pages(organisation: Organisation, owner: User, run_jobs: RunJobs) -> dict[str, str]:
    """Addresses by name: plans of both methods, computed; own trainings and a calibration; the pages that keep nothing."""
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")
    both = (examples.PLAN.value, examples.ENGINEERING.value)
    report, engineering = (
        plans.order_plan(**order, by=owner, organisation=organisation)[0] for order in both
    )
    own_runs.add_runs(organisation, read_run_items(own_examples.RUNS.value["runs"]), by=owner)
    own_runs.add_steps(organisation, step_cells(), on=MEASURED_ON, card="A100", by=owner)
    calibration, _job = calibrations.order_calibration(organisation, basis="own", by=owner)
    run_jobs()
    chosen = urlencode({"plan": [report.pk, engineering.pk]}, doseq=True)
    return {
        "list": reverse("plan_list"),
        "report form": reverse("plan_new") + "?example",
        "report plan": reverse("plan_detail", args=[report.pk]),
        "engineer": reverse("plan_engineer") + "?preset=report",
        "engineer asks": _typed("plan_engineer", PRESET_BY_CODE["report"], peak_tflops="624"),
        "engineering plan": reverse("plan_detail", args=[engineering.pk]),
        "comparison": f"{reverse('plan_compare')}?{chosen}",
        "validation": reverse("plan_validation"),
        "own trainings": reverse("plan_own", args=[organisation.pk]),
        "own training": reverse("plan_own_add", args=[organisation.pk]),
        "calibration": reverse("plan_calibration", args=[calibration.pk]),
        "scaling": reverse("plan_scaling") + "?preset=report",
        "serving": reverse("plan_serving") + "?preset=llama2-70b",
        "serving refuses": _typed("plan_serving", SERVING_PRESETS[0], ttft_s="0.001"),
    }


def _typed(name: str, preset: Preset, **changes: str) -> str:
    """A page with a preset's fields typed, some of them changed."""
    return f"{reverse(name)}?{urlencode({**preset.order, **changes})}"
