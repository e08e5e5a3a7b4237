"""The proof: a folder of mixed raw output fills at least two thirds of the performance indicators from evidence.

By the verbs, by one script over REST alone (docs/evidence_script.py), and in the browser; with our own files, and with
real outputs of public repositories where they lie beside this clone.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assess import evidence_files, intake, scores, takeover
from assess.derivation.derive import derive
from assess.derivation.records import Known, Proof
from assess.evidence.registry import inspect
from assess.evidence.source import Source
from assess.evidence_bytes import Given
from assess.models import Evidence, Measurement, Submission, User
from tests.api.conftest import token_of
from tests.assess.mixed import mixed_folder
from tests.derivation.cases import KNOWN
from tests.evidence.golden import SAMPLES
from tests.files import own_files  # noqa: F401 - a fixture

RunJobs = Callable[[], int]
SCRIPT = Path(__file__).parents[2] / "docs" / "evidence_script.py"
TWO_THIRDS = 14
ASKED = {"nic_rate": 200, "node_nics": 8, "ttft_slo": 2, "tpot_slo": 0.2}
"""What no file of this folder tells: the class of service and the ports of a node."""

REAL = (
    "prometheus/GENERATED_query_range_up_24h.json",
    "slurm/GENERATED_sacctmgr_events.txt",
    "pue-csv/SYNTHETIC_hourly_power_30days.csv",
    "slurm/GENERATED_sinfo_N.txt",
    "ior-io500/ddn752_ior-easy-read.txt",
    "ior-io500/ddn752_result_summary.txt",
    "mlperf-storage/ddn_unet3d-h100_18clients_run1.summary.json",
    "nccl-tests/a100x8_allreduce_v2.0-format.log",
    "perftest/QUOTED_ib_write_bw_gbits_duration-mode.log",
    "megatron-log/superbench_megatron_deepspeed_16gpu.log",
    "mlperf-training/ibm-coreweave_carina_ngpu512_llama31_405b_result_0.txt",
    "mlperf-inference/amd_8xMI300X_2xEPYC-9374F_llama2-70b-99.9_Offline.accuracy.txt",
    "inference-perf/vllm_baseline_summary_lifecycle.json",
    "failure-trace/lanl_failures_system2_HEAD.csv",
)


@pytest.fixture
def asked(submission: Submission, owner: User) -> None:
    items = [{"input": code, "value": value} for code, value in ASKED.items()]
    intake.record_measurements(submission, items, by=owner, road="form")


def upload(submission: Submission, by: User, folder: Path, names: Iterator[str]) -> int:
    files = [Given(name, ContentFile((folder / name).read_bytes(), name)) for name in names]
    return len(evidence_files.receive(submission, files, by=by))


def names_in(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def filled(submission: Submission) -> set[str]:
    """Performance indicators whose value comes of what was taken over from files."""
    takings = {row.indicator for row in submission.takings.all()}
    known = {item.code for item in scores.preview(submission).indicators if item.value is not None}
    return takings & known


@pytest.mark.usefixtures("asked")
def test_our_own_mixed_folder_fills_two_thirds(
    submission: Submission, owner: User, tmp_path: Path, run_jobs: RunJobs
) -> None:
    folder = mixed_folder(tmp_path / "mixed")
    upload(submission, owner, folder, iter(names_in(folder)))
    run_jobs()
    assert not Evidence.objects.filter(state=Evidence.State.WAITING).exists()
    takeover.take_over(submission, {}, by=owner)
    assert len(filled(submission)) >= TWO_THIRDS
    classes = dict(submission.answers.values_list("item", "evidence"))
    assert set(classes.values()) == {"E2", "E3"}
    assert scores.preview(submission).assurance >= 0.3


@pytest.mark.skipif(not SAMPLES.exists(), reason="no real outputs beside this clone")
@pytest.mark.usefixtures("asked")
def test_a_folder_of_real_outputs_fills_two_thirds(
    submission: Submission, owner: User, run_jobs: RunJobs
) -> None:
    read = upload(submission, owner, SAMPLES, iter(REAL))
    print(f"\n{read} real outputs beside this clone were read")  # noqa: T201
    run_jobs()
    takeover.take_over(submission, {}, by=owner)
    assert len(filled(submission)) >= TWO_THIRDS


@pytest.mark.skipif(not SAMPLES.exists(), reason="no real outputs beside this clone")
def test_all_real_outputs_together_still_give_a_figure_for_two_thirds() -> None:
    paths = [SAMPLES / name for name in names_in(SAMPLES)]
    found = [proof for path in paths for proof in proofs_in(path)]
    print(f"\n{len(paths)} real outputs beside this clone were read")  # noqa: T201
    known: Known = replace(KNOWN, nodes=128.0, card_peak=312.0, inputs=ASKED)
    assert len(derive(found, known).proved) >= TWO_THIRDS


def proofs_in(path: Path) -> Iterator[Proof]:
    source = Source(path.name, path.stat().st_size, lambda: path.open("rb"), str(path))
    digest = sha256(str(path).encode()).hexdigest()
    for extract in inspect(source):
        for place, reading in enumerate(extract.readings):
            yield Proof(str(path), path.name, digest, "", place, extract.kind, extract.tool, extract.tool_version, reading, extract.facts)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("asked")
def test_one_script_over_rest_does_it_all_and_run_again_changes_nothing_but_hands_in(
    submission: Submission, owner: User, tmp_path: Path, live_server: LiveServer, run_jobs: RunJobs
) -> None:
    folder = mixed_folder(tmp_path / "mixed")
    first = script(live_server, submission, owner, folder, run_jobs)
    assert "20 of 20 performance indicators from evidence" in first
    assert "took over 20" in first
    files = Evidence.objects.count()
    again = script(live_server, submission, owner, folder, run_jobs, "--submit")
    assert "took over 0" in again
    assert '"coverage":' in again
    assert Evidence.objects.count() == files
    assert len(filled(submission)) >= TWO_THIRDS


def script(
    live_server: LiveServer, submission: Submission, by: User, folder: Path, run_jobs: RunJobs, *more: str
) -> str:  # fmt: skip
    """Run it as anybody would, doing the jobs that it waits for meanwhile."""
    command = [sys.executable, str(SCRIPT), live_server.url, str(submission.pk), str(folder), *more]
    env = {**os.environ, "SUANHENG_TOKEN": token_of(by)}
    log = folder.parent / "log.txt"
    with log.open("w") as out, subprocess.Popen(command, env=env, stdout=out, stderr=out) as run:
        while run.poll() is None:
            run_jobs()
            time.sleep(0.2)
    assert run.returncode == 0, log.read_text()
    return log.read_text()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("asked")
def test_the_same_in_the_browser(
    submission: Submission, owner: User, tmp_path: Path, run_jobs: RunJobs,
    browse_as: Callable[[User], Page],
) -> None:  # fmt: skip
    folder = mixed_folder(tmp_path / "mixed")
    page = browse_as(owner)
    page.goto(reverse("submission_evidence", args=[submission.pk]))
    page.set_input_files("#upload-folder", str(folder))
    page.get_by_role("button", name="上传并读取").click()
    every = len(names_in(folder))
    while Evidence.objects.exclude(state=Evidence.State.WAITING).count() < every:
        run_jobs()
        page.wait_for_timeout(300)
    page.reload()
    page.get_by_role("link", name="文件证明").click()
    expect(page.locator("#derived")).to_contain_text("20 项性能指标中有 20 项由证据得出")
    page.get_by_role("button", name="预览所选").click()
    expect(page.locator("#effects")).to_contain_text("采用后的变化")
    assert not Measurement.objects.filter(road="evidence").exists()
    page.get_by_role("button", name="全部采用").click()
    expect(page.locator("#P05")).to_contain_text("已采用")
    assert len(filled(submission)) >= TWO_THIRDS
