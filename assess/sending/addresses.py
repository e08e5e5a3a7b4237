"""Which addresses may be asked: public ones only, whatever the name resolves to and however it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST = 500
PORTS = {"https": 443, "http": 80}
LAST_PORT = 65535
IPV4_INSIDE = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))
"""IPv6 networks whose last 32 bits are an IPv4 address: NAT64 (RFC 6052, 8215) and the old compatible form."""


class UrlRefused(ValueError):
    """A URL that is never asked; ``code`` is stable: not_a_url, not_https, with_a_password, internal_address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Policy:
    """``allowed``: networks that may be asked although they are not public. ``plain_http``: whether http is taken."""

    allowed: tuple[Network, ...] = ()
    plain_http: bool = False


@dataclass(frozen=True)
class Target:
    """A URL in its parts; ``path`` with the query."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str, policy: Policy) -> Target:
    """Take a URL apart; raise UrlRefused for one that is never asked, as far as it can be told without resolving it."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or set(url) & set(' \\"<>'):
        raise UrlRefused("not_a_url")
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise UrlRefused("not_a_url") from error
    if parts.scheme not in PORTS or not parts.hostname or not 0 < port <= LAST_PORT:
        raise UrlRefused("not_a_url")
    if parts.scheme == "http" and not policy.plain_http:
        raise UrlRefused("not_https")
    if "@" in parts.netloc:
        raise UrlRefused("with_a_password")
    if _is_internal_literal(parts.hostname, policy):
        raise UrlRefused("internal_address")
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, parts.hostname, port, (parts.path or "/") + query)


def is_permitted(text: str, policy: Policy) -> bool:
    """Tell whether an address may be asked: public, and so is every IPv4 address inside it; or allowed by name."""
    address = ip_address(text.partition("%")[0])
    if any(address in network for network in policy.allowed):
        return True
    inside = tuple(_inside(address))
    return all(_is_public(item) for item in inside or (address,))


def _is_internal_literal(host: str, policy: Policy) -> bool:
    """A host that is an address; names are judged when they are resolved."""
    try:
        return not is_permitted(host, policy)
    except ValueError:
        return host == "localhost" and not policy.allowed


def _is_public(address: Address) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _inside(address: Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64, compatible."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in network for network in IPV4_INSIDE):
        yield IPv4Address(int(address) & 0xFFFFFFFF)
