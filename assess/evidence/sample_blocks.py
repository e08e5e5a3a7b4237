"""The samples of a Prometheus matrix, parsed by a columnar engine: pairs of time and value, many series at once.

A pair is printed ``[1740787200,"0.4"]``. With brackets and quotes turned into commas and ends of lines, the pairs of a
block are rows of a table in which only two columns are used. A pair that is none leaves an empty cell: those are counted.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
import polars as pl

from assess.evidence.samples import Array

TABLE = bytes.maketrans(b']["', b"\n,,")
COLUMNS = {"before": pl.String, "open": pl.String, "time": pl.Float64, "quote": pl.String, "value": pl.Float64, "close": pl.String}  # fmt: skip
USED = [2, 4]


class Column(NamedTuple):
    """Times and values of one block, how many pairs were no pairs, and the number from 0 of the first of them."""

    times: Array
    values: Array
    refused: int = 0
    first_refused: int = 0


def columns(blocks: Sequence[bytes]) -> list[Column]:
    """Each block's samples. All at once where every pair is sound, one by one where any is not."""
    tables = [_rows(block) for block in blocks]
    counts = [block.count(b"[") for block in blocks]
    try:
        found = pl.read_csv(
            BytesIO(b"".join(tables)),
            has_header=False,
            columns=USED,
            schema=COLUMNS,
            quote_char=None,
        )
    except pl.exceptions.PolarsError:
        return [_careful(table, count) for table, count in zip(tables, counts, strict=True)]
    if found.height != sum(counts) or sum(found.null_count().row(0)):
        return [_careful(table, count) for table, count in zip(tables, counts, strict=True)]
    ends = np.cumsum(counts)[:-1]
    times = np.split(found["time"].to_numpy(), ends)
    values = np.split(found["value"].to_numpy(), ends)
    return [Column(*pair) for pair in zip(times, values, strict=True)]


def _rows(block: bytes) -> bytes:
    """A block as rows of a table; white space goes where it would break rows."""
    if b"\n" in block or b" " in block or b"\t" in block:
        block = block.translate(None, b" \r\n\t")
    return b"," + block.translate(TABLE) if block else b""


def _careful(table: bytes, count: int) -> Column:
    """One block with something wrong in it: what is no pair of numbers is left out and counted."""
    rows = [row.split(b",") for row in table.split(b"\n") if row]
    width = len(COLUMNS)
    pairs = [_pair(row) if len(row) == width else None for row in rows]
    kept = [pair for pair in pairs if pair is not None]
    first = next((place for place, pair in enumerate(pairs) if pair is None), 0)
    times, values = np.array(kept, dtype=np.float64).reshape(-1, 2).T
    return Column(times, values, max(len(rows), count) - len(kept), first)


def _pair(row: list[bytes]) -> tuple[float, float] | None:
    try:
        return float(row[2]), float(row[4])
    except ValueError:
        return None
