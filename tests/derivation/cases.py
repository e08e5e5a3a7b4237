"""Proofs as short as a test can say them."""

from hashlib import sha256
from typing import Any

from assess.derivation.records import Card, Known, Proof
from assess.evidence.reading import Finding, Reading, Where
from indicators.records import Text

CARDS = (
    Card("h100-sxm", "H100 SXM 80GB", 989.4, 80.0),
    Card("h100-pcie", "H100 PCIe 80GB", 756.0, 80.0),
    Card("a100-sxm-40", "A100 SXM 40GB", 312.0, 40.0),
    Card("a100-sxm-80", "A100 SXM 80GB", 312.0, 80.0),
    Card("v100", "V100 SXM2 32GB", 125.0, 32.0),
    Card("910b3", "Ascend 910B3", 313.0, 64.0),
    Card("mlu590", "MLU590", None),
)
KNOWN = Known(CARDS)


def proof(quantity: str, value: float, file: str = "a.log", /, **conditions: Any) -> Proof:
    """A reading of a file; kind, number, facts, given and warned are of the proof itself, all else are conditions."""
    kind = str(conditions.pop("kind", "some_tool"))
    number = int(conditions.pop("number", 0))
    facts = conditions.pop("facts", {})
    given = str(conditions.pop("given", "2026-01-01T00:00:00+00:00"))
    warnings = tuple(
        Finding(str(rule), "warning", Text("-", "-"))
        for rule in [conditions.pop("warned", "")]
        if rule
    )
    reading = Reading(quantity, value, f"{value:g}", "", Where(1), conditions, warnings=warnings)
    digest = sha256(file.encode()).hexdigest()
    return Proof(file, file, digest, given, number, kind, "tool", "1", reading, facts)
