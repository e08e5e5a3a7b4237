"""Score finished assessments again under another profile or method."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from assess import rescores, rescoring
from assess.models import Rescoring, User
from assess.permissions import WrongState
from indicators.models import Profile

LOOK_EVERY = 2.0


class Command(BaseCommand):
    """``rescore start PROFILE``, ``rescore show|stop|resume BATCH``: workers do the work."""

    help = (
        "Score finished assessments again by a profile; their own scores stay the ones that count."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, and with what."""
        parser.add_argument("verb", choices=["start", "show", "stop", "resume"])
        parser.add_argument("subject", help="start: code of the profile; else id of the batch")
        parser.add_argument("--version", dest="edition", default="", help="of the profile (newest)")
        parser.add_argument("--framework", default="caict-2024", help="code of its framework")
        parser.add_argument(
            "--every-profile", action="store_true", help="also those finished under other profiles"
        )
        parser.add_argument("--by", default="", metavar="USER", help="an administrator's user name")
        parser.add_argument("--wait", action="store_true", help="until the batch no longer runs")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, verb: str, subject: str, **options: Any) -> None:
        """Do it and tell how the batch stands."""
        try:
            batch = _start(subject, options) if verb == "start" else _batch(subject)
            if verb in {"stop", "resume"}:
                getattr(rescoring, verb)(batch, by=_administrator(options["by"]))
        except WrongState as error:
            raise CommandError(error.message) from error
        while options["wait"] and batch.state == Rescoring.State.RUNNING:
            time.sleep(LOOK_EVERY)
            batch.refresh_from_db()
        self.stdout.write(_told(batch, as_json=options["json"]))


def _start(code: str, options: dict[str, Any]) -> Rescoring:
    rows = Profile.objects.filter(code=code, framework__code=options["framework"])
    if options["edition"]:
        rows = rows.filter(version=options["edition"])
    profile = rows.select_related("framework").order_by("-published_at").first()
    if profile is None:
        raise CommandError("There is no such profile of this framework.")
    by = _administrator(options["by"])
    return rescoring.start(profile, by=by, every_profile=options["every_profile"])


def _batch(text: str) -> Rescoring:
    try:
        return Rescoring.objects.get(pk=UUID(text))
    except (ValueError, Rescoring.DoesNotExist) as error:
        raise CommandError(f"There is no batch {text}.") from error


def _administrator(username: str) -> User:
    rows = User.objects.filter(is_staff=True, is_active=True)
    user = (rows.filter(username=username) if username else rows).order_by("pk").first()
    if user is None:
        raise CommandError("There is no such administrator; name one with --by.")
    return user


def _told(batch: Rescoring, *, as_json: bool) -> str:
    told = rescores.summary(batch)
    if as_json:
        document = {"id": str(batch.pk), "state": batch.state, **asdict(told)}
        return json.dumps({**document, "levels_changed": told.levels_changed}, indent=2)
    return f"{batch.pk} {batch.state}: {told.done} of {told.total}, {told.levels_changed} levels change"
