"""Archives: their members become evidence, what could do harm is refused with a finding, bombs leave nothing."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

import pytest
from backports import zstd

from assess import archives, evidence_files
from assess.archives import Limits
from assess.evidence_bytes import Stored
from assess.keeping import keep_file
from assess.models import Evidence, Submission, User
from tests.files import FIO, FIXTURES, given, own_files, sent  # noqa: F401 - own_files is a fixture

Jobs = Callable[[], int]
WIDE = Limits(100, 10**9, 10**9)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], links: tuple[str, ...] = (), kind: str = "") -> bytes:
    """A tar, with symbolic links to /etc/passwd."""
    out, mode = io.BytesIO(), cast(Literal["w:gz"], f"w:{kind}")
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(info)
    return out.getvalue()


def unpacked(
    tmp_path: Path, data: bytes, kind: str, limits: Limits = WIDE
) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """What an archive gives: bytes by path, and the rule and path of each finding."""
    file, folder = tmp_path / "archive", tmp_path / "out"
    file.write_bytes(data)
    folder.mkdir()
    done = archives.unpack(file, "a.log.gz", kind, folder, limits)
    told = {member.path: (folder / member.file).read_bytes() for member in done.members}
    return told, [(item.rule, item.where.key) for item in done.findings]


@pytest.fixture
def tree(submission: Submission, owner: User, run_jobs: Jobs) -> Callable[[str, bytes], Evidence]:
    """Send an archive, do all the work, return its row."""

    def make(name: str, data: bytes) -> Evidence:
        (row,) = sent(submission, owner, given(name, data))
        run_jobs()
        return Evidence.objects.get(pk=row.pk)

    return make


@pytest.mark.parametrize("kind", ["zip", "tar", "gz", "bz2", "xz"])
def test_members_of_an_archive_become_evidence_and_are_read(
    tree: Callable[[str, bytes], Evidence], kind: str
) -> None:
    member = ("run/fio.json", (FIXTURES / FIO).read_bytes())
    packed = zipped(member) if kind == "zip" else tarred(member, kind="" if kind == "tar" else kind)
    row = tree(f"all.{kind}", packed)
    inside = row.members.get()
    assert (row.state, row.kinds[0]["kind"]) == ("read", "archive")
    assert (inside.path, inside.state) == (f"all.{kind}/run/fio.json", "read")
    assert inside.readings.exists()


@pytest.mark.parametrize(
    ("name", "compress"),
    [("a.log.gz", gzip.compress), ("a.log.xz", lzma.compress), ("a.log.bz2", bz2.compress),
     ("a.log.zst", zstd.compress)],
)  # fmt: skip
def test_one_compressed_file_is_the_file(
    tree: Callable[[str, bytes], Evidence], name: str, compress: Callable[[bytes], bytes]
) -> None:
    row = tree(name, compress((FIXTURES / "io500/summary.txt").read_bytes()))
    inside = row.members.get()
    assert (inside.name, inside.kinds[0]["kind"]) == ("a.log", "io500")


def test_a_compressed_tar_by_zstandard_is_unpacked(tmp_path: Path) -> None:
    told, _said = unpacked(tmp_path, zstd.compress(tarred(("a", b"1"), ("b", b"2"))), "zst")
    assert told == {"a": b"1", "b": b"2"}


@pytest.mark.parametrize("path", ["../a", "/etc/passwd", "a/../../b", "C:\\a", "..\\a", "a\nb"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    told, said = unpacked(tmp_path, zipped((path, b"x"), ("good", b"y")), "zip")
    assert (told, said) == ({"good": b"y"}, [("member_path", path.replace("\\", "\\"))])


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    fifo = zipfile.ZipInfo("fifo")
    fifo.external_attr = (stat.S_IFIFO | 0o777) << 16
    told, said = unpacked(tmp_path, zipped((link, b"/etc/passwd"), (fifo, b"")), "zip")
    assert (told, said) == ({}, [("member_link", "link"), ("member_special", "fifo")])


def test_links_of_a_tar_are_refused_and_the_rest_is_taken(tmp_path: Path) -> None:
    told, said = unpacked(tmp_path, tarred(("a", b"1"), links=("l",)), "tar")
    assert (told, said) == ({"a": b"1"}, [("member_link", "l")])


def test_an_encrypted_member_is_refused_in_words(tmp_path: Path) -> None:
    data = bytearray(zipped(("secret", b"x")))
    data[6] |= 1  # the flag in the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    assert unpacked(tmp_path, bytes(data), "zip")[1] == [("member_encrypted", "secret")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    told, said = unpacked(tmp_path, zipped(("a", b"1"), ("a", b"2")), "zip")
    assert (told, said) == ({"a": b"1"}, [("member_duplicate", "a")])


def test_a_bomb_by_ratio_leaves_nothing(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 80_000_000)
    assert unpacked(tmp_path, bomb, "gz") == ({}, [("archive_ratio", "")])


def test_a_lying_size_in_the_directory_changes_nothing(tmp_path: Path) -> None:
    data = bytearray(zipped(("a", b"\0" * 80_000_000)))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    told, said = unpacked(tmp_path, bytes(data), "zip")
    assert not told or len(told["a"]) <= 10
    assert told or said


def test_too_many_files_and_too_many_bytes_leave_nothing(tmp_path: Path) -> None:
    data = zipped(("a", b"123"), ("b", b"456"), ("c", b"789"))
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    assert unpacked(tmp_path / "1", data, "zip", Limits(2, 99, 99)) == (
        {}, [("archive_count", "")],
    )  # fmt: skip
    assert unpacked(tmp_path / "2", data, "zip", Limits(9, 8, 99)) == (
        {}, [("archive_size", "")],
    )  # fmt: skip


def test_a_member_that_is_too_large_is_refused_alone(tmp_path: Path) -> None:
    told, said = unpacked(tmp_path, zipped(("a", b"123456"), ("b", b"1")), "zip", Limits(9, 99, 5))
    assert (told, said) == ({"b": b"1"}, [("member_size", "a")])


def test_a_damaged_member_leaves_the_others(tmp_path: Path) -> None:
    data = bytearray(zipped(("a", b"first" * 99), ("b", b"second")))
    data[35] ^= 0xFF
    told, said = unpacked(tmp_path, bytes(data), "zip")
    assert (told, said) == ({"b": b"second"}, [("member_damaged", "a")])


def test_a_cut_archive_gives_what_came_before_the_cut(tmp_path: Path) -> None:
    data = tarred(("a", b"1" * 2000), ("b", b"2" * 2000))
    told, said = unpacked(tmp_path, data[:4000], "tar")
    assert (list(told), said) == (["a"], [("archive_damaged", "")])


def test_archives_inside_archives_are_unpacked_so_deep_and_no_deeper(
    tree: Callable[[str, bytes], Evidence],
) -> None:
    data = b"x"
    for level in range(5):
        data = zipped((f"{level}", data))
    tree("0.zip", data)
    deepest = Evidence.objects.get(findings__rule="archive_depth")
    assert (deepest.path, deepest.state) == ("0.zip/4/3/2", "nothing")
    assert Evidence.objects.count() == 4


def test_an_archive_that_holds_itself_is_no_member_of_itself(
    tree: Callable[[str, bytes], Evidence], submission: Submission
) -> None:
    row = tree("a.zip", zipped(("a", b"1")))
    (inside,) = row.members.all()
    itself = Stored("a.zip", "a.zip", row.sha256, row.size, row.key)
    received = keep_file(submission, itself, by=row.given_by, archive=inside)
    assert received.already
    assert Evidence.objects.get(pk=row.pk).archive is None
    assert row.unpacked() == [inside]


def test_a_later_archive_takes_the_place_of_the_earlier_ones_members(
    tree: Callable[[str, bytes], Evidence], submission: Submission
) -> None:
    tree("a.zip", zipped(("same", b"1"), ("changed", b"2"), ("gone", b"3")))
    later = tree("a.zip", zipped(("same", b"1"), ("changed", b"4")))
    counting = submission.evidence.all().current().exclude(pk=later.pk)
    assert {row.name for row in counting} == {"same", "changed"}
    assert set(later.members.values_list("name", flat=True)) == {"same", "changed"}


def test_an_archive_that_is_left_out_takes_its_members_along(
    tree: Callable[[str, bytes], Evidence], submission: Submission, owner: User
) -> None:
    row = tree("a.zip", zipped(("a", b"1"), ("b.zip", zipped(("c", b"2")))))
    assert submission.evidence.all().current().count() == 4
    evidence_files.leave_out(row, by=owner)
    assert not submission.evidence.all().current().exists()


def test_a_document_of_an_office_is_no_archive(
    tree: Callable[[str, bytes], Evidence],
) -> None:
    row = tree("a.xlsx", zipped(("[Content_Types].xml", b"<Types/>")))
    assert (row.state, row.members.count()) == ("nothing", 0)


def test_a_member_that_is_there_already_is_told_and_kept_once(
    tree: Callable[[str, bytes], Evidence], submission: Submission, owner: User
) -> None:
    sent(submission, owner, given("first.txt", b"1"))
    row = tree("a.zip", zipped(("again.txt", b"1"), ("new.txt", b"2")))
    finding = row.findings.get(rule="member_already")
    assert (finding.severity, finding.found) == ("note", "first.txt")
    assert [member.name for member in row.members.all()] == ["new.txt"]


def test_looking_into_an_archive_looks_into_its_members(submission: Submission) -> None:
    data = zipped(("fio.json", (FIXTURES / FIO).read_bytes()), ("../x", b""))
    whole, inside = evidence_files.look_into([given("a.zip", data)])
    assert (whole[0], whole[1]["files"][0]["findings"][0]["rule"]) == ("a.zip", "member_path")
    assert inside[0] == "a.zip/fio.json"
    assert inside[1]["readings"]
    assert not Evidence.objects.exists()
