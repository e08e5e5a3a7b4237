"""Requests to addresses of others: which are never asked, how they are sent, how they are signed."""

import base64
import hashlib
import hmac
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.sending.addresses import Policy, UrlRefused, is_permitted, target_of
from assess.sending.posting import EXCERPT_BYTES, post
from assess.sending.signing import signed_headers
from tests.assess.receiver import Receiver, receiving

STRICT = Policy()
HERE = Policy((ip_network("127.0.0.0/8"),), plain_http=True)
INTERNAL = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
    "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2002:a00:1::1", "::127.0.0.1", "2001:db8::1", "2001:0:7f00:1::",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2606:4700:4700::1111", "2400:3200::1"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server on this host."""
    with receiving() as found:
        yield found


def leading_to(*addresses: str) -> Any:
    """A name service that gives these addresses, and keeps how often it was asked."""

    def resolve(host: str, port: int, **_options: Any) -> list[tuple[Any, ...]]:
        resolve.asked += 1  # type: ignore[attr-defined]  # a counter on the function
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (item, port)) for item in addresses]

    resolve.asked = 0  # type: ignore[attr-defined]
    return resolve


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_is_never_asked(address: str) -> None:
    assert not is_permitted(address, STRICT)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_asked(address: str) -> None:
    assert is_permitted(address, STRICT)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_ipv6_form(address: Any) -> None:
    plain = is_permitted(str(address), STRICT)
    number = int(address)
    forms = [f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"]
    assert [is_permitted(form, STRICT) for form in forms] == [plain, plain]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/", "not_https"),
        ("ftp://example.org/", "not_a_url"),
        ("https:///path", "not_a_url"),
        ("https://example.org:99999/", "not_a_url"),
        ("https://example.org/a b", "not_a_url"),
        ("https://exa\nmple.org/", "not_a_url"),
        ("https://ex\\ample.org/", "not_a_url"),
        ("https://user:pass@example.org/", "with_a_password"),
        ("https://127.0.0.1/", "internal_address"),
        ("https://[::1]/", "internal_address"),
        ("https://localhost/", "internal_address"),
        ("https://169.254.169.254/latest/meta-data", "internal_address"),
    ],
)
def test_a_url_that_is_never_asked_says_why(url: str, code: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        target_of(url, STRICT)
    assert refused.value.code == code


def test_a_url_is_taken_apart() -> None:
    target = target_of("https://example.org:8443/hooks?a=1", STRICT)
    assert (target.host, target.port, target.path) == ("example.org", 8443, "/hooks?a=1")


def test_a_body_is_sent_with_its_headers(receiver: Receiver) -> None:
    receiver.body = b"thanks"
    outcome = post(receiver.url, b'{"a":1}', {"webhook-id": "msg_1"}, HERE)
    assert (outcome.problem, outcome.status, outcome.excerpt) == ("", 204, "")
    assert receiver.bodies == [b'{"a":1}']
    assert receiver.headers[0]["webhook-id"] == "msg_1"


def test_of_an_answer_only_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.statuses, receiver.body = [500], b"x" * 100_000
    outcome = post(receiver.url, b"", {}, HERE)
    assert (outcome.problem, outcome.status) == ("not_accepted", 500)
    assert len(outcome.excerpt) == EXCERPT_BYTES


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [307]
    assert post(receiver.url, b"", {}, HERE).problem == "redirected"
    assert len(receiver.bodies) == 1


def test_a_name_that_leads_inside_is_not_asked(receiver: Receiver) -> None:
    strict = Policy(plain_http=True)
    url = receiver.url.replace("127.0.0.1", "hooks.example.org")
    assert post(url, b"", {}, strict, leading_to("127.0.0.1")).problem == "internal_address"
    assert receiver.bodies == []


def test_one_internal_address_among_public_ones_refuses_the_name() -> None:
    found = post("https://e.org/", b"", {}, STRICT, leading_to("8.8.8.8", "10.0.0.1"))
    assert found.problem == "internal_address"


def test_a_name_is_resolved_once_and_the_judged_address_is_asked(receiver: Receiver) -> None:
    resolve = leading_to("127.0.0.1")
    url = receiver.url.replace("127.0.0.1", "no-such-name.invalid")
    assert post(url, b"", {}, HERE, resolve).status == 204
    assert resolve.asked == 1
    assert receiver.headers[0]["host"].startswith("no-such-name.invalid:")


def test_a_name_that_nobody_knows_is_told() -> None:
    assert post("https://no-such-name.invalid/", b"", {}, STRICT).problem == "host_unknown"


def test_a_closed_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"", {}, HERE).problem == "connection_failed"


def test_a_server_without_tls_is_told(receiver: Receiver) -> None:
    url = receiver.url.replace("http://", "https://")
    assert post(url, b"", {}, HERE).problem in {"tls_failed", "connection_failed"}
    assert receiver.bodies == []


def test_silence_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assess.sending.posting.SILENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert post(f"http://127.0.0.1:{port}/", b"", {}, HERE).problem == "timed_out"


def test_who_keeps_us_waiting_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assess.sending.posting.WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        outcome = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"", {}, HERE)
    assert outcome.problem == "timed_out"


def test_a_signature_is_the_hmac_of_id_time_and_body() -> None:
    key, moment = b"0123456789abcdef0123456789abcdef", datetime(2021, 2, 25, 12, 29, 30, tzinfo=UTC)
    secret = f"whsec_{base64.b64encode(key).decode()}"
    headers = signed_headers([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, '{"test": 算}')
    signed = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614256170.{"test": 算}'.encode()
    by_hand = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-timestamp"] == "1614256170"
    assert headers["webhook-signature"] == f"v1,{by_hand}"


def test_the_vector_of_the_specification_holds() -> None:
    moment = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, '{"test": 2432232314}'
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_sign_side_by_side() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    both = signed_headers(["whsec_YWFhYQ==", "whsec_YmJiYg=="], "m", moment, "x")
    first = signed_headers(["whsec_YWFhYQ=="], "m", moment, "x")
    assert both["webhook-signature"].split(" ")[0] == first["webhook-signature"]
    assert len(both["webhook-signature"].split(" ")) == 2
