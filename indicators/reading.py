"""From the bytes of a TOML file to its tables; whatever cannot be read is a fault."""

import tomllib
from typing import Any

from indicators.faults import DefinitionError, Fault

MOST_BYTES = 2 * 1024 * 1024


def read_toml(content: bytes, name: str = "") -> dict[str, Any]:
    """Read a TOML file; raise DefinitionError, with the line where there is one.

    name: what the file is called, for the fault's path.
    """
    if len(content) > MOST_BYTES:
        raise DefinitionError([Fault("too_large", name, str(len(content)), (str(MOST_BYTES),))])
    try:
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, a number of 5000 digits
        raise DefinitionError([Fault("not_toml", name, str(error)[:200])]) from error
