"""What an input that came from evidence files rests on, as it is told."""

from dataclasses import dataclass

from indicators.records import Text


@dataclass(frozen=True)
class Ground:
    """A reading of an evidence file: the file by hash, the tool, the place, and the text that stands there."""

    evidence: str
    path: str
    sha256: str
    tool: str
    line: int | None
    end: int | None
    key: str
    printed: str
    derived: str


@dataclass(frozen=True)
class Basis:
    """What an input that was taken over from evidence files rests on, with what was assumed and how it was chosen."""

    slot: str
    evidence: str
    formula: str
    rule: str
    assumptions: tuple[Text, ...]
    grounds: tuple[Ground, ...]
