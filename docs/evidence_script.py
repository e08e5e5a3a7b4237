"""From a folder of raw tool output to a score, over REST alone, with the standard library.

    SUANHENG_TOKEN=... python docs/evidence_script.py http://127.0.0.1:8000 SUBMISSION FOLDER [--rule median] [--dry-run] [--submit]

Sends every file of the folder, waits until each is read, tells what the files say of the performance indicators, takes
it over as inputs of the draft, and shows what that makes of the score; with --submit it hands the assessment in and
shows the score that is kept. Run twice it sends nothing anew and changes nothing.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AT_ONCE = 20
"""Files in one request."""


def say(line: str) -> None:
    """Tell a line."""
    sys.stdout.write(f"{line}\n")


class Site:
    """The interface of a SuanHeng site."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base.rstrip("/") + "/api/v1/"
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def call(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        """Send a request; a problem ends the script with its words."""
        headers = self.headers | ({"Content-Type": kind} if kind else {})
        asked = urllib.request.Request(self.base + path, body, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(asked) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")

    def get(self, path: str) -> Any:
        """Read."""
        return self.call("GET", path)

    def post(self, path: str, value: dict[str, Any]) -> Any:
        """Send a value as JSON."""
        return self.call("POST", path, json.dumps(value).encode(), "application/json")

    def send(self, path: str, folder: Path, files: list[Path]) -> Any:
        """Send files with their paths inside a folder."""
        mark = uuid.uuid4().hex
        body = b"".join([*parts(mark, folder, files), f"--{mark}--\r\n".encode()])
        return self.call("POST", path, body, f"multipart/form-data; boundary={mark}")


def parts(mark: str, folder: Path, files: list[Path]) -> Iterator[bytes]:
    """Each file, and its path in the same order."""
    for file in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        yield head.encode() + file.read_bytes() + b"\r\n"
    for file in files:
        path = file.relative_to(folder).as_posix()
        yield f'--{mark}\r\nContent-Disposition: form-data; name="path"\r\n\r\n{path}\r\n'.encode()


def upload(site: Site, submission: str, folder: Path) -> None:
    """Send the folder, and wait until every file is read."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for place in range(0, len(files), AT_ONCE):
        batch = files[place : place + AT_ONCE]
        received = site.send(f"submissions/{submission}/evidence/", folder, batch)
        say(f"sent {len(received)} files")
    while True:
        rows = site.get(f"submissions/{submission}/evidence/")
        waiting = sum(row["state"] == "waiting" for row in rows)
        if not waiting:
            break
        time.sleep(1)
    for row in rows:
        kinds = ", ".join(kind["kind"] for kind in row["kinds"])
        say(f"  {row['name']}: {row['state']} {kinds}".rstrip())


def tell(found: dict[str, Any]) -> None:
    """What the files say, slot by slot."""
    say(f"{len(found['proved'])} of {found['of']} performance indicators from evidence")
    for slot in found["slots"]:
        for item in slot["candidates"]:
            if item["key"] == slot["chosen"]:
                proof = item["proofs"][0]
                place = proof["key"] if proof["line"] is None else f"line {proof['line']}"
                files = f"{proof['path']} {place}"
                say(
                    f"  {slot['slot']} = {slot['value']:.6g} {slot['unit']} ({item['evidence']}) {files}"
                )
        for lack in slot["lacks"]:
            say(f"  {slot['slot']}: {lack['message']['en']}")


def score(site: Site, submission: str) -> None:
    """Hand in, wait, and show the score: SuanHeng's method on CAICT's indicators, not CAICT's own."""
    job = site.post(f"submissions/{submission}/submit/", {})
    while site.get(f"jobs/{job['id']}/")["state"] not in {"done", "failed"}:
        time.sleep(1)
    told = site.get(f"submissions/{submission}/score/")
    names = ("overall", "low", "high", "coverage", "assurance", "level")
    say(json.dumps({name: told[name] for name in names}))


def main() -> None:
    """Upload, derive, take over, score."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    reader.add_argument("base")
    reader.add_argument("submission")
    reader.add_argument("folder", type=Path)
    reader.add_argument("--rule", default="median", choices=["median", "best", "worst", "newest"])
    reader.add_argument("--dry-run", action="store_true")
    reader.add_argument("--submit", action="store_true")
    given = reader.parse_args()
    site = Site(given.base, os.environ["SUANHENG_TOKEN"])
    upload(site, given.submission, given.folder)
    derived = f"submissions/{given.submission}/derived/"
    tell(site.get(f"{derived}?rule={given.rule}"))
    taken = site.post(derived, {"rule": given.rule, "dry_run": given.dry_run})
    changed = [item["slot"] for item in taken["changes"] if not item["unchanged"]]
    say(f"{'would take' if given.dry_run else 'took'} over {len(changed)}: {', '.join(changed)}")
    for name in ("overall", "assurance"):
        say(f"{name}: {taken[name + '_before']} -> {taken[name + '_after']}")
    if given.submit and not given.dry_run:
        score(site, given.submission)


if __name__ == "__main__":
    main()
