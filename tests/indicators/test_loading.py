"""Files into rows: once, and a published version never changes."""

import io
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from indicators import load
from indicators.faults import DefinitionError
from indicators.models import Accelerator, Framework, Profile
from indicators.template import write_workbook
from tests.indicators.shipped import framework_tables, profile_tables

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_framework", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_loading_twice_gives_the_same_rows() -> None:
    first = load.shipped()
    rows = set(Framework.objects.values_list("pk", "digest")) | set(
        Profile.objects.values_list("pk", "digest")
    )
    again = load.shipped()
    assert {item.outcome for item in first} == {"loaded"}
    assert {item.outcome for item in again} == {"unchanged"}
    assert rows == set(Framework.objects.values_list("pk", "digest")) | set(
        Profile.objects.values_list("pk", "digest")
    )


def test_a_published_framework_is_not_changed_under_its_version() -> None:
    row, _ = load.load_framework(framework_tables())
    changed = deepcopy(framework_tables())
    changed["title"]["en"] = "Another title"
    with pytest.raises(load.ChangedVersion):
        load.load_framework(changed)
    row.refresh_from_db()
    assert row.title_en == framework_tables()["title"]["en"]


def test_a_published_framework_is_read_whatever_later_rules_would_refuse() -> None:
    old = deepcopy(framework_tables())
    old["indicators"][16]["formulas"] = ["operating_hours"]  # hours without "per failure"
    old["indicators"][14]["formulas"] = ["failures"]  # a count where per cent is due
    with pytest.raises(DefinitionError):
        load.load_framework(old)
    row = Framework(code="old", version="1.0", digest="d" * 64, definition=old)
    assert row.parsed().indicators[14].formulas == ("failures",)


def test_a_new_version_stands_beside_the_old_one() -> None:
    load.load_framework(framework_tables())
    _, new = load.load_framework({**framework_tables(), "version": "2.0"})
    assert new
    assert Framework.objects.newest("caict-2024").version == "2.0"
    assert Framework.objects.count() == 2


def test_a_profile_is_published_for_the_newest_framework() -> None:
    load.load_framework(framework_tables())
    newer, _ = load.load_framework({**framework_tables(), "version": "2.0"})
    profile, _ = load.load_profile(profile_tables())
    assert profile.framework == newer


def test_a_profile_without_its_framework_is_refused() -> None:
    with pytest.raises(DefinitionError) as refusal:
        load.load_profile(profile_tables())
    assert [fault.path for fault in refusal.value.faults] == ["framework"]


def test_rows_give_back_what_the_file_said() -> None:
    load.shipped()
    framework = Framework.objects.get(code="caict-2024").parsed()
    profile = Profile.objects.get(code="training").parsed()
    assert framework.indicator_by_code["P05"].maximum is None
    assert profile.not_applicable == ("P15", "P16", "P17", "P18", "T06")
    assert Framework.objects.get().parsed() is framework


def test_a_corrected_card_is_updated_and_counted() -> None:
    path = load.HERE / "accelerators.toml"
    total = load.load_catalogue(load.read(path))
    tables = load.read(path)
    tables["accelerators"][0]["power_w"] = 250
    assert (total, load.load_catalogue(tables)) == (len(tables["accelerators"]), 1)
    assert Accelerator.objects.get(code=tables["accelerators"][0]["code"]).power_w == 250


def test_the_command_loads_all_shipped_files() -> None:
    code, out, _ = run("--json")
    files = json.loads(out)["files"]
    assert (code, len(files), {item["outcome"] for item in files}) == (0, 9, {"loaded"})


def test_checking_publishes_nothing(tmp_path: Path) -> None:
    path = load.HERE / "frameworks" / "caict-2024.toml"
    code, out, _ = run(str(path), "--check")
    assert (code, out.strip()) == (0, "caict-2024.toml: checked")
    assert not Framework.objects.exists()


def test_a_wrong_file_ends_with_one_and_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text('code = "x"\nversion = 2\n')
    code, out, _ = run(str(path), "--json")
    faults: list[dict[str, Any]] = json.loads(out)["files"][0]["faults"]
    assert code == 1
    assert {"version", "title", "indicators"} <= {fault["path"] for fault in faults}
    assert all(fault["message"] for fault in faults)
    assert not Framework.objects.exists()


@pytest.mark.parametrize(
    "text", ["code = ", 'extends = "nobody"\n', 'extends = "self"\n', "extends = 1\n"]
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "self.toml"
    path.write_text(text)
    code, out, _ = run(str(path))
    assert code == 1
    assert "self.toml: refused" in out


def test_a_changed_published_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    load.shipped()
    path = tmp_path / "caict-2024.toml"
    shipped = (load.HERE / "frameworks" / "caict-2024.toml").read_text("utf-8")
    path.write_text(shipped.replace("Node failures over nodes", "Failures over nodes"), "utf-8")
    code, out, _ = run(str(path), "--json")
    assert (code, json.loads(out)["files"][0]["faults"][0]["code"]) == (1, "changed_version")


def test_no_such_file_ends_with_two() -> None:
    code, out, err = run("nowhere.toml")
    assert (code, out) == (2, "")
    assert "nowhere.toml" in err


def test_a_workbook_is_loaded_like_a_toml_file(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(write_workbook("framework", {**framework_tables(), "code": "own"}))
    code, out, _ = run(str(path))
    assert (code, out.strip()) == (0, "own.xlsx: loaded")
    assert Framework.objects.get(code="own").parsed().input_by_code["nodes"].unit == "node"


def test_a_wrong_workbook_is_answered_by_cell(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    tables = deepcopy(framework_tables())
    tables["inputs"][3]["unit"] = "nodez"
    path.write_bytes(write_workbook("framework", tables))
    code, out, _ = run(str(path), "--json")
    faults = json.loads(out)["files"][0]["faults"]
    assert (code, faults[0]["code"], faults[0]["cell"]) == (1, "unknown_unit", "inputs!D5")


def test_numbers_written_otherwise_are_the_same_version() -> None:
    load.load_framework(framework_tables())
    same = deepcopy(framework_tables())
    same["inputs"][0]["minimum"] = float(same["inputs"][0]["minimum"])
    assert load.load_framework(same)[1] is False
