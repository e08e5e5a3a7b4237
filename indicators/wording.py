"""How a framework is spoken of in reports: data of its file, so that a report says nothing of another framework."""

from dataclasses import dataclass

from indicators.records import Record, Text


@dataclass(frozen=True)
class Wording(Record):
    """A framework's own words for its reports.

    ``author``: whose indicators they are, for "no assessment by ...". ``title``: the report's title, broken by
    line ends. ``purpose``: the first sentence of the foreword. ``rights``: whose the names and definitions are.
    """

    author: Text
    title: Text | None = None
    purpose: Text | None = None
    rights: Text | None = None
