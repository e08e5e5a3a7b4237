"""What an Excel file is made of, looked at before it is read: size, and parts that have no business in it."""

import io
import zipfile
from collections.abc import Iterator

from indicators.faults import DefinitionError, Fault

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 16 * 1024 * 1024
MOST_PARTS = 200
FOREIGN = ("xl/externalLinks/", "xl/vbaProject", "xl/embeddings/", "xl/connections", "xl/queryTables/",
           "xl/activeX/", "customXml/")  # fmt: skip
ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")


def is_workbook(content: bytes) -> bool:
    """Tell an Excel file from a text by its first bytes."""
    return content.startswith(b"PK\x03\x04")


def refuse_harm(content: bytes) -> None:
    """Raise DefinitionError for a file that is too large, unpacked or packed, or has foreign parts."""
    if len(content) > MOST_BYTES:
        raise DefinitionError([_too_large(len(content), MOST_BYTES)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            faults = tuple(_faults(package))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise DefinitionError([Fault("not_a_workbook", "", str(error)[:100])]) from error
    if faults:
        raise DefinitionError(faults)


def _faults(package: zipfile.ZipFile) -> Iterator[Fault]:
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        yield _too_large(unpacked, MOST_UNPACKED)
        return
    for part in parts:
        if part.filename.startswith(FOREIGN):
            yield Fault("foreign_part", "", part.filename)
        elif any(word in package.read(part) for word in ENTITIES):
            yield Fault("foreign_part", "", f"{part.filename}: DOCTYPE")


def _too_large(found: int, most: int) -> Fault:
    return Fault("too_large", "", str(found), (str(most),))
