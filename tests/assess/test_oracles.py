"""Every oracle is a test: the table of claims is complete and true, and what no other test holds is held here."""

import ast
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import minmax_normalization, vector_normalization

from assess.scoring import METHOD, assess
from assess.scoring.ahp import matrix_of, priorities
from assess.scoring.values import scope_of
from tests.assess import cases
from tests.assess.oracles import SCORING, TOLERANCE
from tests.assess.oracles.claims import CLAIMS

EXAMPLE_3 = SCORING["example_3_synthetic"]


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The path of every figure; lists are one figure."""
    if not isinstance(value, dict):
        yield path
        return
    for name, item in value.items():
        yield from leaves(item, f"{path}/{name}".lstrip("/"))


def is_claimed(path: str) -> bool:
    """Whether a path or one above it is in the table."""
    return any(path == claim or path.startswith(f"{claim}/") for claim in CLAIMS)


def test_every_figure_of_the_oracle_file_is_claimed_by_a_test() -> None:
    assert [path for path in leaves(SCORING) if not is_claimed(path)] == ["note"]


def test_a_figure_that_is_new_would_be_missed() -> None:
    assert not is_claimed("example_4/overall")
    assert not is_claimed("weights/other")


def test_every_claim_names_a_part_that_is_there() -> None:
    for claim in CLAIMS:
        found: Any = SCORING
        for step in claim.split("/"):
            found = found[step]


@pytest.mark.parametrize("file", sorted({file for file, _name in CLAIMS.values()}))
def test_every_claiming_test_exists(file: str) -> None:
    tree = ast.parse((Path(settings.BASE_DIR) / file).read_text("utf-8"))
    there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {name for where, name in CLAIMS.values() if where == file} <= there


def test_the_oracles_are_those_of_the_method() -> None:
    assert SCORING["version"] == METHOD == cases.profile().method


def test_the_copy_is_the_reference() -> None:
    reference = Path(settings.BASE_DIR).parent / "shared" / "reference" / "scoring_oracles.json"
    if not reference.is_file():
        pytest.skip("a clone without the reference beside it has the copy only")
    copy = Path(__file__).parent / "oracles" / "scoring_oracles.json"
    assert copy.read_bytes() == reference.read_bytes()


def near(expected: Any) -> Any:
    return pytest.approx(expected, abs=TOLERANCE)


def test_the_shipped_weights_are_those_of_the_method() -> None:
    profile, names = cases.profile(), {item.code: item for item in cases.framework().groups}
    printed = SCORING["weights"]
    shares = {
        code: share / sum(profile.pillars.values()) for code, share in profile.pillars.items()
    }
    assert {code: 100 * share for code, share in shares.items()} == near(printed["pillars"])
    for pillar, key in (
        ("performance", "performance_groups"),
        ("capability", "capability_domains"),
    ):
        own = {
            code: share for code, share in profile.groups.items() if names[code].pillar == pillar
        }
        found = {
            names[code].name.zh: 100 * share / sum(own.values()) for code, share in own.items()
        }
        assert found == near(printed[key])


def test_the_inputs_of_example_1_are_those_scored() -> None:
    given, facts = SCORING["example_1_techco"]["inputs_before"], cases.TECHCO_BEFORE.inputs
    derived = given["derived"]
    assert [facts["availability"], facts["nodes"], facts["mean_time_to_recover"]] == [
        given["P01_pct"],
        given["nodes"],
        given["P20_min"],
    ]
    assert facts["failures"] / facts["observed_days"] == given["failures_per_day"]
    assert facts["operating_hours"] / facts["failures"] == derived["MTBF_h"]
    assert 24000 / (derived["MTBF_h"] * facts["nodes"]) == near(derived["lambda"])
    assert 100 * facts["failed_node_events"] / facts["nodes"] == near(derived["DFR_pct"])


def test_the_inputs_of_example_2_are_those_scored() -> None:
    [given], facts = SCORING["example_2_inputs"].values(), cases.META.inputs
    mtbf = facts["operating_hours"] / facts["failures"]
    measured = {
        "nodes": facts["nodes"], "days": facts["observed_days"], "failures": facts["failures"],
        "MTBF_h": mtbf, "lambda": 24000 / (mtbf * facts["nodes"]),
        "PFLOPS": facts["nodes"] * facts["cards_per_node"] * facts["card_peak"] / 1000,
        "PB": facts["storage_capacity"], "TBps": facts["storage_bandwidth"] / 1000,
        "card_GBps": facts["card_bandwidth"], "node_GBps": facts["node_bandwidth"],
        "MFU": facts["mfu"], "availability": facts["availability"],
    }  # fmt: skip
    assert measured == near(given)


SAME = {
    "nodes": "nodes", "cards_per_node": "cards_per_node", "card_TFLOPS": "card_peak",
    "P01_pct": "availability", "MTTF_h": "mttf", "MTBF_h": "mtbf", "DFR_pct": "daily_failure_rate",
    "PUE": "pue", "HFU": "hfu", "PB": "storage_capacity", "storage_GBps": "storage_bandwidth",
    "IOPS": "iops", "card_GBps": "card_bandwidth", "node_GBps": "node_bandwidth",
    "eta_pct": "network_efficiency", "MFU": "mfu", "linearity_pct": "scaling_linearity",
    "rho": "compression_ratio", "acc_before": "accuracy_before", "acc_after": "accuracy_after",
    "latency_p99_s": "latency_p99", "MTTD_min": "mean_time_to_locate",
    "MTTR_min": "mean_time_to_recover",
}  # fmt: skip
"""Names of the oracle's inputs and of the framework's."""


def test_the_inputs_of_example_3_are_those_scored() -> None:
    given, facts = EXAMPLE_3["inputs"], cases.CENTRE.inputs
    plan, slo = given["plan"], given["slo"]
    rest = {"cards", "PFLOPS", "plan", "slo", "P18"}
    assert set(given) == {*SAME, *rest}
    assert {name: facts[code] for name, code in SAME.items()} == {
        name: given[name] for name in SAME
    }
    assert [facts["plan_params"], facts["plan_tokens"]] == [plan["params"], plan["tokens"]]
    assert [facts["plan_days"], facts["plan_utilisation"]] == [plan["days"], plan["utilisation"]]
    assert [facts["ttft_slo"], facts["tpot_slo"]] == [slo["ttft_s"], slo["tpot_s"]]
    assert facts["output_tokens"] == slo["n_out"]
    assert given["P18"] is None
    assert "qps" not in facts


def test_what_follows_from_the_inputs_of_example_3() -> None:
    given, facts = EXAMPLE_3["inputs"], cases.CENTRE.inputs
    known = scope_of(cases.framework(), facts).known
    seconds = facts["plan_days"] * 86400 * facts["plan_utilisation"]
    needed = 8 * facts["plan_params"] * facts["plan_tokens"] / seconds / 1e15
    latency = facts["ttft_slo"] + (facts["output_tokens"] - 1) * facts["tpot_slo"]
    assert facts["nodes"] * facts["cards_per_node"] == given["cards"]
    assert [needed, latency] == near([given["plan"]["C_req_PFLOPS"], given["slo"]["E2E_s"]])
    assert any(value == near(given["PFLOPS"]) for value in known.values())


def test_the_evidence_of_example_3_is_that_scored() -> None:
    found = assess(cases.framework(), cases.profile(), cases.CENTRE)
    assert {item.code: item.evidence for item in found.indicators} == EXAMPLE_3["evidence"]


def test_a_final_covers_as_much_as_its_draft() -> None:
    found = assess(cases.framework(), cases.profile(), cases.CENTRE)
    [performance] = [item for item in found.pillars if item.code == "performance"]
    assert performance.coverage == near(EXAMPLE_3["final"]["coverage_performance"])


def test_the_matrix_of_the_oracle_is_the_one_compared() -> None:
    oracle = SCORING["ahp"]
    matrix = np.array([[float(Fraction(item)) for item in row] for row in oracle["matrix"]])
    assert matrix == pytest.approx(matrix_of(3, {(0, 1): 3, (0, 2): 5, (1, 2): 3}))
    found = priorities(matrix)
    assert found.index / found.ratio == pytest.approx(oracle["RI"])


def test_topsis_ranks_flip_with_the_normalisation() -> None:
    data = np.array(SCORING["objective_weights"]["X"], dtype=float)
    weights, higher = np.full(3, 1 / 3), np.ones(3)
    scores = {
        name: TOPSIS(normalization)(data, weights, higher)
        for name, normalization in (
            ("minmax", minmax_normalization),
            ("vector", vector_normalization),
        )
    }
    for name, found in scores.items():
        assert found == pytest.approx(SCORING["objective_weights"][f"topsis_{name}"], abs=1e-6)
    assert scores["minmax"].argmax() != scores["vector"].argmax()
