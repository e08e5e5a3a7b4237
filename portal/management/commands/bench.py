"""python manage.py bench: the figures of this machine as JSON; nothing of the real data is touched."""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal import bench


class Command(BaseCommand):
    """Measure in an empty folder: migrate, load, requests, a report, memory."""

    help = "Measure what the product costs, in a folder of its own, and print JSON."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--inside", action="store_true", help="used by bench itself: the folder is prepared"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["inside"]:
            self.stdout.write(json.dumps(_inside(), indent=2, ensure_ascii=False))
            return
        with tempfile.TemporaryDirectory(prefix="suanheng-bench-") as folder:
            environment = {
                **os.environ,
                "SUANHENG_DATA": folder,
                "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            }
            subprocess.run(
                [sys.executable, "manage.py", "bench", "--inside"],
                check=True,
                env=environment,
                cwd=settings.BASE_DIR,
            )


def _inside() -> dict[str, Any]:
    figures: dict[str, Any] = {"load_average": os.getloadavg(), "cores": os.cpu_count()}
    figures["migrate"] = bench.run_manage("migrate")
    figures["load_framework"] = bench.run_manage("load_framework")
    figures["load_demo"] = bench.run_manage("load_demo")
    figures["memory"] = bench.memory()
    figures["requests"] = bench.requests()
    figures["pdf"] = bench.pdf()
    return figures
