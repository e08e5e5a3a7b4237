"""Drafts of frameworks: uploaded, changed in the browser, previewed, published, taken away."""

import io
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import tomli_w
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assess import drafts
from assess.draft_pages import trial_of
from assess.models import Draft, Membership, Organisation, User
from assess.permissions import Forbidden, WrongState
from indicators.models import Framework, Profile
from indicators.template import write_workbook
from indicators.workbook import read_workbook
from tests.indicators.shipped import framework_tables, profile_tables

ClientOf = Callable[[User], Client]
OWN = {**framework_tables(), "code": "own"}


@pytest.fixture
def draft(framework: Framework, organisation: Organisation, owner: User) -> Draft:
    """A draft of the owner's organisation without faults."""
    return drafts.create("framework", deepcopy(OWN), organisation, by=owner)


def upload(client: Client, content: bytes, organisation: Organisation | None, name: str) -> Any:
    data: dict[str, Any] = {"file": SimpleUploadedFile(name, content)}
    data["organisation"] = str(organisation.pk) if organisation else ""
    return client.post("/drafts/upload/", data)


@pytest.mark.parametrize("name", ["own.toml", "own.xlsx"])
def test_a_good_file_becomes_a_draft_with_a_preview(
    name: str, framework: Framework, owner: User, organisation: Organisation, client_of: ClientOf
) -> None:
    content = (
        tomli_w.dumps(OWN).encode() if name.endswith("toml") else write_workbook("framework", OWN)
    )
    client = client_of(owner)
    answer = upload(client, content, organisation, name)
    assert answer.status_code == 302
    assert Draft.objects.get().tables == OWN
    page = client.get(answer.url)
    assert page.context["faults"] == []
    assert client.get(f"{answer.url}preview/P03/").status_code == 200


def test_a_wrong_file_is_answered_with_every_fault_and_nothing_is_kept(
    framework: Framework, owner: User, organisation: Organisation, client_of: ClientOf
) -> None:
    tables = deepcopy(OWN)
    tables["inputs"][5]["unit"], tables["pillars"][0]["name"]["en"] = "nodez", " "
    answer = upload(client_of(owner), write_workbook("framework", tables), organisation, "own.xlsx")
    places = {place for place, _ in answer.context["faults"]}
    assert answer.status_code == 422
    assert places >= {"inputs!D7", "pillars!C2"}
    assert not Draft.objects.exists()


def test_an_upload_for_another_organisation_or_for_everybody_is_refused(
    framework: Framework, owner: User, other_organisation: Organisation, client_of: ClientOf
) -> None:
    for organisation in (other_organisation, None):
        content = tomli_w.dumps(OWN).encode()
        assert upload(client_of(owner), content, organisation, "own.toml").status_code == 422
    assert not Draft.objects.exists()


def test_a_draft_is_seen_by_its_organisation_and_by_administrators_only(
    draft: Draft,
    colleague: User,
    outsider: User,
    assessor: User,
    administrator: User,
    client_of: ClientOf,
) -> None:
    pages = [
        "",
        "preview/P01/",
        "file.xlsx",
        "file.toml",
        "records/inputs/",
        "records/inputs/0/",
        "records/inputs/new/",
    ]
    for page in (f"/drafts/{draft.pk}/{end}" for end in pages):
        assert client_of(colleague).get(page).status_code == 200, page
        assert client_of(administrator).get(page).status_code == 200, page
        assert client_of(outsider).get(page).status_code == 404, page
        assert client_of(assessor).get(page).status_code == 404, page
    assert str(draft.pk) not in client_of(outsider).get("/drafts/").content.decode()


def test_somebody_who_only_reads_changes_and_publishes_nothing(
    draft: Draft, organisation: Organisation, outsider: User, client_of: ClientOf
) -> None:
    Membership.objects.create(user=outsider, organisation=organisation, role=Membership.Role.VIEWER)
    posts = [
        "publish/",
        "delete/",
        "restore/",
        "records/inputs/0/",
        "records/inputs/0/copy/",
        "records/inputs/0/remove/",
        "records/inputs/new/",
    ]
    for end in posts:
        answer = client_of(outsider).post(f"/drafts/{draft.pk}/{end}", {"revision": "1"})
        assert answer.status_code == 403, end
    assert Draft.objects.get().tables == OWN


