"""Tells by its first bytes whether a file holds other files, or is another file compressed."""

from assess.evidence.source import Source

MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gz",
    b"\xfd7zXZ\x00": "xz",
    b"BZh": "bz2",
    b"\x28\xb5\x2f\xfd": "zst",
}
TAR_AT, TAR = 257, b"ustar"
BLOCK = 512
OFFICE = b"[Content_Types].xml"
"""Word, Excel and their like are ZIP files too, but documents, not folders."""


def packed_kind(source: Source) -> str:
    """``zip``, ``tar``, ``gz``, ``xz``, ``bz2``, ``zst``, or nothing; a compressed tar is told by its compression."""
    with source.opened() as file:
        start = file.read(BLOCK)
    if is_tar(start):
        return "tar"
    kind = next((name for magic, name in MAGIC.items() if start.startswith(magic)), "")
    return "" if kind == "zip" and OFFICE in start else kind


def is_tar(start: bytes) -> bool:
    """Whether a file that begins so is a tar."""
    return start[TAR_AT : TAR_AT + len(TAR)] == TAR
