"""Addresses of pages: made absolute and uniform, and which of them may be asked for.

Whatever a feed, a page or a server gives as an address is somebody else's text. What comes out
of `parse_url` is plain ASCII with one of two schemes, a host and no password.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SCHEMES = {"http": 80, "https": 443}
_LONGEST = 4096  # characters: servers refuse longer ones (RFC 9110 asks for 8,000 octets at least)
_AROUND = "".join(map(chr, range(0x21)))  # what browsers strip, by the WHATWG URL standard
_WITHIN = re.compile(r"[\t\n\r]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*\.?\Z")
_KEPT_IN_PATH = "/%:@!$&'()*+,;=~[]|"
_KEPT_IN_QUERY = _KEPT_IN_PATH + "?"
_TRACKING = re.compile(r"utm_\w+=", re.I)
# IPv6 networks that carry an IPv4 address in their last 32 bits and lead there: NAT64 (RFC 6052, 8215)
_CARRYING = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::/96")))


def parse_url(text: str, base: str | None = None) -> str:
    """The absolute http or https address that a text stands for, without its fragment.

    Relative ones count from `base`. Raises `ValueError` with a reason in plain words: "its
    scheme is javascript, and only http and https are fetched".
    """
    text = _WITHIN.sub("", text.strip(_AROUND))
    if not text:
        raise ValueError("the address is empty")
    if len(text) > _LONGEST:
        raise ValueError(f"the address is longer than {_LONGEST} characters")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
    except ValueError as exc:
        raise ValueError("this is no address of a page") from exc
    if parts.scheme not in _SCHEMES:
        told = f"its scheme is {parts.scheme[:20]}, and" if parts.scheme else "it is no full address:"
        raise ValueError(f"{told} only http:// and https:// are fetched")
    if "@" in parts.netloc:
        raise ValueError("there is a user name or password in the address, which would be stored and shown")
    if port == 0:
        raise ValueError("port 0 is no port")
    host = _host(parts.hostname or "")
    where = host if port in (None, _SCHEMES[parts.scheme]) else f"{host}:{port}"
    path = quote(parts.path or "/", safe=_KEPT_IN_PATH, errors="replace")
    return urlunsplit(
        (parts.scheme, where, path, quote(parts.query, safe=_KEPT_IN_QUERY, errors="replace"), "")
    )


def _host(name: str) -> str:
    if not name:
        raise ValueError("there is no host in the address")
    if ":" in name:
        try:
            return f"[{ipaddress.IPv6Address(name)}]"
        except ValueError as exc:
            raise ValueError("the host of the address is no IPv6 address") from exc
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as exc:
            raise ValueError("the host of the address is no host name") from exc
    if len(name) > 253 or not _HOST.match(name):
        raise ValueError("the host of the address is no host name")
    return name


def is_url(text: str) -> bool:
    """Whether a word of the command line is meant as an address, not as a path."""
    return re.match(r"https?://", text, re.I) is not None


def host_of(url: str) -> str:
    """The host of an address, without its port."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def same_page(url: str) -> str:
    """The address without what only tells where the reader came from: one page, one name."""
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if not _TRACKING.match(part)]
    return urlunsplit(parts._replace(query="&".join(kept), fragment=""))


# ---------------------------------------------------------------- where a connection may lead


def parse_allowed(names: Iterable[str]) -> tuple[frozenset[str], tuple[Network, ...]]:
    """Hosts and networks out of a setting such as ``["news.intern", "10.1.0.0/16"]``."""
    hosts: set[str] = set()
    networks: list[Network] = []
    for name in names:
        try:
            networks.append(ipaddress.ip_network(name.strip("[]"), strict=False))
        except ValueError:
            hosts.add(_host(name.strip().lower()))
    return frozenset(hosts), tuple(networks)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet (IANA's special-purpose registries).

    Loopback, private, link-local, shared, reserved, multicast and documentation addresses are
    not; an IPv6 address that only carries an IPv4 one is judged by that.
    """
    return _is_public(_bare(address))


def is_within(address: str, networks: Iterable[Network]) -> bool:
    ip = _bare(address)
    return any(ip in network for network in networks)


def _bare(address: str) -> Address:
    ip = ipaddress.ip_address(address.partition("%")[0])  # a scope, as in fe80::1%eth0
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


def _is_public(ip: Address) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in _CARRYING):
            return _is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        carried = (ip.sixtofour, *(ip.teredo or ()))
        if any(inner is not None for inner in carried):
            return False  # tunnels that are switched off since RFC 7526; no news is served there
        if ip in ipaddress.IPv6Network("64:ff9b:1::/48"):
            return False  # a translator of one's own network
    return ip.is_global and not ip.is_multicast
