"""A plan as data: JSON, CSV, and a workbook whose live formulas give the plan's own figures."""

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import Workbook, load_workbook

from assess import plans
from assess.api import examples
from assess.models import CapacityPlan, User
from indicators.load import load_file
from reports.documents.plan_workbook import plan_workbook
from reports.plan_data import plan_csv, plan_json

RunJobs = Callable[[], int]
A100 = {"card": "a100-sxm-80", "price_per_card_hour": 2}
BIG = {"params": "175B", "tokens": "3.5T", **A100}
ENGINEERING = {
    "dated": {"params": "13B", "tokens": "1T", "days": 60, **A100},
    "three tiers": {**BIG, "cards": 9456},
    "rails": {**BIG, "cards": 9456, "rails": 1, "switch_ports": 128},
    "oversubscribed": {**BIG, "cards": 4096, "oversubscription": 3},
    "no failures": {"params": "13B", "tokens": "1T", "cards": 512, "failure_rate": 0, **A100},
    "one switch": {"params": "7B", "tokens": "1T", "cards": 64, **A100},
    "optics and tiers": {**BIG, "cards": 1024, "optical_hosts": 1, "tiers": 3, "sample_tiers": 2, "spares_connected": 0},
    "rails, oversubscribed": {**BIG, "cards": 4096, "rails": 1, "oversubscription": 2},
    "other models": {
        **BIG, "cards": 1024, "nlp_params": "7B", "cv_params": "1B", "cv_models": 3, "asr_params": "1B",
        "multimodal_params": "10B", "images": "2B", "audio_hours": 1e6, "archive_bytes": 2, "read_share": 0.3,
    },
    "several modalities": {**BIG, "cards": 1024, "modality": "multimodal", "video_hours": 1e6, "video_gb_h": 2, "storage_nodes": 300},
    "vision": {**BIG, "cards": 1024, "modality": "cv"},
    "known data": {**BIG, "cards": 1024, "modality": "multimodal", "dataset_tb": 100, "node_share": 0.8},
    "owned": {**BIG, "cards": 9456, "server_price": 2e6, "switch_price": 1e5, "sample_switch_price": 5e4,
        "business_switch_price": 2e4, "management_switch_price": 3e3, "optic_price": 2e3, "cable_price": 300,
        "storage_price_tb": 600, "price_per_kwh": 0.6, "upkeep_share": 0.05, "operation_per_year": 1e7, "busy_share": 0.8},
    "partly priced": {**BIG, "cards": 1024, "card_price": 1e5, "price_per_kwh": 0.6},
}  # fmt: skip
REPORT: dict[str, dict[str, Any]] = {
    "example": {},
    "models": {
        "models": [
            {"kind": "nlp", "params": 175e9, "count": 1},
            {"kind": "cv", "params": 1e9, "count": 3},
        ]
    },
    "nodes": {"storage_nodes": 300, "card_tflops": 989.4},
}


class Sheet(Mapping[str, Any]):
    """Evaluates the formulas of a workbook, for itself: names, arithmetic, and seven functions."""

    def __init__(self, book: Workbook) -> None:
        self.cells: dict[str, Any] = {}
        self.known: dict[str, float] = {}
        for name, defined in book.defined_names.items():
            sheet, _, cell = str(defined.attr_text).partition("!")
            self.cells[name] = book[sheet.strip("'")][cell.replace("$", "")].value

    def value(self, name: str) -> float:
        """The value of a named cell, worked out once."""
        if name not in self.known:
            self.known[name] = self._worked_out(name)
        return self.known[name]

    def _worked_out(self, name: str) -> float:
        held = self.cells[name]
        if held is None:
            return 0.0  # an empty cell counts as 0
        if not isinstance(held, str):
            return float(held)
        text = re.sub(r"IF\(", "If(", held.removeprefix("=")).replace("^", "**")
        return float(eval(text, {"__builtins__": {}}, self))  # noqa: S307 - formulas of our own

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, name: str) -> Any:
        return FUNCTIONS[name] if name in FUNCTIONS else self.value(name)


