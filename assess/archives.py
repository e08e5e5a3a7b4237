"""What an archive holds, without believing it: no path leads out, no links, no devices, no more bytes than allowed.

Works in a process of its own; writes each member that is taken to a numbered file of a folder and says where it came from.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from assess.evidence.packed import BLOCK, is_tar
from assess.evidence.reading import Finding, Where
from indicators.records import Text

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from backports import zstd

PIECE = 1024 * 1024
LENIENT = 64 * 1024 * 1024
"""So many bytes may come out of any archive, whatever its ratio."""

RATIO = 200
ENCRYPTED = 1
DAMAGE = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError, OSError)  # fmt: skip
OPENERS: dict[str, Any] = {"gz": gzip.open, "xz": lzma.open, "bz2": bz2.open, "zst": zstd.open}
WORDS = {
    "member_path": Text("路径指向文件夹之外，未解包", "Its path leads out of the folder; not unpacked"),
    "member_link": Text("是链接，未解包", "It is a link; not unpacked"),
    "member_special": Text("是设备或管道，未解包", "It is a device or a pipe; not unpacked"),
    "member_encrypted": Text("已加密，未解包；请去掉密码后上传", "It is encrypted; not unpacked. Send it without a password"),
    "member_duplicate": Text("同名文件出现两次，只取第一个", "The name stands twice; the first is taken"),
    "member_size": Text("文件过大，未解包", "It is too large; not unpacked"),
    "member_damaged": Text("已损坏或压缩方式未知，未解包", "It is damaged or compressed in an unknown way; not unpacked"),
    "archive_damaged": Text("压缩包从某处起损坏；只取此前的文件", "The archive is damaged from some point on; the files before it are taken"),
    "archive_count": Text("文件太多；一个也不解包", "Too many files; none is unpacked"),
    "archive_size": Text("解包后总量过大；一个也不解包", "Too large in all once unpacked; nothing is unpacked"),
    "archive_ratio": Text("压缩比异常；一个也不解包", "It grows out of all proportion; nothing is unpacked"),
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How much may come out: files, bytes in all, bytes of one file."""

    members: int
    total: int
    one: int


class Stop(Exception):
    """A limit of the whole archive is passed."""

    def __init__(self, rule: str, found: str, expected: str) -> None:
        super().__init__(rule)
        self.finding = finding(rule, "", found, expected)


@dataclass(frozen=True)
class Entry:
    """A member before it is unpacked: its path, why it is refused, or its bytes.

    alone: whether damage to it leaves the next ones whole, as in a ZIP file.
    """

    path: str
    refused: str = ""
    opened: Callable[[], IO[bytes]] | None = None
    alone: bool = False


@dataclass(frozen=True)
class Member:
    """A member that was unpacked: its path in the archive, the file that holds it, its size."""

    path: str
    file: str
    size: int


@dataclass
class Unpacked:
    """What came of an archive."""

    members: list[Member] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    total: int = 0


def finding(rule: str, path: str, found: str = "", expected: str = "") -> Finding:
    """What is said of a member, or of the archive."""
    return Finding(rule, "error", WORDS[rule], Where(key=path[:300]), found, expected)


def unpack(file: Path, name: str, kind: str, folder: Path, limits: Limits) -> Unpacked:
    """Unpack an archive into a folder; a limit of the whole leaves nothing, damage leaves what came before it."""
    run = _Run(folder, limits, file.stat().st_size)
    try:
        for entry in _entries(file, name, kind):
            run.take(entry)
    except Stop as stop:
        return Unpacked(findings=[stop.finding])
    except DAMAGE as error:
        run.done.findings.append(finding("archive_damaged", "", f"{type(error).__name__}: {error}"))
    return run.done


class _Run:
    """An archive being unpacked."""

    def __init__(self, folder: Path, limits: Limits, packed: int) -> None:
        self.folder, self.limits, self.packed = folder, limits, packed
        self.done = Unpacked()
        self.seen: set[str] = set()

    def take(self, entry: Entry) -> None:
        """Unpack a member, or say why not."""
        rule = entry.refused or _path_fault(entry.path)
        rule = rule or ("member_duplicate" if entry.path in self.seen else "")
        if rule or entry.opened is None:
            self.done.findings.append(finding(rule or "member_special", entry.path))
            return
        self.seen.add(entry.path)
        if len(self.done.members) >= self.limits.members:
            raise Stop("archive_count", f"> {self.limits.members}", f"<= {self.limits.members}")
        self._unpack(entry, entry.opened)

    def _unpack(self, entry: Entry, opened: Callable[[], IO[bytes]]) -> None:
        target = self.folder / str(len(self.done.members))
        try:
            size = self._write(opened, target)
        except (*DAMAGE, RuntimeError, NotImplementedError) as error:
            target.unlink(missing_ok=True)
            if not entry.alone:
                raise
            self.done.findings.append(finding("member_damaged", entry.path, str(error)[:200]))
            return
        if size > self.limits.one:
            target.unlink()
            told = (f"> {self.limits.one} B", f"<= {self.limits.one} B")
            self.done.findings.append(finding("member_size", entry.path, *told))
            return
        self.done.members.append(Member(entry.path, target.name, size))

    def _write(self, opened: Callable[[], IO[bytes]], target: Path) -> int:
        """Write the bytes of a member, one piece beyond its limit at most; return how many came."""
        size = 0
        with opened() as stream, target.open("wb") as out:
            while size <= self.limits.one and (piece := stream.read(PIECE)):
                self._count(len(piece))
                out.write(piece)
                size += len(piece)
        return size

    def _count(self, more: int) -> None:
        self.done.total += more
        if self.done.total > self.limits.total:
            raise Stop("archive_size", f"> {self.limits.total} B", f"<= {self.limits.total} B")
        if self.done.total > max(LENIENT, RATIO * self.packed):
            raise Stop(
                "archive_ratio", f"{self.packed} B -> > {self.done.total} B", f"<= {RATIO} : 1"
            )


def _path_fault(path: str) -> str:
    parts = PurePosixPath(path.replace("\\", "/")).parts
    leads_out = not parts or parts[0] == "/" or ".." in parts or ":" in parts[0]
    return "member_path" if leads_out or not path.isprintable() else ""


def _entries(file: Path, name: str, kind: str) -> Iterator[Entry]:
    if kind == "zip":
        yield from _zip(file)
    elif kind == "tar":
        with file.open("rb") as stream:
            yield from _tar(stream)
    else:
        yield from _compressed(file, name, kind)


def _compressed(file: Path, name: str, kind: str) -> Iterator[Entry]:
    """The members of a compressed tar, or the one file that was compressed."""
    opener = OPENERS[kind]
    with opener(file, "rb") as stream:
        start = stream.read(BLOCK)
    if is_tar(start):
        with opener(file, "rb") as stream:
            yield from _tar(stream)
    else:
        yield Entry(Path(name).stem or name, opened=lambda: opener(file, "rb"))


def _zip(file: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield Entry(
                    info.filename, _zip_fault(info), partial(archive.open, info), alone=True
                )


def _zip_fault(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "member_link"
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "member_special"
    return "member_encrypted" if info.flag_bits & ENCRYPTED else ""


def _tar(stream: IO[bytes]) -> Iterator[Entry]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            if info.isdir():
                continue
            if info.issym() or info.islnk():
                yield Entry(info.name, "member_link")
            elif not info.isreg():
                yield Entry(info.name, "member_special")
            else:
                yield Entry(info.name, opened=partial(_extracted, archive, info))


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise tarfile.ReadError(info.name)
    return stream
