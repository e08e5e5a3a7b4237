"""Write the report of a submission into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from assess import scores
from assess.jobs import JobProblem
from assess.models import Score, Submission
from reports import renders
from reports.documents.writer import Language
from reports.models import ReportFile


class Command(BaseCommand):
    """``render_report SUBMISSION --format pdf|json --language zh-hans|en --output FILE``"""

    help = "Write the report of a submission's score into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Submission, format, language, file."""
        parser.add_argument("submission", type=UUID, help="id of the submission")
        parser.add_argument("--format", choices=ReportFile.Format.values, default="pdf")
        parser.add_argument("--language", choices=ReportFile.Language.values, default="zh-hans")
        parser.add_argument("--output", type=Path, required=True, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Render and write; a file that is there is replaced."""
        score = _score(options["submission"])
        try:
            content, _replaced = renders.render(
                score, options["format"], cast("Language", options["language"])
            )
            options["output"].write_bytes(content)
        except (JobProblem, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['output']}: {len(content)} bytes")


def _score(submission_id: UUID) -> Score:
    submission = Submission.objects.filter(pk=submission_id).first()
    if submission is None:
        raise CommandError(f"There is no submission {submission_id}.")
    score = scores.latest(submission)
    if score is None:
        raise CommandError("The submission has no score yet; submit it first.")
    return score
