"""Raw tool output on the command line, and the page that lists its readers."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assess.evidence.quantities import QUANTITIES
from assess.evidence.registry import all_readers
from tests.evidence.golden import FIXTURES, HERE

DOCS = HERE.parent.parent / "docs" / "evidence.md"
GOOD = FIXTURES / "perftest" / "both_ways_mib.log"
REFUSED = FIXTURES / "hccl_test" / "emulator.log"


def told(*files: Path, json_form: bool = True, language: str = "zh-hans") -> str:
    out = StringIO()
    call_command(
        "inspect_evidence", *map(str, files), json=json_form, language=language, stdout=out
    )
    return out.getvalue()


def document(*files: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(*files))
    return found


def test_a_reading_tells_tool_quantity_unit_indicator_conditions_place_and_warnings() -> None:
    (reading,) = document(GOOD)["readings"]
    assert (reading["tool"], reading["quantity"], reading["indicator"]) == (
        "perftest",
        "node_bandwidth",
        "P11",
    )
    assert (reading["printed"], reading["printed_unit"], reading["unit"]) == (
        "46000",
        "MiB/s",
        "GB/s",
    )
    assert reading["value"] == pytest.approx(46000 / 2 * 1.048576e-3)
    assert reading["conditions"]["size_bytes"] == 1048576
    assert reading["where"] == {"line": 7}
    assert [warning["rule"] for warning in reading["warnings"]] == ["both_ways"]
    assert reading["input"] == "node_bandwidth"


def test_a_refused_file_tells_why_and_was_read() -> None:
    (file,) = document(REFUSED)["files"]
    assert (file["kind"], file["refused"], file["readings"]) == ("hccl_test", True, 0)
    (finding,) = file["findings"]
    assert (finding["rule"], finding["severity"]) == ("emulated_times", "error")
    assert set(finding["message"]) == {"zh", "en"}


def test_facts_of_a_file_identify_the_cluster() -> None:
    (file,) = document(FIXTURES / "nvidia_smi_xml" / "two_h100.xml")["files"]
    assert file["facts"] == {
        "nodes": 1,
        "cards": 2,
        "card": "NVIDIA H100 80GB HBM3",
        "driver": "570.124.06",
    }


def test_a_file_of_no_known_kind_fails_after_everything_was_printed(tmp_path: Path) -> None:
    odd, out = tmp_path / "odd.txt", StringIO()
    odd.write_text("nothing of any tool\n", "utf-8")
    with pytest.raises(CommandError, match=r"odd\.txt") as failure:
        call_command("inspect_evidence", str(odd), str(GOOD), "--json", stdout=out)
    assert failure.value.returncode == 1
    found = json.loads(out.getvalue())
    assert [file["kind"] for file in found["files"]] == ["unknown", "perftest"]
    assert all(
        f"{reader.kind}:" in found["files"][0]["findings"][0]["found"] for reader in all_readers()
    )


def test_a_file_that_is_not_there_fails_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="gone"):
        told(tmp_path / "gone.txt")


def test_no_file_is_wrong_usage() -> None:
    with pytest.raises(CommandError, match="FILE"):
        call_command("inspect_evidence")


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh-hans", "节点间带宽（单向）"), ("en", "Bandwidth between nodes, one way")],
)
def test_the_page_speaks_the_language_asked_for(language: str, name: str) -> None:
    page = told(GOOD, json_form=False, language=language)
    assert f"P11  {name} = 24.1172 GB/s  [line 7]" in page


def test_every_reader_has_a_line_in_the_docs_and_a_folder_of_fixtures() -> None:
    lines = DOCS.read_text("utf-8").splitlines()
    for reader in all_readers():
        assert sum(line.startswith(f"| `{reader.kind}` |") for line in lines) == 1, reader.kind
        assert any((FIXTURES / reader.kind).iterdir()), reader.kind


def test_every_quantity_is_named_in_both_languages_and_supports_a_known_indicator() -> None:
    known = {f"P{number:02}" for number in range(1, 21)}
    for quantity in QUANTITIES.values():
        assert quantity.name.zh
        assert quantity.name.en
        assert quantity.indicator is None or quantity.indicator in known
        assert quantity.input is None or quantity.indicator is not None
