"""A plan as a whole: what goes in, what comes out, what is refused, and the command."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assess.capacity.report_mode import PlanError, PlanInput, StoredModel, report_mode

EXAMPLE = {
    "params": 175e9,
    "tokens": 3500e9,
    "days": 50,
    "utilisation": 0.4,
    "card_tflops": 300,
}
ROOT = Path(__file__).parents[2]


def planned(**more: object) -> dict[str, Any]:
    return report_mode(PlanInput.from_mapping({**EXAMPLE, **more})).as_dict()


def refused(**more: object) -> dict[str, str]:
    with pytest.raises(PlanError) as caught:
        PlanInput.from_mapping({**EXAMPLE, **more})
    return {fault.field: fault.code for fault in caught.value.faults}


def command(*more: str, **options: str) -> str:
    given = {**{name.replace("_", "-"): str(value) for name, value in EXAMPLE.items()}, **options}
    out = io.StringIO()
    call_command("plan", *(f"--{name}={value}" for name, value in given.items()), *more, stdout=out)
    return out.getvalue()


def test_the_reports_printed_figures_stand_beside_the_exact_ones() -> None:
    plan = planned()
    assert plan["as_printed"] == {
        "compute_pflops": 2836,
        "cards": 9453,
        "storage_bandwidth_gb_s": 5600,
        "storage_total_pb": 70,
    }
    assert [item["exact"] for item in plan["comparison"]] == [
        plan[key] for key in plan["as_printed"]
    ]
    assert "rounded down" in plan["comparison"][2]["verdict"]["en"]


def test_any_other_plan_has_no_printed_figures() -> None:
    assert planned(days=51)["as_printed"] is None
    assert planned(days=51)["comparison"] == []


def test_a_plan_says_what_it_assumes() -> None:
    codes = [item["code"] for item in planned()["assumptions"]]
    assert codes == [f"A{n}" for n in range(1, 23) if n not in {3, 11, 13, 20}]
    with_images = planned(models=[{"kind": "cv", "params": 1e9}])["assumptions"]
    assert "A3" in [item["code"] for item in with_images]


def test_every_step_shows_its_numbers() -> None:
    steps = {item["code"]: item for item in planned()["explain"]}
    assert steps["cards"]["substituted"] == "⌈2835.6481 × 1000 / 300⌉ = ⌈9452.1605⌉"
    assert steps["compute_pflops"]["substituted"] == (
        "8 × 1.75e11 × 3.5e12 / (50 × 86400 × 0.4) / 10^15"
    )
    assert steps["storage_table_pb"]["result"] == 3.6435
    assert steps["raw_tb"]["subject"]["en"] == "NLP model, 1.75e11 parameters"


def test_a_plan_is_plain_json_and_its_order_reads_back() -> None:
    plan = json.loads(json.dumps(planned(models=[{"kind": "asr", "params": "1e9", "count": 3}])))
    again = PlanInput.from_mapping(plan["inputs"])
    assert again.models == (StoredModel("asr", 1e9, 3),)
    assert report_mode(again).as_dict() == plan


def test_numbers_may_be_typed() -> None:
    typed = {name: str(value) for name, value in EXAMPLE.items()}
    assert PlanInput.from_mapping(typed) == PlanInput.from_mapping(EXAMPLE)
    assert PlanInput.from_mapping({**typed, "storage_nodes": ""}).storage_nodes is None


def test_given_storage_nodes_are_connected() -> None:
    sample = planned(storage_nodes=300)["networks"][1]
    assert (sample["code"], sample["storage_ports"]) == ("sample", 600)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (40, "out_of_range"),
        (0, "out_of_range"),
        ("40 %", "not_a_number"),
        (True, "not_a_number"),
        ("nan", "not_a_number"),
        ([0.4], "not_a_number"),
        (None, "missing"),
        ("", "missing"),
    ],
)
def test_a_wrong_utilisation_is_refused(value: object, code: str) -> None:
    assert refused(utilisation=value) == {"utilisation": code}


def test_every_fault_is_told_at_once() -> None:
    faults = refused(
        params=-1,
        days="soon",
        cards_per_server=8.5,
        card="H100",
        models=[{"kind": "video", "params": 1e9}, {"kind": "nlp", "size": 1}, "nlp"],
    )
    assert faults == {
        "params": "out_of_range",
        "days": "not_a_number",
        "cards_per_server": "not_whole",
        "card": "unknown",
        "models[0].kind": "not_a_choice",
        "models[1].size": "unknown",
        "models[1].params": "missing",
        "models[2]": "not_a_list",
    }


def test_a_fault_says_what_was_found_and_what_is_expected() -> None:
    with pytest.raises(PlanError, match=r"utilisation: .* \(found: 40\)") as caught:
        PlanInput(175e9, 3500e9, 50, 40, 300)
    assert "40% 写作 0.4" in caught.value.faults[0].expected.zh


@pytest.mark.parametrize("models", ["nlp:1e9", 3, [{"kind": "nlp", "params": 1e9}] * 51])
def test_stored_models_are_a_list_of_bounded_length(models: object) -> None:
    assert refused(models=models) == {"models": "not_a_list"}


def test_the_command_prints_the_plan_as_json() -> None:
    plan = json.loads(command("--json"))
    assert (plan["cards"], plan["servers"], plan["as_printed"]["cards"]) == (9453, 1182, 9453)
    assert {"compute_pflops", "storage_bandwidth_gb_s", "storage_total_pb", "assumptions"} <= set(
        plan
    )


def test_the_command_reads_models() -> None:
    plan = json.loads(
        command("--json", "--model=nlp:175e9", "--model=cv:1e9:3", "--model=asr:1e9:3")
    )
    assert plan["storage_table"]["total_pb"] == pytest.approx(72.5457)


def test_the_command_speaks_chinese_unless_asked() -> None:
    assert "9,453 块" in command()
    assert "storage ports 454" in command(language="en")


def test_the_command_tells_every_fault() -> None:
    with pytest.raises(CommandError, match="utilisation") as caught:
        command("--model=video:1", utilisation="40")
    assert caught.value.returncode == 1
    assert "models[0].kind" in str(caught.value)
    assert "收到：40" in str(caught.value)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "plan", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_bad_input_ends_with_1_and_one_json_document() -> None:
    ended = run(
        "--params=0", "--tokens=1e12", "--days=1", "--utilisation=1", "--card-tflops=1", "--json"
    )
    assert ended.returncode == 1
    assert [item["field"] for item in json.loads(ended.stdout)["faults"]] == ["params"]


def test_wrong_usage_ends_with_2() -> None:
    ended = run("--params=1e9")
    assert ended.returncode == 2
    assert "--tokens" in ended.stderr


def test_the_command_plans_as_an_engineer_does() -> None:
    out = io.StringIO()
    given = ["--params=13B", "--tokens=1T", "--days=60", "--peak-tflops=312", "--memory-gb=80"]
    more = ["--memory-gb-s=2039", "--link-gb-s=600", "--card=a100-sxm-80", "--json"]
    call_command("plan", "--mode=engineering", *given, *more, stdout=out)
    plan = json.loads(out.getvalue())
    assert plan["sought"] == "cards"
    assert plan["time"]["wall_days"] <= 60
    assert plan["chances"]["draws"] == 100_000


def test_the_command_answers_an_infeasible_wish_with_the_nearest_plan() -> None:
    given = ["--params=13B", "--tokens=1T", "--days=0.02", "--peak-tflops=312", "--memory-gb=80"]
    with pytest.raises(CommandError, match=r"later date: \d+ cards") as caught:
        call_command("plan", "--mode=engineering", *given, "--memory-gb-s=2039", "--language=en")
    assert caught.value.returncode == 1


def test_the_command_tells_data_planes_and_what_is_missing_of_the_cost() -> None:
    out = io.StringIO()
    given = ["--params=13B", "--tokens=1T", "--cards=512", "--peak-tflops=312", "--memory-gb=80"]
    more = [
        "--memory-gb-s=2039",
        "--link-gb-s=600",
        "--modality=multimodal",
        "--server-price=2000000",
    ]
    call_command("plan", "--mode=engineering", *given, *more, "--language=en", stdout=out)
    text = out.getvalue()
    for plane in (
        "Parameter plane: 8 x 200 Gb/s",
        "Sample plane (storage)",
        "Business plane",
        "Management plane (out of band)",
    ):
        assert plane in text
    assert "missing: images, sound and video of the multimodal data set are not given" in text
    assert "missing: Optical modules: no price is given, left out" in text
