"""The system's Chromium, for tests and pictures."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program() -> str | None:
    """Return Chromium's path: named by CHROMIUM, or the system's."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """Start Chromium without anything that it would do on its own."""
    return playwright.chromium.launch(executable_path=path, args=QUIET)
