"""One POST to an address of others: resolved once, judged, and sent to exactly the address that was judged."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any

from assess.sending.addresses import Policy, Target, UrlRefused, is_permitted, target_of

SILENCE_SECONDS = 5.0
"""So long a step may stay without an answer."""

WHOLE_SECONDS = 15.0
"""So long everything together may take."""

EXCERPT_BYTES = 1000
"""So much of an answer is read."""

GOOD, REDIRECTS = range(200, 300), range(300, 400)
Resolve = Callable[..., Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class Outcome:
    """What came of it. ``problem`` is empty for a 2xx answer; ``status`` is None where no answer came."""

    problem: str
    status: int | None = None
    excerpt: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the receiver took it."""
        return not self.problem


class _Refused(Exception):
    """The name leads to an address that is not asked, or to none."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def post(
    url: str, body: bytes, headers: Mapping[str, str], policy: Policy, resolve: Resolve = socket.getaddrinfo
) -> Outcome:  # fmt: skip
    """Send a body; never raises for what others do wrong. Redirects are not followed, proxies not asked.

    Every address of the name must be permitted. The connection is made to the first of those that were judged:
    the name is not resolved again, so that it cannot lead elsewhere meanwhile.
    """
    try:
        target = target_of(url, policy)
        address = _resolved(target, policy, resolve)
    except UrlRefused as error:
        return Outcome(error.code)
    except _Refused as error:
        return Outcome(error.problem)
    return _sent(_connection(target, address), target, body, headers)


def _resolved(target: Target, policy: Policy, resolve: Resolve) -> str:
    try:
        found = resolve(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Refused("host_unknown") from error
    addresses = [str(item[4][0]) for item in found]
    if not addresses:
        raise _Refused("host_unknown")
    if not all(is_permitted(address, policy) for address in addresses):
        raise _Refused("internal_address")
    return addresses[0]


def _sent(
    connection: "_Plain | _Secure", target: Target, body: bytes, headers: Mapping[str, str]
) -> Outcome:
    started = time.monotonic()
    watch = threading.Timer(WHOLE_SECONDS, connection.abort)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        answer = connection.getresponse()
        return _outcome(answer.status, answer.read(EXCERPT_BYTES))
    except ssl.SSLError:
        return Outcome("tls_failed")
    except TimeoutError:
        return Outcome("timed_out")
    except (OSError, HTTPException):
        late = time.monotonic() - started >= WHOLE_SECONDS
        return Outcome("timed_out" if late else "connection_failed")
    finally:
        watch.cancel()
        connection.close()


def _outcome(status: int, content: bytes) -> Outcome:
    excerpt = content.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    if status in GOOD:
        return Outcome("", status, excerpt)
    return Outcome("redirected" if status in REDIRECTS else "not_accepted", status, excerpt)


def _connection(target: Target, address: str) -> "_Plain | _Secure":
    if target.scheme == "https":
        return _Secure(target, address)
    return _Plain(target, address)


class _Plain(HTTPConnection):
    """A connection to an address that was judged, under the name of its host."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=SILENCE_SECONDS)
        self.address = address
        self.line: socket.socket | None = None

    def connect(self) -> None:
        """Reach the address, not the name."""
        self.line = socket.create_connection((self.address, self.port), SILENCE_SECONDS)
        self.sock = self.line

    def abort(self) -> None:
        """End whatever goes on; who waits gets an error."""
        _cut(self.line)


class _Secure(HTTPSConnection):
    """The same over TLS; the certificate is that of the host's name."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=SILENCE_SECONDS)
        self.address = address
        self.line: socket.socket | None = None
        self.certificates = ssl.create_default_context()

    def connect(self) -> None:
        """Reach the address, and hold the certificate against the name."""
        self.line = socket.create_connection((self.address, self.port), SILENCE_SECONDS)
        self.sock = self.certificates.wrap_socket(self.line, server_hostname=self.host)

    def abort(self) -> None:
        """End whatever goes on; who waits gets an error."""
        _cut(self.sock or self.line)


def _cut(line: socket.socket | None) -> None:
    if line is not None:
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