def test_publishing_makes_a_version_of_the_organisation_and_ends_the_draft(
    draft: Draft, owner: User, organisation: Organisation, client_of: ClientOf
) -> None:
    answer = client_of(owner).post(f"/drafts/{draft.pk}/publish/", {"revision": "1"}, follow=True)
    row = Framework.objects.get(code="own")
    assert row.owner == organisation.pk
    assert row.digest[:12] in answer.content.decode()
    assert not Draft.objects.exists()


def test_an_administrator_publishes_for_everybody_and_others_do_not(
    framework: Framework, owner: User, administrator: User
) -> None:
    with pytest.raises(Forbidden):
        drafts.create("framework", OWN, None, by=owner)
    made = drafts.create("framework", OWN, None, by=administrator)
    assert drafts.publish(made, revision=1, by=administrator).owner is None


def test_a_draft_with_faults_is_not_published(
    draft: Draft, owner: User, client_of: ClientOf
) -> None:
    drafts.change(draft, {**OWN, "version": " "}, revision=1, by=owner)
    client_of(owner).post(f"/drafts/{draft.pk}/publish/", {"revision": "2"})
    assert not Framework.objects.filter(code="own").exists()
    assert Draft.objects.exists()


def fields_of(client: Client, address: str) -> dict[str, str]:
    fields = client.get(address).context["fields"]
    return {field.key: "" if field.value is None else str(field.value) for field in fields}


def test_a_record_is_edited_and_keeps_what_it_holds(
    draft: Draft, owner: User, client_of: ClientOf
) -> None:
    client, address = client_of(owner), f"/drafts/{draft.pk}/records/indicators/16/"
    typed = fields_of(client, address) | {"name.en": "Mean time between failures!", "revision": "1"}
    assert client.post(address, typed).status_code == 302
    draft.refresh_from_db()
    before, after = OWN["indicators"][16], draft.tables["indicators"][16]
    assert after == {**before, "name": {**before["name"], "en": "Mean time between failures!"}}
    assert draft.revision == 2


def test_saving_a_record_as_it_is_changes_nothing(
    draft: Draft, owner: User, client_of: ClientOf
) -> None:
    client = client_of(owner)
    for sheet, place in (
        ("framework", 0),
        ("inputs", 36),
        ("presets", 0),
        ("criteria", 3),
        ("rules", 1),
        ("values", 2),
    ):
        draft.refresh_from_db()
        address = f"/drafts/{draft.pk}/records/{sheet}/{place}/"
        client.post(address, fields_of(client, address) | {"revision": str(draft.revision)})
    draft.refresh_from_db()
    assert draft.tables == OWN
    assert draft.revision == 7


def test_lines_of_a_text_survive_the_form(draft: Draft, owner: User, client_of: ClientOf) -> None:
    client, address = client_of(owner), f"/drafts/{draft.pk}/records/framework/0/"
    fields = {field.key: field for field in client.get(address).context["fields"]}
    assert fields["wording.title.en"].kind == "long"
    sent = {key: value.replace("\n", "\r\n") for key, value in fields_of(client, address).items()}
    client.post(address, sent | {"revision": "1"})
    draft.refresh_from_db()
    assert draft.revision == 2
    assert draft.tables == OWN


def test_a_change_on_an_older_revision_is_told_and_nothing_typed_is_lost(
    draft: Draft, owner: User, colleague: User, client_of: ClientOf
) -> None:
    address = f"/drafts/{draft.pk}/records/inputs/0/"
    first = fields_of(client_of(owner), address) | {"revision": "1", "name.en": "Mine"}
    second = first | {"name.en": "Theirs"}
    assert client_of(owner).post(address, first).status_code == 302
    answer = client_of(colleague).post(address, second)
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.tables["inputs"][0]["name"]["en"] == "Mine"


