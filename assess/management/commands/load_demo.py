"""python manage.py load_demo: the published cases and the synthetic centre."""

from typing import Any

from django.core.management.base import BaseCommand

from assess.demo import load_demo


class Command(BaseCommand):
    """Load the shipped examples that are not there yet."""

    help = "Load the published cases and the synthetic centre as organisations, clusters and submissions."

    def handle(self, *args: Any, **options: Any) -> None:
        for organisation in load_demo():
            self.stdout.write(organisation.name)
