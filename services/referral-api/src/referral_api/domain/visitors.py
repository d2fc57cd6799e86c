"""Who followed a link: a person, or a machine that looked at it first; and from where."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|scan|monitor|headless|lighthouse|"
    r"facebookexternalhit|facebot|whatsapp|telegram|slack|discord|skype|(?<!\[)linkedin(?!app)|pinterest(bot)?/0|"
    r"embedly|iframely|vkshare|mediapartners|"
    r"curl/|wget/|python-|httpx/|go-http|java/|okhttp|libwww|axios|node-fetch|postman",
    re.IGNORECASE,
)
_PURPOSES = ("purpose", "sec-purpose", "x-purpose", "x-moz")
_NEAR: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(each)
    for each in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)
"""Where a proxy of ours may be, which tells who it came for."""


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """False for what fetches a link to show or check it: previews, prefetches, crawlers, HEAD.

    A preview that shows itself as a browser counts as a person; nothing tells them apart.
    """
    if method != "GET" or any(
        word in headers.get(name, "").lower()
        for name in _PURPOSES
        for word in ("prefetch", "preview", "prerender")
    ):
        return False
    agent = headers.get("user-agent", "")
    return bool(agent) and not _MACHINES.search(agent)


def first_language(accepted: str) -> str | None:
    """The first language that a browser asks for (`de-AT`), if it asks for any."""
    first = accepted.partition(",")[0].partition(";")[0].strip()
    return first if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", first) else None


def origin(peer: str, forwarded_for: str) -> str:
    """The network address that a request comes from: `peer`, or whom a proxy of ours names last.

    What somebody far away says of themselves is not believed. Of IPv6 it is the /64, since whoever
    has one address there has them all.
    """
    address = _read(peer)
    if address is not None and any(address in each for each in _NEAR):
        address = _read(forwarded_for.rpartition(",")[2]) or address
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address or peer)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
