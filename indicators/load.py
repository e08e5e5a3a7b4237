"""Files into rows. The same file twice is the same row; a published version never changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from indicators import models, parsing
from indicators.checklists import Checklist
from indicators.definitions import Accelerator, Framework, Profile
from indicators.faults import VERSION_CODE, DefinitionError, Fault
from indicators.parsing import Tables
from indicators.reading import read_toml
from indicators.uploads import read_upload

HERE = Path(__file__).parent
NOTHING: Mapping[str, Any] = {}
Kind = Literal["framework", "profile", "checklist", "accelerators"]
Outcome = Literal["loaded", "unchanged", "checked"]


class ChangedVersion(Exception):
    """A published version that the file would change. Give the file a new version instead."""

    def __init__(self, code: str, version: str) -> None:
        super().__init__(f"{code} {version}")
        self.code = code
        self.version = version


@dataclass(frozen=True)
class Loaded:
    """What became of a file."""

    kind: Kind
    code: str
    version: str
    outcome: Outcome


def read(path: Path) -> dict[str, Any]:
    """Read a TOML file, a profile with what it extends; raise DefinitionError where it is not TOML."""
    return _whole(read_toml(path.read_bytes(), path.name), path)


def _whole(tables: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return tables laid over those of the file that they extend."""
    base = tables.get("extends")
    return tables if base is None else parsing.extend(read(_beside(path, base)), tables)


def kind_of(tables: Mapping[str, Any]) -> Kind:
    """Tell by its tables what a file defines."""
    if "accelerators" in tables:
        return "accelerators"
    if "items" in tables:
        return "checklist"
    return "profile" if "anchors" in tables else "framework"


@transaction.atomic
def load_framework(tables: Tables, *, owner: UUID | None = None) -> tuple[models.Framework, bool]:
    """Publish a framework version; return its row and whether it is new.

    owner: the id of the organisation that publishes it and will see it; None publishes for everybody.
    Raises DefinitionError for a wrong file and for a code that is somebody else's, ChangedVersion where
    the version is published otherwise.
    """
    framework = parsing.build_framework(tables)
    _refuse_foreign(models.Framework.objects.filter(code=framework.code), framework.code, owner)
    return _publish(models.Framework.objects, framework, tables, owner)


@transaction.atomic
def load_profile(
    tables: Tables, *, owner: UUID | None = None, framework: models.Framework | None = None
) -> tuple[models.Profile, bool]:
    """Publish a profile version, without ``framework`` for the newest of its code; as ``load_framework``.

    A code is one owner's among the profiles of a framework. The framework is everybody's or the owner's.
    """
    row = framework or _framework_of(tables, owner)
    profile = parsing.build_profile(tables, row.parsed())
    same = models.Profile.objects.filter(framework__code=row.code, code=profile.code)
    _refuse_foreign(same, profile.code, owner)
    return _publish(row.profiles, profile, tables, owner)


@transaction.atomic
def load_checklist(tables: Tables, *, owner: UUID | None = None) -> tuple[models.Checklist, bool]:
    """Publish a checklist version, linked to the newest version of its framework; as ``load_framework``."""
    row = _framework_of(tables, owner) if tables.get("framework") else None
    checklist = parsing.build_checklist(tables, row.parsed() if row else None)
    same = models.Checklist.objects.filter(code=checklist.code)
    _refuse_foreign(same, checklist.code, owner)
    return _publish(models.Checklist.objects, checklist, tables, owner, {"framework": row})


@transaction.atomic
def load_catalogue(tables: Mapping[str, Any]) -> int:
    """Write the accelerator catalogue; return how many rows changed. Cards that are gone stay."""
    cards = parsing.build_catalogue(tables)
    return sum(_load_card(card) for card in cards)


def load_file(path: Path, *, only_check: bool = False) -> Loaded:
    """Load a file of any kind, TOML or Excel, or only check it."""
    upload = read_upload(path.read_bytes(), path.name)
    with transaction.atomic():
        loaded = upload.checked(lambda tables: _load(_whole(tables, path)))
        transaction.set_rollback(only_check)
    return Loaded(loaded.kind, loaded.code, loaded.version, "checked") if only_check else loaded


def publish(
    kind: str, tables: Tables, *, owner: UUID | None = None
) -> tuple[models.Framework | models.Profile, bool]:
    """Publish tables of a framework or profile; a profile may extend one that its owner sees."""
    if kind == "framework":
        return load_framework(tables, owner=owner)
    return load_profile(extended(tables, owner), owner=owner)