FUNCTIONS: dict[str, Callable[..., float]] = {
    "ROUNDUP": lambda number, digits: math.ceil(number * 10**digits) / 10**digits,
    "ROUND": round,
    "MAX": max,
    "MIN": min,
    "SQRT": math.sqrt,
    "If": lambda condition, yes, no: yes if condition else no,
}


def planned(owner: User, mode: str, order: dict[str, Any], run_jobs: RunJobs) -> CapacityPlan:
    load_file(Path(settings.BASE_DIR) / "indicators" / "accelerators.toml")
    plan, _job = plans.order_plan(name="=1+1", order=order, by=owner, mode=mode)
    run_jobs()
    plan.refresh_from_db()
    assert plan.result is not None
    return plan


def held(plan: CapacityPlan, language: str = "zh-hans") -> Any:
    return load_workbook(io.BytesIO(plan_workbook(plan, language)))


def compare(book: Any, sheet: str) -> int:
    """Hold every live formula against the planner's own figure beside it; return how many there were."""
    evaluated, count = Sheet(book), 0
    for row in book[sheet].iter_rows(min_row=2, max_col=5, values_only=True):
        _label, value, _unit, name, computed = row
        if isinstance(value, str) and computed is not None:
            assert evaluated.value(name) == pytest.approx(computed, rel=1e-9), name
            count += 1
    return count


@pytest.mark.parametrize("code", ENGINEERING)
def test_live_formulas_of_an_engineering_plan_give_its_figures(
    code: str, owner: User, run_jobs: RunJobs
) -> None:
    plan = planned(owner, "engineering", ENGINEERING[code], run_jobs)
    assert compare(held(plan), "公式") >= 25


@pytest.mark.parametrize("code", REPORT)
def test_live_formulas_of_a_report_plan_give_its_figures(
    code: str, owner: User, run_jobs: RunJobs
) -> None:
    order = {**examples.PLAN.value["order"], **REPORT[code]}
    assert compare(held(planned(owner, "report", order, run_jobs)), "公式") >= 17


def test_a_changed_input_changes_what_follows_from_it(owner: User, run_jobs: RunJobs) -> None:
    book = held(planned(owner, "report", examples.PLAN.value["order"], run_jobs), "en")
    sheet = Sheet(book)
    sheet.cells["days"] = 100
    # half of 2835.648 PFLOPS; 4726.08 cards
    assert sheet.value("compute") == pytest.approx(1417.824)
    assert sheet.value("cards") == 4727


def test_other_readings_of_the_report_are_listed_as_values(owner: User, run_jobs: RunJobs) -> None:
    order = {**examples.PLAN.value["order"], "choices": {"A7": "6"}}
    sheet = held(planned(owner, "report", order, run_jobs))["公式"]
    assert not any(str(cell.value).startswith("=") for row in sheet.iter_rows() for cell in row)


def test_a_name_that_looks_like_a_formula_is_none(owner: User, run_jobs: RunJobs) -> None:
    plan = planned(owner, "report", examples.PLAN.value["order"], run_jobs)
    assert held(plan)["规划"]["B1"].value == "'=1+1"
    rows = list(csv.DictReader(io.StringIO(plan_csv(plan).decode("utf-8-sig"))))
    assert {row["plan"] for row in rows} == {"'=1+1"}


def test_json_and_csv_hold_the_whole_result(owner: User, run_jobs: RunJobs) -> None:
    plan = planned(owner, "engineering", ENGINEERING["dated"], run_jobs)
    assert plan.result is not None
    assert json.loads(plan_json(plan))["result"] == plan.result
    rows = list(csv.DictReader(io.StringIO(plan_csv(plan).decode("utf-8-sig"))))
    values = {row["key"]: row["value"] for row in rows if row["section"] == "result"}
    assert float(values["time.wall_days"]) == plan.result["time"]["wall_days"]
