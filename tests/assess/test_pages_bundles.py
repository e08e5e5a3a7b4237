"""Pages: download a bundle, check one, score again."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assess import rescoring
from assess.bundles import export_bundle
from assess.models import Rescoring, Submission, User
from assess.scoring import bundle

ClientOf = Callable[[User], Client]


def upload(client: Client, content: bytes) -> object:
    """Give a file to the check."""
    return client.post("/bundles/check/", {"file": SimpleUploadedFile("bundle.json", content)})


@pytest.fixture
def raw(submission: Submission) -> bytes:
    """The bundle of an empty draft."""
    return export_bundle(Submission.objects.with_context().get(pk=submission.pk))


def test_a_bundle_is_downloaded_by_who_sees_the_submission(
    client_of: ClientOf, owner: User, outsider: User, submission: Submission, raw: bytes
) -> None:
    answer = client_of(owner).get(f"/submissions/{submission.pk}/bundle/")
    assert answer.content == raw
    assert "attachment" in answer["Content-Disposition"]
    assert client_of(outsider).get(f"/submissions/{submission.pk}/bundle/").status_code == 404


def test_anybody_signed_in_checks_a_bundle(client_of: ClientOf, outsider: User, raw: bytes) -> None:
    told = upload(client_of(outsider), raw).content.decode()  # type: ignore[attr-defined]
    assert 'class="badge ok"' in told
    assert bundle.read(raw)["score"]["digest"] in told


def test_a_changed_bundle_shows_the_line(client_of: ClientOf, outsider: User, raw: bytes) -> None:
    answer = upload(client_of(outsider), raw.replace("星海智".encode(), "海星智".encode()))
    told = answer.content.decode()  # type: ignore[attr-defined]
    assert 'class="badge bad"' in told
    assert "hashes[subject]" in told


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"format": "suanheng-bundle-1"}'])
def test_what_is_no_bundle_is_told_beside_the_field(
    client_of: ClientOf, outsider: User, content: bytes
) -> None:
    answer = upload(client_of(outsider), content)
    assert answer.status_code == 422  # type: ignore[attr-defined]


def test_nobody_checks_without_signing_in(client: Client, db: None) -> None:
    assert client.get("/bundles/check/").status_code == 302


def test_an_administrator_starts_a_batch_and_sees_it(
    client_of: ClientOf, administrator: User, submission: Submission
) -> None:
    client = client_of(administrator)
    answer = client.post("/rescorings/", {"profile": submission.profile_id})
    batch = Rescoring.objects.get()
    assert answer["Location"] == f"/rescorings/{batch.pk}/"
    assert client.get(answer["Location"]).status_code == 200
    assert str(batch.pk) in client.get("/rescorings/").content.decode()


def test_others_find_no_batches(
    client_of: ClientOf, owner: User, administrator: User, submission: Submission
) -> None:
    batch = rescoring.start(submission.profile, by=administrator)
    client = client_of(owner)
    for address in ("/rescorings/", f"/rescorings/{batch.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/rescorings/{batch.pk}/stop/").status_code == 404
