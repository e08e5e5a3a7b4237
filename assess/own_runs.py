"""An organisation's own trainings and step times: taken in whole or not at all, and seen by nobody else."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from assess.capacity.calibrate import Measured, read_measured
from assess.capacity.machine import Machine
from assess.capacity.own_items import read_changed_run
from assess.capacity.own_rows import ONCE_EXPECTED, CellFault, RowsRefused
from assess.catalogue import figures_of
from assess.models import Organisation, OwnRun, OwnStep, User
from assess.permissions import Action, require
from indicators.models import Accelerator
from indicators.records import Text

MOST = 5000
FULL = Text(f"每个组织至多 {MOST} 行", f"at most {MOST} rows in an organisation")
NEEDED = ("peak_tflops", "memory_gb", "memory_gb_s", "link_gb_s")


@transaction.atomic
def add_runs(organisation: Organisation, rows: Sequence[Mapping[str, str]], *, by: User) -> int:
    """Keep trainings; one of the same name takes the place of what was kept before."""
    require(by, Action.EDIT, organisation)
    names = [row["id"] for row in rows]
    others = OwnRun.objects.filter(organisation=organisation).exclude(name__in=names).count()
    _room(others + len(rows))
    for row in rows:
        OwnRun.objects.update_or_create(
            organisation=organisation,
            name=row["id"],
            defaults={"cells": dict(row), "added_by": by},
        )
    return len(rows)


@transaction.atomic
def change_run(run: OwnRun, changes: Mapping[str, object], *, by: User) -> OwnRun:
    """Change cells of a training; raises RowsRefused for what cannot stand, or for the name of another one."""
    require(by, Action.EDIT, run.organisation)
    row = OwnRun.objects.select_for_update().get(pk=run.pk)
    row.cells = read_changed_run(row.cells, changes)
    row.name = row.cells["id"]
    same = OwnRun.objects.filter(organisation=row.organisation_id, name=row.name)
    if same.exclude(pk=row.pk).exists():
        raise RowsRefused([CellFault(0, "id", row.name, ONCE_EXPECTED, "twice")])
    row.save(update_fields=["cells", "name", "added_at"])
    return row


@transaction.atomic
def remove_run(run: OwnRun, *, by: User) -> None:
    """Forget a training."""
    require(by, Action.EDIT, run.organisation)
    run.delete()


@transaction.atomic
def add_steps(
    organisation: Organisation,
    rows: Sequence[Mapping[str, str]],
    *,
    on: Machine,
    card: str,
    by: User,
) -> int:
    """Keep step times measured on a machine; the same row twice is one. Returns how many are new."""
    require(by, Action.EDIT, organisation)
    machine = asdict(on)
    wanted = {_digest(row, machine): row for row in rows}
    known = set(OwnStep.objects.filter(organisation=organisation).values_list("digest", flat=True))
    _room(len(known | set(wanted)))
    new = [
        OwnStep(
            organisation=organisation, card=card, machine=machine, cells=dict(row), digest=digest,
            added_by=by,
        )
        for digest, row in wanted.items()
        if digest not in known
    ]  # fmt: skip
    OwnStep.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def remove_steps(organisation: Organisation, *, by: User) -> int:
    """Forget all step times; calibrations keep what they learnt."""
    require(by, Action.EDIT, organisation)
    deleted, _ = OwnStep.objects.filter(organisation=organisation).delete()
    return deleted


def machine_of(card: Accelerator, cards_per_server: int, port_gbit_s: float) -> Machine | None:
    """Servers of a card of the catalogue; None where the catalogue lacks a figure that the model needs."""
    known = figures_of(card)
    if any(name not in known for name in NEEDED):
        return None
    network = port_gbit_s * cards_per_server / 8.0
    return Machine(**known, network_gb_s=network, cards_per_server=cards_per_server)


def measurements(rows: Iterable[OwnStep]) -> list[Measured]:
    """Step times as the fit takes them, each on its machine."""
    found = []
    for row in rows:
        plain = read_measured(row.cells)
        family = f"{row.card} · {plain.family}B"
        found.append(
            Measured(plain.model, plain.layout, plain.seconds, family, Machine(**row.machine))
        )
    return found


def _room(wanted: int) -> None:
    if wanted > MOST:
        raise RowsRefused([CellFault(1, "", str(wanted), FULL, "row_count")])


def _digest(row: Mapping[str, str], machine: Mapping[str, Any]) -> str:
    """What tells a measurement from another: its numbers and its machine."""
    numbers = {name: float(text) for name, text in row.items()}
    text = json.dumps([numbers, machine], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
