"""P08 and P09: capacity, bandwidth and IOPS of the storage system as a whole."""

from collections.abc import Iterator, Sequence

from assess.derivation.grouping import by_file, of
from assess.derivation.records import CONVERTED, EXACT, PARTIAL, Candidate, Found, Proof
from indicators.records import Text

ONE_CLIENT = frozenset({"fio"})
"""Tools that measure from one client unless they say that more took part."""

MANY_CLIENTS = "client_stats"
"""Where fio prints what several clients did together."""

USABLE = Text(
    "文件系统的可用容量；指标按裸容量计，更大",
    "Usable capacity of the file system; the indicator counts raw capacity, which is more",
)
BEST = Text("取该文件各次测试中的最大者", "The highest of the tests in this file")
CLIENT = Text(
    "单客户端测得：对存储系统总量是下限",
    "Measured by one client: a lower bound for the whole system",
)
WRITTEN = Text(
    "没有读测试，以写代替", "There is no test of reading; writing stands in its place"
)  # fmt: skip


def storage(proofs: Sequence[Proof]) -> Found:
    """Candidates of every file."""
    return [
        *_capacity(proofs),
        *_highest(proofs, "P09a", "storage_bandwidth", "bandwidth"),
        *_highest(proofs, "P09b", "iops", "iops"),
    ]


def _capacity(proofs: Sequence[Proof]) -> Iterator[Candidate]:
    for proof in of(proofs, "storage_capacity"):
        usable = bool(proof.told("usable"))
        inputs = {"storage_capacity": proof.value}
        how = f"{proof.reading.printed} {proof.reading.printed_unit} = {proof.value:g} PB"
        said, rank = ((USABLE,), CONVERTED) if usable else ((), EXACT)
        yield Candidate("P08", proof.value, inputs, how, (proof,), said, rank)


def _highest(proofs: Sequence[Proof], slot: str, input: str, what: str) -> Iterator[Candidate]:
    """The highest sustained reading of each file; of writing where a file has no other."""
    both = of(proofs, f"storage_read_{what}", f"storage_write_{what}")
    for rows in by_file(both).values():
        reads = [row for row in rows if row.reading.quantity.startswith("storage_read")]
        best = max(reads or rows, key=lambda row: row.value)
        said = () if len(reads or rows) == 1 else (BEST,)
        said = said if reads else (*said, WRITTEN)
        alone = best.kind in ONE_CLIENT and not best.reading.where.key.startswith(MANY_CLIENTS)
        alone = alone or best.figure("nodes") == 1.0
        said = (*said, CLIENT) if alone else said
        rank = PARTIAL if alone else (EXACT if reads else CONVERTED)
        how = f"{best.reading.printed} {best.reading.printed_unit} = {best.value:g} {best.reading.unit}"
        yield Candidate(slot, best.value, {input: best.value}, how, (best,), said, rank)
