"""The site: settings, addresses, the queue, and what starts and watches it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
