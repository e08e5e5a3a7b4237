"""python manage.py bench: the figures of this machine as JSON; nothing of the real data is touched."""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from assess.models import User
from portal import bench, bench_logs, bench_rescoring, bench_series

FINISHED = 2000
LOG_LINES, EXPORT_MIB = 200_000, 20


class Command(BaseCommand):
    """Measure in an empty folder: migrate, load, requests, a report, memory."""

    help = "Measure what the product costs, in a folder of its own, and print JSON."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--inside", action="store_true", help="used by bench itself: the folder is prepared"
        )
        parser.add_argument(
            "--finished", type=int, default=FINISHED, help=f"assessments scored again ({FINISHED})"
        )

        parser.add_argument(
            "--log-lines", type=int, default=LOG_LINES, help=f"lines of a job log ({LOG_LINES})"
        )
        parser.add_argument(
            "--export-mib",
            type=int,
            default=EXPORT_MIB,
            help=f"size of an export ({EXPORT_MIB} MiB)",
        )
        parser.add_argument(
            "--only-logs", action="store_true", help="measure the reading of logs alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            self.stdout.write(json.dumps(_inside(options["finished"])))
            return
        logs = bench_logs.logs(options["log_lines"], options["export_mib"])
        if options["only_logs"]:
            self.stdout.write(
                json.dumps({**_machine(), "logs": logs}, indent=2, ensure_ascii=False)
            )
            return
        with tempfile.TemporaryDirectory(prefix="suanheng-bench-") as folder:
            os.environ |= {
                "SUANHENG_DATA": folder,
                "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            }
            figures = {**_outside(options["finished"]), "logs": logs}
            self.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False))


def _outside(finished: int) -> dict[str, Any]:
    """What is measured in processes of their own, first on an empty folder; the rest in one more process."""
    figures = _machine()
    figures["migrate"] = bench.run_manage("migrate")
    figures["load_framework"] = bench.run_manage("load_framework")
    figures["load_demo"] = bench.run_manage("load_demo")
    figures["memory"] = bench.memory()
    inside = [sys.executable, "manage.py", "bench", "--inside", f"--finished={finished}"]
    told = subprocess.run(inside, check=True, stdout=subprocess.PIPE, cwd=settings.BASE_DIR).stdout
    measured: dict[str, Any] = json.loads(told)
    return figures | measured


def _machine() -> dict[str, Any]:
    return {"load_average": os.getloadavg(), "cores": os.cpu_count()}


def _inside(finished: int) -> dict[str, Any]:
    return {
        "requests": bench.requests(),
        "series": bench_series.series(User.objects.get(username="bench")),
        "scoring": bench.scoring(),
        "pdf": bench.pdf(),
        "rescoring": bench_rescoring.rescore(finished),
    }
