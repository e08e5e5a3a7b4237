"""What the pages of a draft show: sheets, records, fields with their faults, a dry run. Frozen, made once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assess.models import Draft
from assess.scoring import assess
from assess.scoring.results import Assessment, Facts
from indicators import editing, load, parsing
from indicators.definitions import Framework, Input, Profile
from indicators.faults import DefinitionError, Fault
from indicators.grid import Cell, Record, cells_of, shown
from indicators.layout import Column, Root, Sheet, path_of, sheet_of, sheets_of
from indicators.models import Framework as FrameworkRow
from indicators.models import Profile as ProfileRow
from indicators.records import Text
from indicators.starter import starter_profile
from indicators.words import column_help, column_label, sheet_label

LONG = 60
"""Characters that fit into one line of a form."""
WORDY = frozenset(
    {
        "definition",
        "evidence",
        "basis",
        "description",
        "disclaimer",
        "message",
        "advice",
        "action",
        "help",
    }
)


@dataclass(frozen=True)
class SheetRow:
    """A sheet of a draft in its table of contents."""

    sheet: Sheet
    label: Text
    records: int
    faults: int


@dataclass(frozen=True)
class RecordRow:
    """A record in the list of its sheet: where it belongs, its code and its name."""

    place: int
    parent: str
    code: str
    name: str
    faults: int


@dataclass(frozen=True)
class FieldView:
    """A field of the record that is edited, with what is wrong with it."""

    key: str
    label: Text
    help: Text | None
    kind: str
    value: Cell
    required: bool
    choices: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Trial:
    """A dry run: a framework, the profile that it was scored with, and what came of it."""

    framework: Framework
    profile: Profile
    starter: bool
    empty: Assessment
    example: Assessment


def faults_of(draft: Draft, tables: Mapping[str, object] | None = None) -> tuple[Fault, ...]:
    """Everything that keeps a draft, or these tables in its place, from being published."""
    wanted = draft.tables if tables is None else tables
    return load.faults_of(draft.kind, wanted, owner=draft.organisation_id)


def contents(draft: Draft, faults: Iterable[Fault]) -> tuple[SheetRow, ...]:
    """The sheets of a draft with how many records and faults each has."""
    found, rows = tuple(faults), []
    for sheet in sheets_of(root_of(draft)):
        places = editing.places(root_of(draft), sheet, draft.tables)
        wrong = {fault for steps in places for fault in _faults_at(sheet, steps, found)}
        rows.append(SheetRow(sheet, sheet_label(sheet), len(places), len(wrong)))
    return tuple(rows)


def records(draft: Draft, sheet: Sheet, faults: Iterable[Fault]) -> tuple[RecordRow, ...]:
    """The records of a sheet."""
    found, rows = tuple(faults), []
    for place, steps in enumerate(editing.places(root_of(draft), sheet, draft.tables)):
        record = editing.record_at(draft.tables, sheet, steps)
        wrong = len(_faults_at(sheet, steps, found))
        parent = _parent_code(draft, sheet, steps)
        rows.append(RecordRow(place, parent, str(record.get("code", "")), _name(record), wrong))
    return tuple(rows)


def fields(
    sheet: Sheet, steps: editing.Steps, cells: Mapping[str, Cell], faults: Iterable[Fault]
) -> tuple[FieldView, ...]:
    """The fields of a record with the cells that were typed or are kept."""
    mine = _faults_at(sheet, steps, tuple(faults))
    return tuple(
        FieldView(
            key=column.key,
            label=column_label(column),
            help=column_help(sheet, column),
            kind=_widget(column, cells.get(column.key)),
            value=cells.get(column.key),
            required=not column.optional,
            choices=column.choices,
            faults=tuple(fault for fault in mine if _column_of(sheet, steps, fault) == column.key),
        )
        for column in sheet.columns
    )


def other_faults(sheet: Sheet, steps: editing.Steps, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults of a record that belong to no single field of it."""
    mine = _faults_at(sheet, steps, tuple(faults))
    return tuple(fault for fault in mine if not _column_of(sheet, steps, fault))


def cells_at(draft: Draft, sheet: Sheet, steps: editing.Steps) -> dict[str, Cell]:
    """The cells of a record as it is kept."""
    return cells_of(sheet, editing.record_at(draft.tables, sheet, steps))


def trial_of(draft: Draft) -> Trial | None:
    """Score an empty and an example assessment by a draft that has no faults; None where it has some."""
    try:
        framework, profile, starter = _pair(draft)
    except DefinitionError:
        return None
    example = Facts(
        inputs={item.code: example_value(item) for item in framework.inputs},
        credits={
            code: 0.5
            for code, item in framework.criterion_by_code.items()
            if item.type == "ordinal"
        },
        evidence=dict.fromkeys(framework.indicator_by_code, "E2"),
    )
    return Trial(
        framework,
        profile,
        starter,
        assess(framework, profile, Facts()),
        assess(framework, profile, example),
    )