def faults_of(kind: str, tables: Tables, *, owner: UUID | None = None) -> tuple[Fault, ...]:
    """Return everything that keeps tables from being published, and publish nothing."""
    try:
        with transaction.atomic():
            publish(kind, tables, owner=owner)
            transaction.set_rollback(True)
    except DefinitionError as error:
        return error.faults
    except ChangedVersion as error:
        return (Fault("changed_version", "version", error.version),)
    return ()


def extended(tables: Tables, owner: UUID | None) -> Tables:
    """Return a profile's tables laid over those of the published profile that they extend."""
    base = tables.get("extends")
    if base is None:
        return tables
    rows = models.Profile.objects.open_to(owner).filter(
        framework__code=str(tables.get("framework"))
    )
    found = rows.filter(code=str(base)).order_by("-published_at").first()
    if found is None:
        codes = tuple(rows.values_list("code", flat=True).distinct())
        raise DefinitionError([Fault("unknown_name", "extends", str(base), codes)])
    return parsing.extend(found.definition, tables)


def shipped_files() -> Iterator[Path]:
    """Yield the files that come with the product, in the order in which they can be loaded."""
    frameworks = sorted((HERE / "frameworks").glob("*.toml"))
    yield from sorted(frameworks, key=lambda path: kind_of(read(path)) == "checklist")
    yield from sorted((HERE / "profiles").glob("*.toml"))
    yield HERE / "accelerators.toml"


def shipped() -> list[Loaded]:
    """Load all files that come with the product."""
    return [load_file(path) for path in shipped_files()]


PUBLISH: Mapping[str, Callable[[Mapping[str, Any]], tuple[models.Version, bool]]] = {
    "framework": load_framework,
    "profile": load_profile,
    "checklist": load_checklist,
}


def _load(tables: Mapping[str, Any]) -> Loaded:
    kind = kind_of(tables)
    if kind == "accelerators":
        changed = load_catalogue(tables)
        return Loaded(kind, kind, "", "loaded" if changed else "unchanged")
    row, new = PUBLISH[kind](tables)
    return Loaded(kind, row.code, row.version, "loaded" if new else "unchanged")


def _refuse_foreign(same: QuerySet[Any], code: str, owner: UUID | None) -> None:
    """Refuse a code under which somebody else has published."""
    foreign = same.exclude(owner=owner) if owner else same.exclude(owner=None)
    if foreign.exists():
        raise DefinitionError([Fault("taken_code", "code", code)])


def _publish(
    rows: Any,
    record: Framework | Profile | Checklist,
    tables: Tables,
    owner: UUID | None,
    more: Mapping[str, Any] = NOTHING,
) -> tuple[Any, bool]:
    digest = parsing.digest(tables)
    content = {"title_zh": record.title.zh, "title_en": record.title.en, "owner": owner}
    row, new = rows.get_or_create(
        code=record.code,
        version=record.version,
        defaults={**content, **more, "definition": tables, "digest": digest},
    )
    if row.digest != digest and row.parsed() != record:
        raise ChangedVersion(record.code, record.version)
    return row, new


def _framework_of(tables: Tables, owner: UUID | None) -> models.Framework:
    code, rows = _slug(tables.get("framework")), models.Framework.objects.open_to(owner)
    try:
        row: models.Framework = rows.newest(code)
    except models.Framework.DoesNotExist as error:
        known = rows.values_list("code", flat=True).distinct()
        raise DefinitionError([Fault("unknown_name", "framework", code, tuple(known))]) from error
    return row


def _slug(value: object) -> str:
    """Return what may be a code, "" for anything else."""
    return value if isinstance(value, str) and VERSION_CODE.fullmatch(value) else ""


def _load_card(card: Accelerator) -> bool:
    """Write a card; tell whether anything changed."""
    wanted = {
        name: getattr(card, name)
        for name in ("name", "vendor", "link_name", "source", "verified", "peak_tflops", "memory_gb",
                     "memory_bandwidth_gb_s", "link_gb_s", "power_w")
    }  # fmt: skip
    wanted["note_zh"] = card.note.zh if card.note else ""
    wanted["note_en"] = card.note.en if card.note else ""
    row, new = models.Accelerator.objects.get_or_create(code=card.code, defaults=wanted)
    if new or all(getattr(row, name) == value for name, value in wanted.items()):
        return new
    models.Accelerator.objects.filter(pk=row.pk).update(**wanted)
    return True


def _beside(path: Path, base: object) -> Path:
    """Return the file of the profile that is extended: the one of that name in the same folder."""
    wanted = path.with_name(f"{base}.toml")
    if not isinstance(base, str) or wanted == path or not wanted.is_file():
        names = sorted(item.stem for item in path.parent.glob("*.toml") if item != path)
        raise DefinitionError([Fault("unknown_name", "extends", str(base), tuple(names))])
    return wanted
