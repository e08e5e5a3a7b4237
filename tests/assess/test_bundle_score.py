"""``manage.py score`` and the published format: a bundle is checked where there is no database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # comes with drf-spectacular
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as given_settings

from assess.scoring import METHOD, assess, bundle
from assess.scoring.bundle_check import check
from assess.scoring.gathering import digest_of
from assess.scoring.results import Facts
from indicators.faults import DefinitionError
from indicators.load import read
from indicators.parsing import digest
from tests.assess import cases
from tests.assess.test_scoring_shipped_laws import facts

DOCS = Path(settings.BASE_DIR) / "docs"
AT = "2026-01-02T03:04:05.000006+00:00"


def tables_of(known: Facts) -> dict[str, Any]:
    """A bundle made by hand around some facts."""
    known = bundle.FACTS.validate_json(
        bundle.FACTS.dump_json(known)
    )  # whole numbers are floats here
    definitions = {
        "framework": read(cases.SHIPPED / "frameworks" / "caict-2024.toml"),
        "profile": read(cases.SHIPPED / "profiles" / "default.toml"),
    }
    result = assess(cases.framework(), cases.profile(), known)
    digests = digest(definitions["framework"]), digest(definitions["profile"])
    name = digest_of(*digests, METHOD, known)
    return bundle.sealed(
        {
            **definitions,
            "method": METHOD,
            "subject": {
                "organisation": "星海", "origin": "real", "title": "2025", "note": "", "state": "final",
                "period_start": "2025-01-01", "period_end": "2025-12-31",
            },
            "cluster": {
                "name": "一号", "nodes": None, "cards_per_node": None, "accelerator": "",
                "card_peak_tflops": None, "location": "", "note": "", "inputs": {},
            },
            "measurements": [measured(code, value) for code, value in known.inputs.items()],
            "answers": [answered(known, code) for code in answered_codes(known)],
            "score": {
                "kind": "final", "digest": name, "computed_at": AT,
                "result": bundle.plain_result(result),
            },
        }
    )  # fmt: skip


def measured(code: str, value: float) -> dict[str, Any]:
    """A raw input, typed in its canonical unit."""
    unit = cases.framework().input_by_code[code].unit
    return {
        "input": code, "text": repr(value), "unit": unit, "value": value, "canonical_unit": unit,
        "low": None, "low_text": "", "high": None, "high_text": "", "source": "", "road": "api", "given_by": 1, "given_at": AT,
    }  # fmt: skip


def answered_codes(known: Facts) -> list[str]:
    """Of what something was said."""
    return sorted({*known.credits, *known.not_applicable, *known.evidence})


def answered(known: Facts, code: str) -> dict[str, Any]:
    """An answer."""
    return {
        "item": code, "credit": known.credits.get(code), "note": "",
        "not_applicable": code in known.not_applicable, "reason": known.not_applicable.get(code, ""),
        "evidence": known.evidence.get(code, ""), "given_by": 2, "given_at": AT,
    }  # fmt: skip


CENTRE = bundle.write(tables_of(cases.CENTRE))


def command(file: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process that could reach no database."""
    nowhere = {**os.environ, "DATABASE_URL": "postgresql://nobody@localhost:1/none"}
    line = [sys.executable, "manage.py", "score", str(file), "--json"]
    return subprocess.run(
        line, cwd=settings.BASE_DIR, env=nowhere, capture_output=True, text=True, check=False
    )


def test_a_bundle_is_computed_again_without_a_database(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(CENTRE)
    done = command(file)
    told = json.loads(done.stdout)
    assert (done.returncode, told["agrees"], told["level"]) == (0, True, "L3")
    assert told["overall"] == pytest.approx(72.1817, abs=1e-3)


def test_a_changed_result_ends_with_1_and_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    tables = bundle.read(CENTRE)
    tables["score"]["result"]["indicators"][26]["score"] = 99.0
    file.write_bytes(bundle.write(bundle.sealed({**tables, "hashes": None})))
    with pytest.raises(CommandError, match=r"indicators\[P13\]\.score") as refusal:
        call_command("score", str(file), verbosity=0)
    assert refusal.value.returncode == 1
    assert "99.0" in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "other"}', b'{"a":1,"a":2}'])
def test_what_is_no_bundle_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("score", str(file))
    assert str(refusal.value)


def test_a_bundle_without_a_section_says_which() -> None:
    tables = bundle.read(CENTRE)
    del tables["cluster"]
    with pytest.raises(DefinitionError, match="cluster: missing"):
        check(tables)


def test_a_bundle_of_another_method_says_so() -> None:
    tables = bundle.read(CENTRE)
    known = digest(tables["framework"]), digest(tables["profile"])
    facts_then = bundle.FACTS.validate_json(bundle.FACTS.dump_json(cases.CENTRE))
    tables["score"]["digest"] = digest_of(*known, "method-0.9", facts_then)
    tables = bundle.sealed({**tables, "method": "method-0.9"})
    assert [item.code for item in check(tables).differences] == ["method"]


@given(facts)
@given_settings(max_examples=15)
def test_any_bundle_computed_again_agrees_with_itself(known: Facts) -> None:
    tables = bundle.read(bundle.write(tables_of(known)))
    found = check(tables)
    assert found.differences == ()
    assert found.digest == tables["score"]["digest"]


def test_the_published_schema_is_that_of_the_format_and_takes_a_bundle() -> None:
    published = json.loads((DOCS / "bundle.schema.json").read_text("utf-8"))
    assert published == bundle.schema()
    jsonschema.validate(json.loads(CENTRE), published)


@pytest.mark.parametrize("place", [0, 1], ids=["zh", "en"])
def test_the_documented_recomputation_agrees_with_the_product(tmp_path: Path, place: int) -> None:
    page = (DOCS / "bundle.md").read_text("utf-8")
    program = [part.split("```")[0] for part in page.split("```python")[1:]][place]
    (tmp_path / "bundle.json").write_bytes(CENTRE)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["hashes", "ok", "digest", "ok", "overall", "72.182"]
