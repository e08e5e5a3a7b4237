"""Resumable uploads: pieces, a break in the middle, a crash before the end, expiry, refusals; the tus protocol's headers."""

import base64
import fcntl
import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import timezone
from rest_framework.test import APIClient

from assess import uploads, workflow
from assess.models import Evidence, Submission, Upload, User
from tests.files import given, own_files, sent  # noqa: F401 - own_files is a fixture

Api = Callable[[User], APIClient]
Jobs = Callable[[], int]
PIECES = "application/offset+octet-stream"
DATA = b"0123456789"


def metadata(**values: str) -> str:
    """The header of a new upload."""
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())  # fmt: skip


def begin(client: APIClient, submission: Submission, length: object = 10, **values: str) -> Any:
    """Announce a file."""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length)}
    if values:
        headers["Upload-Metadata"] = metadata(**values)
    return client.post(f"/api/v1/submissions/{submission.pk}/uploads/", headers=headers)


def patch(client: Any, url: str, offset: object, data: bytes) -> Any:
    """Send a piece."""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)}
    return client.generic("PATCH", url, data, content_type=PIECES, headers=headers)


class Breaks(BytesIO):
    """A connection that breaks off after its bytes."""

    def read(self, size: int | None = -1, /) -> bytes:
        """The bytes, then the break."""
        if found := super().read(size):
            return found
        raise ConnectionResetError("the client is gone")


@pytest.fixture
def client(api: Api, owner: User) -> APIClient:
    """The owner's client."""
    return api(owner)


@pytest.fixture
def upload(submission: Submission, owner: User) -> Upload:
    """A file of ten bytes that has not come yet."""
    return uploads.begin(submission, "run/a.log", 10, by=owner)


def test_a_file_comes_in_pieces_and_is_read(
    client: APIClient, submission: Submission, run_jobs: Jobs
) -> None:
    answer = begin(client, submission, relativePath="run/a.log", filename="a.log")
    assert (answer.status_code, answer["Tus-Resumable"]) == (201, "1.0.0")
    url = answer["Location"]
    assert (client.head(url)["Upload-Offset"], client.head(url)["Upload-Length"]) == ("0", "10")
    assert patch(client, url, 0, DATA[:4])["Upload-Offset"] == "4"
    assert patch(client, url, 4, DATA[4:])["Upload-Offset"] == "10"
    assert client.get(url).json()["state"] == "arrived"
    assert run_jobs() == 2
    told = client.get(url).json()
    row = Evidence.objects.get(pk=told["evidence"])
    assert (told["state"], told["already"], row.path) == ("kept", False, "run/a.log")
    assert row.sha256 == hashlib.sha256(DATA).hexdigest()
    assert not list(Path(site.FILE_UPLOAD_TEMP_DIR).glob(f"{told['id']}*"))


def test_what_came_before_a_break_stays_and_one_goes_on_from_there(
    client: APIClient, upload: Upload, owner: User, run_jobs: Jobs
) -> None:
    with pytest.raises(ConnectionResetError):
        uploads.append(upload, 0, Breaks(DATA[:6]), by=owner)
    url = f"/api/v1/uploads/{upload.pk}/"
    assert client.head(url)["Upload-Offset"] == "6"
    assert patch(client, url, 6, DATA[6:]).status_code == 204
    run_jobs()
    with Path(site.MEDIA_ROOT, Evidence.objects.get().key).open("rb") as file:
        assert file.read() == DATA


def test_a_piece_that_begins_elsewhere_is_refused_with_the_offset(
    client: APIClient, upload: Upload
) -> None:
    url = f"/api/v1/uploads/{upload.pk}/"
    patch(client, url, 0, DATA[:3])
    answer = patch(client, url, 0, DATA)
    assert (answer.status_code, answer.json()["code"]) == (409, "offset_differs")
    assert "byte 3" in answer.json()["detail"]


def test_a_piece_beyond_the_end_and_one_of_another_type_are_refused(
    client: APIClient, upload: Upload
) -> None:
    url = f"/api/v1/uploads/{upload.pk}/"
    assert patch(client, url, 0, DATA + b"x").status_code == 413
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    assert client.patch(url, {}, headers=headers).status_code == 415
    assert patch(client, url, "x", b"").status_code == 400
    assert client.head(url)["Upload-Offset"] == "0"


def test_two_senders_of_one_upload_never_mix(client: APIClient, upload: Upload) -> None:
    with Path(site.FILE_UPLOAD_TEMP_DIR, f"{upload.pk}.part").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        answer = patch(client, f"/api/v1/uploads/{upload.pk}/", 0, DATA)
    assert (answer.status_code, answer.json()["code"]) == (423, "upload_busy")


