"""P05: from the energies of meters. Source: ISO/IEC 30134-2: both sides over the same twelve months."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assess.derivation.grouping import Together, of, together
from assess.derivation.records import CONVERTED, EXACT, Candidate, Found, Proof
from indicators.records import Text

YEAR_HOURS = 8760.0
NEARLY = 0.95

SUMMED = Text(
    "各文件时段互不重叠，电量相加", "The files' periods do not overlap; energies are added"
)


def energy(proofs: Sequence[Proof]) -> Found:
    """PUE of each file, and of all together where their periods do not overlap."""
    files = list(together(proofs, "facility_energy", "it_energy"))
    covered = {found["it_energy"].ref for found in files}
    whole = _all_together(files)
    rank = CONVERTED if whole else EXACT
    found: Found = [_of((item,), rank, ()) for item in files]
    for proof in of(proofs, "pue"):
        if proof.ref not in covered:
            found.append(Candidate("P05", proof.value, {"pue": proof.value}, f"{proof.value:g}", (proof,), interim((proof,)), rank))  # fmt: skip
    return [*found, *whole]


def _all_together(files: Sequence[Together]) -> list[Candidate]:
    spans = sorted((_span(item["it_energy"]) for item in files), key=lambda span: span[0])
    apart = all(first[1] < second[0] for first, second in pairwise(spans))
    if len(files) > 1 and apart and all(start for start, _end in spans):
        return [_of(files, EXACT, (SUMMED,))]
    return []


def _span(proof: Proof) -> tuple[str, str]:
    return str(proof.told("from") or ""), str(proof.told("to") or "")


def _of(files: Sequence[Together], rank: int, said: tuple[Text, ...]) -> Candidate:
    site = sum(item["facility_energy"].value for item in files)
    machines = sum(item["it_energy"].value for item in files)
    proofs = tuple(proof for item in files for proof in item.values())
    inputs = {"facility_energy": site, "it_energy": machines}
    how = f"{site:.10g} kWh / {machines:.10g} kWh"
    sides = tuple(item["it_energy"] for item in files)
    return Candidate("P05", site / machines, inputs, how, proofs, (*said, *interim(sides)), rank)


def interim(proofs: Sequence[Proof]) -> tuple[Text, ...]:
    """What is to be said of less than twelve months."""
    hours = sum(_hours(proofs))
    if not hours or hours >= NEARLY * YEAR_HOURS:
        return ()
    return (
        Text(
            f"仅 {hours:g} 小时，不足 12 个月：阶段值", f"{hours:g} hours only, less than twelve months: interim"
        ),
    )  # fmt: skip


def _hours(proofs: Sequence[Proof]) -> Iterator[float]:
    for proof in proofs:
        yield proof.figure("hours") or 0.0
