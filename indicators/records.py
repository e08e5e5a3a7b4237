"""What every record of a definition file shares: its strictness, and texts in two languages."""

from dataclasses import dataclass
from typing import ClassVar


class Record:
    """A record that a file gives: a key that is not a field is a fault."""

    __pydantic_config__: ClassVar = {
        "extra": "forbid",
        "strict": True,
        "allow_inf_nan": False,
    }


@dataclass(frozen=True)
class Text(Record):
    """A text in Chinese and English; a framework in one language repeats it."""

    zh: str
    en: str
