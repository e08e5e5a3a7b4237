"""The pictures of the README, taken from the running product: python3 do.py screenshots."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.chromium import launch, program

HERE = Path(__file__).resolve().parent.parent
PICTURES = HERE / "docs" / "img"
PORT = "8790"
ADDRESS = f"http://127.0.0.1:{PORT}"
SIZE: ViewportSize = {"width": 1280, "height": 900}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
SHEET = 8  # pages of the report on one picture


def start(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the product on an empty folder; return it and the password that it shows."""
    log = folder / "serve.log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", PORT],
            cwd=HERE,
            env={**os.environ, "SUANHENG_DATA": str(folder)},
            stdout=file,
        )
    for _second in range(120):
        if "ready in" in log.read_text():
            break
        time.sleep(1)
    time.sleep(10)  # the examples are scored
    found = re.search(r"password +(\S+)", log.read_text())
    if found is None:
        raise RuntimeError(log.read_text())
    return server, found[1]


def sign_in(page: Page, password: str) -> None:
    """Sign in with what was shown."""
    page.goto(f"{ADDRESS}/accounts/login/")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", password)
    page.locator("main form button.primary").click()
    page.wait_for_load_state()


def take(page: Page, name: str) -> None:
    """Take the part of a page that a reader sees first."""
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / f"{name}.png")


def open_example(page: Page) -> None:
    """Open the assessment that has all 34 indicators."""
    page.goto(f"{ADDRESS}/submissions/")
    page.locator("main a", has_text="全部 34 项指标").first.click()
    page.wait_for_load_state()


def take_pages(page: Page, language: str) -> None:
    """Dashboard, form and framework."""
    open_example(page)
    take(page, f"dashboard-{language}")
    page.locator("nav.crumbs a").last.click()
    page.goto(f"{ADDRESS}/submissions/new/?cluster={page.url.rstrip('/').rpartition('/')[2]}")
    page.locator("main form button.primary").last.click()
    page.wait_for_url("**/form/")
    page.locator("#P01 input[name=v-availability]").fill("93")
    page.locator("#P01 input[name=v-availability]").press("Tab")
    page.locator("#P01").scroll_into_view_if_needed()
    take(page, f"form-{language}")
    page.goto(f"{ADDRESS}/frameworks/caict-2024/P13/")
    take(page, f"indicator-{language}")


def take_report(page: Page) -> None:
    """Order the Chinese PDF, wait for it, and lay its first pages side by side."""
    open_example(page)
    page.locator("#reports form button").first.click()
    page.wait_for_selector("#reports a[href$='/download/']", timeout=60_000)
    with page.expect_download() as download, tempfile.TemporaryDirectory() as folder:
        page.locator("#reports a[href$='/download/']").first.click()
        pages = Path(folder) / "page"
        command = [
            "pdftoppm",
            "-r",
            "45",
            "-l",
            str(SHEET),
            "-png",
            str(download.value.path()),
            str(pages),
        ]
        subprocess.run(command, check=True)
        sheet([Image.open(path) for path in sorted(Path(folder).glob("*.png"))])


def sheet(pages: list[Image.Image]) -> None:
    """Write one picture of all pages, four abreast."""
    width, height = pages[0].size
    gap, abreast = 12, 4
    rows = -(-len(pages) // abreast)
    whole = Image.new(
        "RGB", (abreast * (width + gap) + gap, rows * (height + gap) + gap), "#d9dee5"
    )
    for number, picture in enumerate(pages):
        row, column = divmod(number, abreast)
        whole.paste(picture, (gap + column * (width + gap), gap + row * (height + gap)))
    whole.save(PICTURES / "report-zh.png", optimize=True)


def take_all(browser: Browser, password: str) -> None:
    """Take the pages in both languages, and the report."""
    for language, locale in LANGUAGES.items():
        page = browser.new_context(locale=locale, viewport=SIZE).new_page()
        sign_in(page, password)
        take_pages(page, language)
        if language == "zh":
            take_report(page)
    browser.close()


def main() -> None:
    """Start, take, stop."""
    path = program()
    if path is None:
        raise SystemExit("no Chromium: apt-get install chromium, or name it by CHROMIUM")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="suanheng-pictures-") as folder,
        sync_playwright() as playwright,
    ):
        server, password = start(Path(folder))
        try:
            take_all(launch(playwright, path), password)
        finally:
            server.terminate()
            server.wait(60)


if __name__ == "__main__":
    main()
