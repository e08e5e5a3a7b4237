"""do.py and what it is made of."""

import subprocess
import sys
from pathlib import Path

import pytest

import do
from tools import checks, environment, machine, measures


def test_do_py_alone_lists_every_verb_in_one_line_each() -> None:
    listing = subprocess.run(
        [sys.executable, "do.py"], capture_output=True, text=True, check=True, cwd=environment.HERE
    ).stdout
    verbs = [line.split()[0] for line in listing.splitlines()[2:]]
    assert verbs == list(do.VERBS)
    assert {"setup", "serve", "test", "check", "bench", "validate", "docs", "lock"} <= set(verbs)


def test_an_unknown_verb_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert do.main(["fly"]) == 2
    assert "serve" in capsys.readouterr().out


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two locks and an environment that nothing is installed in."""
    (tmp_path / "requirements.txt").write_text("django==5.2.19\n")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.19\npytest==9.2.0\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(environment, "HERE", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", python)
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / ".installed")
    return tmp_path


def test_nothing_counts_as_installed_without_a_stamp(bare: Path) -> None:
    assert not environment.is_installed(environment.SERVE)


def test_a_changed_lock_makes_the_stamp_worthless(bare: Path) -> None:
    environment.STAMP.write_text(environment.digest(environment.SERVE))
    assert environment.is_installed(environment.SERVE)
    (bare / "requirements.txt").write_text("django==5.2.20\n")
    assert not environment.is_installed(environment.SERVE)


def test_what_tests_need_includes_what_serving_needs_but_not_the_reverse(bare: Path) -> None:
    environment.STAMP.write_text(environment.digest(environment.TEST))
    assert environment.is_installed(environment.SERVE)
    environment.STAMP.write_text(environment.digest(environment.SERVE))
    assert not environment.is_installed(environment.TEST)


def test_the_lock_of_the_tests_pins_everything_as_the_lock_of_the_product_does() -> None:
    product, everything = (
        {line for line in (environment.HERE / name).read_text().splitlines() if "==" in line}
        for name in (environment.SERVE, environment.TEST)
    )
    assert product <= everything


def test_pip_configuration_is_put_into_the_words_of_uv() -> None:
    words = environment.uv_words(
        {"index-url": "https://a/simple", "extra-index-url": "https://b\nhttps://c", "cert": "/ca"}
    )
    assert words["UV_DEFAULT_INDEX"] == "https://a/simple"
    assert words["UV_INDEX"] == "https://b https://c"
    assert words["SSL_CERT_FILE"] == "/ca"
    assert "UV_FIND_LINKS" not in words


LISTING = """:env:.find-links='/some/wheels'
global.find-links='/other'
global.cert='/ca'
install.no-index='true'
"""


def test_the_environment_overrides_the_files_of_pip() -> None:
    configured = environment.settings_of(LISTING)
    assert configured == {"find-links": "/some/wheels", "cert": "/ca", "no-index": "true"}
    assert environment.index_options(configured) == ["--no-index"]
    assert environment.index_options({}) == []


def test_what_the_user_set_for_uv_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_INDEX_STRATEGY", "first-index")
    assert environment.uv_environment()["UV_INDEX_STRATEGY"] == "first-index"


def test_missing_packages_are_named_in_one_line_where_they_may_not_be_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_APT", "1")
    monkeypatch.setattr(machine, "PACKAGES", {"chromium": bool, "libatomic1": lambda: True})
    machine.install_packages()
    said = capsys.readouterr().out.splitlines()
    assert said == ["missing, tests that need it are skipped: apt-get install chromium"]


def test_an_unknown_check_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.run(["spelling"]) == 2
    assert "lint" in capsys.readouterr().out


BAD = '''
from django.dispatch import receiver

class Thing:
    def save(self):
        import json
        return json

@shared_task
def work(job_id):
    """Docstrings
    do not count."""
    one = 1
    two = 2
    three = 3
    four = 4
    five = 5
    return one
'''


def test_measures_name_what_breaks_them(tmp_path: Path) -> None:
    (tmp_path / "assess").mkdir()
    (tmp_path / "assess" / "models.py").write_text(BAD)
    (tmp_path / "assess" / "utils.py").write_text("x = 1\n" * 330)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "long.html").write_text("<p>\n" * 100)
    found = "\n".join(measures.offenders(tmp_path))
    for fault in (
        "models.py:2: signals",
        "Thing overrides save()",
        "save imports inside the function",
        "task work has 7 lines, 6 allowed",
        "utils.py: 330 lines",
        "utils.py: the name",
        "long.html: 100 lines",
    ):
        assert fault in found


def test_measures_are_quiet_about_small_things(tmp_path: Path) -> None:
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "views.py").write_text("import json\n\ndef save(x):\n    return x\n")
    assert list(measures.offenders(tmp_path)) == []
