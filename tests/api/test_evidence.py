"""Evidence over REST: send, poll, read; a dry run keeps nothing; another organisation learns nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from assess.models import Evidence, Job, Submission, User
from tests.api.conftest import Filled, body_of

Api = Callable[[User], APIClient]
FIXTURES = Path(__file__).parents[1] / "evidence" / "fixtures"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """A folder of files for each test."""
    settings.MEDIA_ROOT = tmp_path


def upload(path: str) -> SimpleUploadedFile:
    """A fixture as a client sends it."""
    return SimpleUploadedFile(Path(path).name, (FIXTURES / path).read_bytes())


def post(client: APIClient, submission: Submission, **fields: Any) -> Any:
    """Send files."""
    return client.post(f"/api/v1/submissions/{submission.pk}/evidence/", fields, format="multipart")


def test_files_are_taken_and_read_by_jobs(
    api: Api, submission: Submission, owner: User, run_jobs: Callable[[], int]
) -> None:
    client = api(owner)
    files = [upload("nccl_tests_json/two_hosts.json"), upload("io500/summary.txt")]
    answer = post(client, submission, file=files, path=["net/nccl.json", "disk/io500.txt"])
    assert answer.status_code == 202, answer.content
    first, second = answer.json()
    assert (first["evidence"]["folder"], second["evidence"]["state"]) == ("net", "waiting")
    run_jobs()
    job = client.get(first["job"]["url"]).json()
    assert (job["state"], job["makes"]) == ("done", "evidence")
    told = client.get(job["result"]).json()
    assert told["kinds"][0]["kind"] == "nccl_tests_json"
    assert told["readings"][0]["where"]


def test_a_dry_run_tells_readings_and_findings_and_keeps_nothing(
    api: Api, submission: Submission, owner: User
) -> None:
    answer = post(api(owner), submission, file=[upload("io500/summary.txt")], dry_run="true")
    assert answer.status_code == 200, answer.content
    (told,) = answer.json()
    assert told["kinds"][0]["kind"] == "io500"
    assert told["readings"]
    assert not Evidence.objects.exists()
    assert not Job.objects.exists()


def test_a_path_for_some_files_only_is_refused(
    api: Api, submission: Submission, owner: User
) -> None:
    files = [upload("io500/summary.txt"), upload("io500/invalid.txt")]
    answer = post(api(owner), submission, file=files, path=["a"])
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")
    assert not Evidence.objects.exists()


def test_the_raw_file_is_given_back_to_the_byte_as_a_download(
    api: Api, filled: Filled, assessor: User
) -> None:
    answer = api(assessor).get(f"/api/v1/evidence/{filled.evidence.pk}/file/")
    assert body_of(answer) == b"no tool\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_an_assessor_reads_and_sends_nothing(api: Api, filled: Filled, assessor: User) -> None:
    client = api(assessor)
    listed = client.get(f"/api/v1/submissions/{filled.submission.pk}/evidence/").json()
    assert [row["name"] for row in listed] == ["notes.txt"]
    answer = post(client, filled.submission, file=[upload("io500/summary.txt")])
    assert answer.status_code == 403


def test_a_list_of_files_takes_the_same_queries_for_one_and_for_many(
    api: Api, filled: Filled, owner: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client, path = api(owner), f"/api/v1/submissions/{filled.submission.pk}/evidence/"
    files = [SimpleUploadedFile(f"{number}.txt", b"%d" % number) for number in range(20)]
    assert post(client, filled.submission, file=files).status_code == 202
    with django_assert_max_num_queries(6):
        assert len(client.get(path).json()) == 21
