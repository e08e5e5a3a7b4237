"""Listings of a model's files: the size of its weights, for the compression ratio.

Formats: ``ls -l`` and ``ls -lR`` (bytes; -h is rounded), ``du -b`` and ``du -ab``, and the file tree of the Hugging Face
interface (``[{"type": "file", "path": ..., "size": ...}]`` or ``{"id": ..., "siblings": [{"rfilename": ..., "size": ...}]}``).
Weights are safetensors, GGUF, bin, pt, pth and ONNX files; files that differ in a number alone are one model.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assess.evidence.reading import Condition, Extract, Finding, Match, Reading, Where
from assess.evidence.registry import Reader
from assess.evidence.source import Source
from assess.evidence.structured import at, listed, number, whole_document
from indicators.records import Text
from indicators.units import convert

KIND, TOOL = "model_files", "file listing"
WEIGHTS = re.compile(r"[^\s\"]{1,250}\.(?:safetensors|gguf|bin|pt|pth|onnx|onnx_data)")
OTHERS = re.compile(r"(?:optimizer|scheduler|training_args|tokenizer|rng_state|scaler)[\w.-]*$")
"""Beside the weights of a checkpoint."""

LINE = re.compile(
    r"^[-l][rwxsStT-]{9}[.+@]?\s+\d{1,9}\s+\S+\s+\S+\s+(\d{1,18}(?:\.\d{1,3})?)([KMGT]?)\s+(?:\S+\s+){2,3}?(\S+)(?: -> \S+)?$"
)
USAGE = re.compile(r"^(\d{1,18}(?:\.\d{1,3})?)([KMGT]?)\t(\S+)$")
FOLDER = re.compile(r"^(\S{1,300}):$")
SHARD = re.compile(r"[-_.](\d{1,5})[-_]of[-_](\d{1,5})")
NUMBER = re.compile(r"\d{2,6}")

NO_WEIGHTS = Text("列表中没有权重文件", "No file of weights in the list")
ROUNDED = Text(
    "大小是取整显示的（-h），误差可达末位一个单位",
    "Sizes are rounded for people (-h), by up to one of the last digit",
)
SHARDS = Text("分片不全，未采用", "Parts of the weights are missing; not used")
LINKS = Text(
    "符号链接的大小不是文件大小，已略去", "A symbolic link's size is not its file's; left out"
)
EMPTY = Text("有大小为 0 的权重文件，未采用", "A file of weights is empty; not used")


@dataclass(frozen=True)
class Weight:
    """One file of weights: its place in the list, folder, name, bytes, and how the size is printed."""

    where: Where
    path: str
    size: float
    rounded: bool = False

    @property
    def variant(self) -> str:
        """Which model it is a part of: folder and name without its number; numbers in names of GGUF files mean others."""
        folder, slash, name = self.path.rpartition("/")
        whole = SHARD.sub("", name)
        return folder + slash + (whole if whole.endswith(".gguf") else NUMBER.sub("#", whole))


def recognise(source: Source) -> Match:
    """Told by lines of a listing, or a tree, with files of weights."""
    if any(_line(line, "") for line in source.head.splitlines()[:5000]):
        return Match(0.9, "a listing with files of weights")
    head = source.head.lstrip()
    if head.startswith(("[", "{")) and WEIGHTS.search(head) and '"size"' in head and ('"path"' in head or '"rfilename"' in head):  # fmt: skip
        return Match(0.9, "a tree of files with weights")
    return Match(0.0, "no listing with sizes of files of weights")


def read(source: Source) -> Extract:
    """The size of every model in the list."""
    head = source.head.lstrip()
    findings: list[Finding] = []
    told: dict[str, Condition] = {}
    if head.startswith(("[", "{")):
        document = whole_document(source)
        files = list(_tree(document))
        if isinstance(name := at(document, "id"), str):
            told["model"] = name
    else:
        files = list(_listing(source, findings))
    groups: dict[str, list[Weight]] = defaultdict(list)
    for item in files:
        groups[item.variant].append(item)
    readings = [found for name, group in groups.items() if (found := _of(name, group, told, findings))]  # fmt: skip
    if not groups:
        findings.append(Finding("no_weights", "error", NO_WEIGHTS))
    return Extract(KIND, TOOL, "", tuple(readings), tuple(findings))


def _line(line: str, folder: str) -> tuple[str, float, bool] | None:
    """Path, bytes and whether they are rounded, of a line with a file of weights; None for any other."""
    found = LINE.match(line) or USAGE.match(line)
    if found is None or not WEIGHTS.fullmatch(found[3]) or OTHERS.search(found[3]):
        return None
    size = float(found[1])
    if not found[2]:
        return (f"{folder}{found[3]}", size, False) if size.is_integer() else None
    return f"{folder}{found[3]}", convert(size, f"{found[2]}iB", "B"), True


def _listing(source: Source, findings: list[Finding]) -> Iterator[Weight]:
    """Files of ls and du; a line that ends in a colon names the folder of those below it."""
    folder = ""
    links: list[int] = []
    for place, line in source.lines():
        if inside := FOLDER.match(line):
            folder = f"{inside[1].rstrip('/')}/"
        found = _line(line, folder)
        if found and line.startswith("l"):
            links.append(place)
        elif found:
            yield Weight(Where(place), *found)
    if links:
        where = Where(links[0], end=links[-1])
        findings.append(Finding("links", "warning", LINKS, where, f"{len(links)}"))


def _tree(document: Any) -> Iterator[Weight]:
    """Files of the interface's tree."""
    entries = document if isinstance(document, list) else listed(document, "siblings")
    for place, entry in enumerate(entries):
        names = [at(entry, name) for name in ("path", "rfilename")]
        path = next((name for name in names if isinstance(name, str)), "")
        size = number(at(entry, "size"))
        if size is not None and WEIGHTS.fullmatch(path) and not OTHERS.search(path):
            yield Weight(Where(key=f"[{place}].size"), path, size)


def _of(
    name: str, group: list[Weight], told: Mapping[str, Condition], findings: list[Finding]
) -> Reading | None:
    """The sum of a model's files; None where parts are missing or empty."""
    first, last = group[0].where, group[-1].where
    where = Where(first.line, key=first.key, end=last.line)
    parts = [shard for item in group if (shard := SHARD.search(item.path))]
    totals = {int(shard[2]) for shard in parts}
    if totals and {int(shard[1]) for shard in parts} not in ({*range(1, max(totals) + 1)}, {*range(max(totals))}):  # fmt: skip
        found, wanted = f"{len(parts)} of {name}", f"{max(totals)}"
        findings.append(Finding("files_missing", "error", SHARDS, where, found, wanted))
        return None
    if any(item.size <= 0.0 for item in group):
        findings.append(Finding("empty_file", "error", EMPTY, where, name))
        return None
    rounded = any(item.rounded for item in group)
    size = sum(item.size for item in group)
    warnings = (Finding("rounded", "warning", ROUNDED, where),) if rounded else ()
    conditions: dict[str, Condition] = {**told, "weights": name, "files": len(group)}
    how = f"{len(group)} files added" if len(group) > 1 else ""
    return Reading("model_size", size / 1e9, f"{size:.0f}", "B", where, conditions, how, warnings)


READER = Reader(KIND, Text("模型文件列表", "Listing of a model's files"), (TOOL,), recognise, read)
