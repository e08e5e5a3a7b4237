"""JSON as it is meant: every number finite, every name once, every text storable; else an error with the place."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser

from assess.api.problems import Malformed, TooLarge

LIMIT = 2 * 1024 * 1024
DIGITS = 300
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(JSONParser):
    """Refuses what a lenient reader would change silently."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read the body; raise TooLarge or Malformed."""
        raw = stream.read(LIMIT + 1)
        if len(raw) > LIMIT:
            raise TooLarge(_("At most %(limit)d bytes; send it in parts.") % {"limit": LIMIT})
        return read(raw)


def read(raw: bytes) -> Any:
    """Turn bytes into values, refusing every doubtful one."""
    try:
        value = json.loads(
            raw.decode(), parse_constant=_constant, parse_float=_float, parse_int=_integer,
            object_pairs_hook=_object,
        )  # fmt: skip
    except UnicodeDecodeError as error:
        raise Malformed(_("Byte %(place)d is not UTF-8.") % {"place": error.start}) from error
    except json.JSONDecodeError as error:
        raise Malformed(_where(error)) from error
    except RecursionError as error:
        raise Malformed(_("The values are nested too deeply.")) from error
    for text in _texts(value):
        if UNSTORABLE.search(text):
            raise Malformed(_("A text holds a NUL or half a surrogate pair: “%(text)s”.") % {
                "text": UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text[:60])
            })  # fmt: skip
    return value


def _where(error: json.JSONDecodeError) -> str:
    place = {"line": error.lineno, "column": error.colno}
    rest = error.doc[error.pos : error.pos + 20]
    if not rest:
        return _("Line %(line)d, column %(column)d: the text ends too early.") % place
    sentence = _("Line %(line)d, column %(column)d: not JSON from “%(rest)s” on.")
    return sentence % {**place, "rest": UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", rest)}


def _constant(name: str) -> NoReturn:
    raise Malformed(_("%(name)s is no JSON number; leave unknown values out.") % {"name": name})


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Malformed(_("The number %(text)s is too large.") % {"text": text[:60]})
    return value


def _integer(text: str) -> int:
    if len(text) > DIGITS:
        raise Malformed(_("The number %(text)s is too large.") % {"text": text[:60] + "…"})
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(_("The name “%(name)s” stands twice in one object.") % {"name": twice})
    return found


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