def test_what_became_whole_just_before_a_crash_is_taken_in_when_one_asks(
    client: APIClient, upload: Upload, run_jobs: Jobs
) -> None:
    Path(site.FILE_UPLOAD_TEMP_DIR, f"{upload.pk}.part").write_bytes(DATA)
    assert run_jobs() == 0
    assert client.head(f"/api/v1/uploads/{upload.pk}/")["Upload-Offset"] == "10"
    assert run_jobs() == 2


def test_taking_in_twice_makes_one_file(upload: Upload, owner: User, run_jobs: Jobs) -> None:
    uploads.append(upload, 0, BytesIO(DATA), by=owner)
    run_jobs()
    uploads.take_upload(upload.pk)
    assert Evidence.objects.count() == 1


def test_the_same_content_is_told_as_already_there(
    client: APIClient, submission: Submission, upload: Upload, owner: User, run_jobs: Jobs
) -> None:
    (row,) = sent(submission, owner, given("b.txt", DATA))
    uploads.append(upload, 0, BytesIO(DATA), by=owner)
    run_jobs()
    told = client.get(f"/api/v1/uploads/{upload.pk}/").json()
    assert (told["already"], told["evidence"]) == (True, str(row.pk))


def test_a_file_that_arrives_after_the_draft_was_closed_is_refused_in_words(
    client: APIClient, submission: Submission, upload: Upload, owner: User, run_jobs: Jobs
) -> None:
    uploads.append(upload, 0, BytesIO(DATA), by=owner)
    workflow.withdraw(submission, by=owner, note="")
    run_jobs()
    assert client.get(f"/api/v1/uploads/{upload.pk}/").json()["state"] == "refused"
    assert not Evidence.objects.exists()
    assert begin(client, submission).json()["code"] == "not_open"


def test_an_upload_that_nobody_goes_on_with_is_forgotten(upload: Upload, owner: User) -> None:
    uploads.append(upload, 0, BytesIO(DATA[:5]), by=owner)
    assert uploads.forget() == 0
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert uploads.forget() == 1
    assert not Path(site.FILE_UPLOAD_TEMP_DIR, f"{upload.pk}.part").exists()


def test_what_killed_processes_left_is_swept_and_waiting_pieces_stay(
    upload: Upload, owner: User, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    uploads.append(upload, 0, BytesIO(DATA[:5]), by=owner)
    (tmp_path / "unpacked").mkdir()
    for name in ("copy", "new", "unpacked/member"):
        (tmp_path / name).write_bytes(b"x")
    past = (timezone.now() - timedelta(days=3)).timestamp()
    for name in ("copy", "unpacked", f"{upload.pk}.part"):
        os.utime(tmp_path / name, (past, past))
    uploads.forget()
    left = {path.name for path in tmp_path.iterdir() if path.name != "files"}
    assert left == {"new", f"{upload.pk}.part"}


def test_an_empty_file_is_whole_at_once(
    client: APIClient, submission: Submission, run_jobs: Jobs
) -> None:
    begin(client, submission, 0, filename="empty.txt")
    run_jobs()
    assert Evidence.objects.get().findings.get().rule == "empty"


def test_one_gives_up_by_delete(client: APIClient, upload: Upload) -> None:
    url = f"/api/v1/uploads/{upload.pk}/"
    patch(client, url, 0, DATA[:5])
    assert client.delete(url, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert client.head(url).status_code == 404


@pytest.mark.parametrize("length", ["x", "-1", str(6 * 1024**3)])
def test_a_length_that_is_none_or_too_large_is_refused(
    client: APIClient, submission: Submission, length: str
) -> None:
    answer = begin(client, submission, length)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "length")


def test_a_disk_without_room_is_told_before_anything_is_sent(
    client: APIClient, submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SPARE", 1 << 60)
    answer = begin(client, submission)
    assert (answer.status_code, answer.json()["code"]) == (507, "no_room")


def test_the_protocol_is_told_and_its_version_held_to(
    client: APIClient, submission: Submission
) -> None:
    url = f"/api/v1/submissions/{submission.pk}/uploads/"
    told = client.options(url)
    assert (told.status_code, told["Tus-Version"]) == (204, "1.0.0")
    assert told["Tus-Extension"] == "creation,expiration,termination"
    assert told["Tus-Max-Size"] == str(5 * 1024**3)
    answer = client.post(url, headers={"Upload-Length": "10"})
    assert (answer.status_code, answer.json()["code"]) == (412, "tus_version")


def test_who_only_reads_begins_and_sends_nothing(
    api: Api, submission: Submission, upload: Upload, assessor: User, outsider: User,
    administrator: User,
) -> None:  # fmt: skip
    workflow.assign(submission, assessor, by=administrator)
    url = f"/api/v1/uploads/{upload.pk}/"
    assert begin(api(assessor), submission).status_code == 403
    assert patch(api(assessor), url, 0, DATA).status_code == 403
    assert begin(api(outsider), submission).status_code == 404
    assert patch(api(outsider), url, 0, DATA).status_code == 404
