"""Write the bundle of a submission: everything that its score was computed from, and the result."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from assess import bundles
from assess.models import Submission


class Command(BaseCommand):
    """``export_bundle SUBMISSION [--output FILE]``: without a file to standard output."""

    help = "Write the bundle of a submission, from which anybody can compute its score again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the submission and the file."""
        parser.add_argument("submission", type=UUID, help="id of the submission")
        parser.add_argument(
            "--output", type=Path, help="file to write; one that is there is replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the bundle."""
        submission = Submission.objects.with_context().filter(pk=options["submission"]).first()
        if submission is None:
            raise CommandError(f"There is no submission {options['submission']}.")
        content = bundles.export_bundle(submission)
        if options["output"] is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['output']}: {len(content)} bytes")