def example_value(item: Input) -> float:
    """A value that an input may have: a usual one, else the middle of its limits, else 10 or its limit."""
    if item.presets:
        return item.presets[0].value
    if item.minimum is not None and item.maximum is not None:
        middle = (item.minimum + item.maximum) / 2
        return float(round(middle)) if item.integer else middle
    lowest = item.minimum if item.minimum is not None else -float("inf")
    highest = item.maximum if item.maximum is not None else float("inf")
    return float(min(max(10.0, lowest), highest))


def root_of(draft: Draft) -> Root:
    """The kind of a draft, as the layout names it."""
    return kind_root(draft.kind)


def kind_root(kind: str) -> Root:
    """A kind, as the layout names it."""
    return "profile" if kind == Draft.Kind.PROFILE else "framework"


def _pair(draft: Draft) -> tuple[Framework, Profile, bool]:
    """The framework and profile to try: the draft, and what goes with it."""
    if draft.kind == Draft.Kind.PROFILE:
        row = FrameworkRow.objects.open_to(draft.organisation_id).newest(
            str(draft.tables.get("framework"))
        )
        tables = load.extended(draft.tables, draft.organisation_id)
        return row.parsed(), parsing.build_profile(tables, row.parsed()), False
    framework = parsing.build_framework(draft.tables)
    for tables in _profiles_for(draft, framework):
        try:
            return framework, parsing.build_profile(tables, framework), False
        except DefinitionError:
            continue
    starter = parsing.build_profile(starter_profile(framework), framework)
    return framework, starter, True


def _profiles_for(draft: Draft, framework: Framework) -> Iterable[dict[str, object]]:
    """Profiles that may fit: drafts of the same organisation first, then published ones."""
    drafts = Draft.objects.kept().filter(kind="profile", organisation=draft.organisation)
    yield from (row.tables for row in drafts if row.tables.get("framework") == framework.code)
    rows = ProfileRow.objects.open_to(draft.organisation_id).order_by("-published_at")
    yield from (row.definition for row in rows.filter(framework__code=framework.code)[:5])


def _faults_at(sheet: Sheet, steps: editing.Steps, faults: tuple[Fault, ...]) -> list[Fault]:
    """Faults of a record itself, not of the records that it holds."""
    if sheet.single:
        own = {column.key: True for column in sheet.columns}
        return [
            fault
            for fault in faults
            if _bare(fault.path) in own or _bare(fault.path) in _wholes(sheet)
        ]
    start = path_of(steps)
    inner = [fault for fault in faults if _starts(fault.path, start)]
    return [
        fault for fault in inner if _column_of(sheet, steps, fault) or _bare(fault.path) == start
    ]


def _starts(path: str, start: str) -> bool:
    return path == start or path.startswith((f"{start}.", f"{start}[", f"{start},"))


def _column_of(sheet: Sheet, steps: editing.Steps, fault: Fault) -> str:
    """The column in which a fault lies, "" for none."""
    if sheet.shares:
        return "share"
    for column in sheet.columns:
        path = editing.path_in(steps, column)
        if _starts(fault.path, path) or _bare(fault.path) == path_of((*steps, column.steps[0])):
            return column.key
    return ""


def _bare(path: str) -> str:
    return path.partition(", ")[0]


def _wholes(sheet: Sheet) -> set[str]:
    return {str(column.steps[0]) for column in sheet.columns}


def _parent_code(draft: Draft, sheet: Sheet, steps: editing.Steps) -> str:
    if not sheet.parent:
        return ""
    above = sheet_of(root_of(draft), sheet.parent)
    parent = steps[: -len(sheet.steps) - 1]
    return str(editing.record_at(draft.tables, above, parent).get("code", ""))


def _name(record: Record) -> str:
    """What a record is called, shortly: its name, title or text, else its first figure."""
    for key in ("name", "title", "text", "label", "share", "value", "below"):
        found = record.get(key)
        if isinstance(found, Mapping):
            return str(found.get("zh") or found.get("en") or "")
        if found is not None:
            return str(shown(found))
    return ""


def _widget(column: Column, cell: Cell) -> str:
    """How a column is typed; a text of several lines or many words gets room for them."""
    long = isinstance(cell, str) and ("\n" in cell or len(cell) > LONG)
    wordy = any(str(step) in WORDY for step in column.steps)
    return "long" if column.kind == "text" and (long or wordy) else column.kind