def test_a_record_is_checked_while_it_is_typed_and_not_saved(
    draft: Draft, owner: User, client_of: ClientOf
) -> None:
    address = f"/drafts/{draft.pk}/records/indicators/16/"
    typed = fields_of(client_of(owner), address) | {"formulas": "mtbf + nodes", "check": "1"}
    answer = client_of(owner).post(
        address, typed, headers={"hx-request": "true", "accept-language": "en"}
    )
    page = answer.content.decode()
    assert "h + node" in page
    assert "<html" not in page
    assert Draft.objects.get().tables == OWN


def test_records_are_added_copied_and_removed(
    draft: Draft, owner: User, client_of: ClientOf
) -> None:
    client, address = client_of(owner), f"/drafts/{draft.pk}/records"
    client.post(f"{address}/measures/new/", {"revision": "1", "parent": "14", "code": "P01b"})
    client.post(f"{address}/inputs/2/copy/", {"revision": "2"})
    client.post(f"{address}/notes/0/remove/", {"revision": "3"})
    tables = Draft.objects.get().tables
    assert [item["code"] for item in tables["indicators"][14]["measures"]] == ["P01", "P01b"]
    assert [item["code"] for item in tables["inputs"][2:4]] == ["card_peak", "card_peak2"]
    assert tables["notes"] == OWN["notes"][1:]


def test_a_share_of_a_profile_is_edited(
    framework: Framework, organisation: Organisation, owner: User, client_of: ClientOf
) -> None:
    made = drafts.create("profile", {**profile_tables(), "code": "ours"}, organisation, by=owner)
    address = f"/drafts/{made.pk}/records/pillars/0/"
    typed = fields_of(client_of(owner), address) | {"share": "7.5", "revision": "1"}
    client_of(owner).post(address, typed)
    assert Draft.objects.get().tables["pillars"]["capability"] == 7.5
    assert drafts.publish(made, revision=2, by=owner).code == "ours"
    assert Profile.objects.get(code="ours").owner == organisation.pk


def test_a_deleted_draft_can_be_restored(draft: Draft, owner: User, client_of: ClientOf) -> None:
    client = client_of(owner)
    client.post(f"/drafts/{draft.pk}/delete/")
    assert client.get(f"/drafts/{draft.pk}/").status_code == 404
    client.post(f"/drafts/{draft.pk}/restore/")
    assert client.get(f"/drafts/{draft.pk}/").status_code == 200


def test_a_draft_begins_from_any_published_version(
    framework: Framework, owner: User, organisation: Organisation, client_of: ClientOf
) -> None:
    address = f"/drafts/from/framework/{framework.pk}/"
    assert client_of(owner).post(address, {"organisation": organisation.pk}).status_code == 302
    assert Draft.objects.get().tables == framework.definition
    page = client_of(owner).get(
        f"/drafts/{Draft.objects.get().pk}/", headers={"accept-language": "en"}
    )
    assert "belongs to somebody else" in page.content.decode()


def test_a_published_version_downloads_as_excel_and_toml(
    framework: Framework, owner: User, client_of: ClientOf
) -> None:
    address = f"/drafts/published/framework/{framework.pk}"
    content = client_of(owner).get(f"{address}.xlsx").content
    assert read_workbook(io.BytesIO(content).read()).tables == framework.definition
    assert (
        client_of(owner).get(f"{address}.toml").content
        == tomli_w.dumps(framework.definition).encode()
    )
    assert client_of(owner).get(f"{address}.exe").status_code == 404


def test_a_dry_run_without_a_fitting_profile_takes_a_starter(
    draft: Draft, owner: User, client_of: ClientOf
) -> None:
    trial = trial_of(draft)
    assert trial is not None
    assert trial.starter
    assert (trial.empty.final, trial.empty.coverage) == (0, 0)
    assert 0 < trial.example.final <= 100
    client_of(owner).post(f"/drafts/{draft.pk}/starter/")
    profile = Draft.objects.get(kind="profile")
    assert profile.tables["framework"] == "own"
    again = trial_of(draft)
    assert again is not None
    assert not again.starter


def test_a_change_of_a_draft_in_the_bin_is_refused(draft: Draft, owner: User) -> None:
    drafts.discard(draft, by=owner)
    with pytest.raises(WrongState):
        drafts.change(draft, OWN, revision=1, by=owner)
