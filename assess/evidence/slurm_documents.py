"""What Slurm's JSON documents have in common: their mark, their version."""

import re
from typing import Any

from assess.evidence.reading import Match
from assess.evidence.source import Source
from assess.evidence.structured import at

MARK = re.compile(r'"[Ss]lurm"\s*:\s*\{|"slurmd_version"|"plugin"\s*:\s*\{[^}]*[Oo]pen[Aa][Pp][Ii]')


def slurm_part(source: Source, part: str) -> Match:
    """Whether a document is Slurm's and lists a part."""
    if MARK.search(source.head) and re.search(rf'"{part}"\s*:\s*\[\s*\{{', source.head):
        return Match(1.0, f'Slurm\'s JSON with "{part}"')
    return Match(0.0, f'no Slurm JSON with "{part}"')


def version_of(document: Any) -> str:
    """The release that wrote it."""
    return str(
        at(document, "meta", "Slurm", "release") or at(document, "meta", "slurm", "release") or ""
    )
