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
from portal import bench, bench_rescoring, bench_series

FINISHED = 2000


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

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            self.stdout.write(json.dumps(_inside(options["finished"])))
            return
        with tempfile.TemporaryDirectory(prefix="suanheng-bench-") as folder:
            os.environ |= {
                "SUANHENG_DATA": folder,
                "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            }
            self.stdout.write(
                json.dumps(_outside(options["finished"]), indent=2, ensure_ascii=False)
            )


def _outside(finished: int) -> dict[str, Any]:
    """What is measured in processes of their own, first on an empty folder; the rest in one more process."""
    figures: dict[str, Any] = {"load_average": os.getloadavg(), "cores": os.cpu_count()}
    figures["migrate"] = bench.run_manage("migrate")
    figures["load_framework"] = bench.run_manage("load_framework")
    figures["load_demo"] = bench.run_manage("load_demo")
    figures["memory"] = bench.memory()
    inside = [sys.executable, "manage.py", "bench", "--inside", f"--finished={finished}"]
    told = subprocess.run(inside, check=True, stdout=subprocess.PIPE, cwd=settings.BASE_DIR).stdout
    measured: dict[str, Any] = json.loads(told)
    return figures | measured


def _inside(finished: int) -> dict[str, Any]:
    return {
        "requests": bench.requests(),
        "series": bench_series.series(User.objects.get(username="bench")),
        "scoring": bench.scoring(),
        "pdf": bench.pdf(),
        "rescoring": bench_rescoring.rescore(finished),
    }
