"""What the tests need from the operating system: a browser, a Chinese font, PDF tools."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tools.environment import HERE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONTS = Path("/usr/share/fonts")


def has_browser() -> bool:
    """Tell whether Chromium is there, or named by CHROMIUM."""
    return bool(os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)))


def has_chinese_font() -> bool:
    """Tell whether pages in Chinese show characters instead of boxes."""
    return any(FONTS.rglob("*CJK*"))


def has_atomic_library() -> bool:
    """Tell whether the library is there that the browser's driver is linked with."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def has_pdf_tools() -> bool:
    """Tell whether pages of a PDF can be read and drawn."""
    return bool(shutil.which("pdftotext") and shutil.which("pdftoppm"))


PACKAGES: dict[str, Callable[[], bool]] = {
    "chromium": has_browser,
    "fonts-noto-cjk": has_chinese_font,
    "libatomic1": has_atomic_library,
    "poppler-utils": has_pdf_tools,
}


def missing() -> list[str]:
    """Return the names of Debian's packages that the tests would need and miss."""
    return [package for package, is_there in PACKAGES.items() if not is_there()]


def install_packages() -> None:
    """Install what is missing where that is allowed; elsewhere say so in one line."""
    wanted = missing()
    if wanted and may_install():
        print(f"installing {' '.join(wanted)} (apt-get; NO_APT=1 skips it) ...", flush=True)
        _apt_get(wanted)
    if still := missing():
        print(f"missing, tests that need it are skipped: apt-get install {' '.join(still)}")


def may_install() -> bool:
    """Tell whether Debian's packages may be installed: as root, and not forbidden by NO_APT."""
    allowed = os.geteuid() == 0 and os.environ.get("NO_APT") != "1"
    return allowed and shutil.which("apt-get") is not None


def _apt_get(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    installing = ["install", "-y", "--no-install-recommends", *packages]
    with (HERE / "do-apt.log").open("wb") as log:
        for step in (["update"], installing):
            command = ["apt-get", "-q", *step]
            subprocess.run(command, env=environment, stdout=log, stderr=log, check=False)
