"""nccl-tests: collective bandwidth as its JSON report (``-J file.json``).

Format: NVIDIA/nccl-tests, src/util.cu (0fdb00a): version, args, env, nccl_version, config with devices, results with
out_of_place and in_place {time in microseconds, alg_bw, bus_bw, nwrong}, out_of_bounds. Devices also stood beside
config. Judged as the text table is; size over time must give alg_bw.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from assess.evidence.collective_runs import SOCKET, Row, Run
from assess.evidence.collectives import FACTORS, NO_TABLE, facts_of, judged
from assess.evidence.reading import Extract, Finding, Match, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, broken, first_document, listed, number
from indicators.records import Text

KIND, TOOL = "nccl_tests_json", "nccl-tests"
PLACES = {"out_of_place": "out of place", "in_place": "in place"}
AGREES_WITHIN = 1e-3
HALF_SIXTH_DIGIT = 5e-7
UNREADABLE = Text("有一行结果无法读出", "A row of the results cannot be read")
DISAGREES = Text(
    "算法带宽与消息大小除以用时不符，该行未采用",
    "Algorithm bandwidth and size over time disagree; the row is not used",
)


def recognise(source: Source) -> Match:
    """Told by its names of figures."""
    if '"bus_bw"' in source.head and '"out_of_place"' in source.head:
        return Match(1.0, 'keys "out_of_place" and "bus_bw"')
    return Match(0.0, 'no keys "out_of_place" and "bus_bw"')


def read(source: Source) -> Extract:
    """The largest bus bandwidth, judged as the text table is."""
    document = first_document(source.text(), "results")
    if document is None:
        return Extract(KIND, TOOL, findings=(broken(),))
    rows = [_row(place, entry) for place, entry in enumerate(listed(document, "results"))]
    run = _run(document, [row for row in rows if isinstance(row, Row)])
    wrong = [row for row in rows if isinstance(row, Finding)]
    readings, findings = judged(run)
    if wrong and not run.rows:
        readings, findings = [], [Finding("no_table", "error", NO_TABLE)]
    version = str(document.get("nccl_version") or "")
    told = {"nccl": version} if version else {}
    return Extract(
        KIND, TOOL, "", tuple(readings), (*wrong, *findings), {**facts_of([run]), **told}
    )


def _run(document: Mapping[str, Any], rows: list[Row]) -> Run:
    devices = listed(document, "config", "devices") or listed(document, "devices")
    bounds = at(document, "out_of_bounds")
    return Run(
        line=0,
        collective=_collective(at(document, "args")),
        ranks={place: _rank(item) for place, item in enumerate(devices)},
        rows=rows,
        wrong=bool(bounds)
        and (str(at(bounds, "okay")).lower() != "true" or bool(number(at(bounds, "count")))),
        checked=isinstance(bounds, Mapping),
        socket=any(SOCKET.search(str(item)) for item in listed(document, "env")),
        nvls=any("NVLS" in str(item) for item in listed(document, "env")),
        half_digit=HALF_SIXTH_DIGIT,
    )


def _rank(item: Any) -> tuple[str, str, str]:
    return str(at(item, "hostname")), str(at(item, "device")), str(at(item, "device_info") or "")


def _collective(args: Any) -> str:
    """The collective by the name of the program, such as ./build/all_reduce_perf."""
    first = str(at(args, 0) or "") if isinstance(args, list) else str(args or "").split(" ")[0]
    name = PurePosixPath(first).name.removesuffix("_mpi").removesuffix("_perf")
    return name if name in FACTORS else ""


def _row(place: int, entry: Any) -> Row | Finding:
    """One message size; a finding where a figure is missing or does not follow from the others."""
    key, size = f"results[{place}]", number(at(entry, "size"))
    told = [
        name for name in PLACES if isinstance(entry, Mapping) and entry.get(name, "") is not None
    ]
    known = [(name, side) for name in told if (side := _side(at(entry, name))) is not None]
    if not size or not known or len(known) < len(told):
        return Finding("unreadable_row", "warning", UNREADABLE, Where(key=key))
    for name, (time, algbw, _busbw) in known:
        expected = size / time / 1000.0 if time else 0.0
        if abs(expected - algbw) > AGREES_WITHIN * max(algbw, expected):
            where = Where(key=f"{key}.{name}")
            return Finding(
                "algbw_disagrees", "error", DISAGREES, where, f"{algbw:g}", f"{expected:g}"
            )
    name, (_time, algbw, busbw) = max(known, key=lambda item: item[1][2])
    wrong = any(number(at(entry, name, "nwrong")) for name in PLACES)
    pairs = tuple((side[1], side[2]) for _name, side in known)
    return Row(0, int(size), str(at(entry, "type") or ""), algbw, busbw, PLACES[name], wrong, pairs, f"{key}.{name}")  # fmt: skip


def _side(found: Any) -> tuple[float, float, float] | None:
    """Microseconds, algorithm and bus bandwidth of one placement."""
    time = number(at(found, "time"))
    figures = [time if time is not None else number(at(found, "cpu_time"))]
    figures += [number(at(found, "alg_bw")), number(at(found, "bus_bw"))]
    known = [value for value in figures if value is not None]
    return (known[0], known[1], known[2]) if len(known) == len(figures) else None


READER = Reader(
    KIND,
    Text("nccl-tests 集合通信带宽（JSON）", "nccl-tests collective bandwidth (JSON)"),
    (TOOL,),
    recognise,
    read,
)
