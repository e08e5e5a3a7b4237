#!/usr/bin/env python3
"""The project's commands: `python3 do.py` lists them. Needs Python 3.11 and pip, nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

from tools import checks, environment, machine, suite
from tools.environment import HERE, PYTHON

Arguments = list[str]


class Verb(NamedTuple):
    """One command: what the list says about it, and what it does."""

    says: str
    run: Callable[[Arguments], int]


def manage(arguments: Arguments) -> int:
    """Run one of Django's management commands and hand on its exit code."""
    environment.install(environment.SERVE)
    return subprocess.run([PYTHON, "manage.py", *arguments], check=False, cwd=HERE).returncode


def setup(arguments: Arguments) -> int:
    """Install what is missing and compile the message catalogues."""
    environment.install(environment.TEST if "--dev" in arguments else environment.SERVE)
    return manage(["messages", "compile"])


def serve(arguments: Arguments) -> int:
    """Become the supervisor itself, so that Ctrl-C and exit code go straight to and from it."""
    environment.install(environment.SERVE)
    os.execv(PYTHON, [str(PYTHON), "manage.py", "serve", *arguments])


def test(arguments: Arguments) -> int:
    """Run the suite on SQLite and again on PostgreSQL and Redis."""
    environment.install(environment.TEST)
    machine.install_packages()
    manage(["messages", "compile"])
    return suite.run(arguments)


def check(arguments: Arguments) -> int:
    """Run every check that needs no running product."""
    environment.install(environment.TEST)
    return checks.run(arguments)


def bench(arguments: Arguments) -> int:
    """Measure the product and print the figures as JSON."""
    environment.install(environment.TEST)
    return manage(["bench", *arguments])


def fuzz(arguments: Arguments) -> int:
    """Give every reader of evidence damaged files for some minutes and print the figures as JSON."""
    environment.install(environment.TEST)
    command: environment.Command = [PYTHON, "-m", "tests.evidence.fuzz", *arguments]
    return subprocess.run(command, check=False, cwd=HERE).returncode


def validate(arguments: Arguments) -> int:
    """Compare the planner's formulas with published runs."""
    environment.install(environment.SERVE)
    return manage(["validate_planner", *arguments])


def messages(arguments: Arguments) -> int:
    """Extract, update, compile or check the message catalogues."""
    return manage(["messages", *(arguments or ["update"])])


def screenshots(arguments: Arguments) -> int:
    """Take the README's pictures from the running product."""
    environment.install(environment.TEST)
    machine.install_packages()
    command: environment.Command = [PYTHON, "-m", "tests.screenshots", *arguments]
    return subprocess.run(command, check=False, cwd=HERE).returncode


def docs(arguments: Arguments) -> int:
    """Write again what is generated from the product: OpenAPI file and pictures."""
    written = manage(["spectacular", "--validate", "--file", "docs/openapi.yaml"])
    return written or screenshots(arguments)


def lock(arguments: Arguments) -> int:
    """Write requirements.txt and requirements-dev.txt again from pyproject.toml."""
    return environment.lock(arguments)


VERBS = {
    "setup": Verb("install what is missing into .venv (--dev: what tests need as well)", setup),
    "serve": Verb("start web server and worker on port 8000, or on PORT", serve),
    "test": Verb("run the suite on SQLite, then on PostgreSQL and Redis", test),
    "check": Verb("formatter, linter, types, imports, migrations, messages, measures", check),
    "bench": Verb("measure speed and memory, as JSON", bench),
    "fuzz": Verb("damaged files for every reader of evidence (--seconds 600)", fuzz),
    "validate": Verb("compare the planner with published runs and tables (--json)", validate),
    "docs": Verb("write the OpenAPI file and the pictures again", docs),
    "screenshots": Verb("take the pictures of the README from the running product", screenshots),
    "messages": Verb("message catalogues: extract | update | compile | check", messages),
    "lock": Verb("write requirements*.txt from pyproject.toml (--upgrade: newest)", lock),
    "manage": Verb("any other management command, such as changepassword", manage),
}


def usage() -> str:
    """Return the list of verbs, one line each."""
    width = max(map(len, VERBS))
    lines = [f"  {name:<{width}}  {verb.says}" for name, verb in VERBS.items()]
    return "\n".join(["python3 do.py VERB", "", *lines])


def main(arguments: Arguments) -> int:
    """Run the verb that the first argument names."""
    if sys.version_info < (3, 11):
        print("Python 3.11 or newer is needed, this is", sys.version.split()[0])
        return 1
    os.chdir(HERE)
    if not arguments or arguments[0] not in VERBS:
        print(usage())
        return 2 if arguments else 0
    return VERBS[arguments[0]].run(arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except environment.SetupError as error:
        sys.exit(f"do.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
