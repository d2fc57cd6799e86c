"""Keeping a server that a business names out of our own network.

A name is looked up, every address it has is looked at, and the connection goes to the very address
that was looked at: a name that is harmless when asked once may be another when asked again.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

from goodword.errors import TransientError

Guard: TypeAlias = Callable[[str, int], Awaitable[socket.socket]]
"""Connects to a host and a port, or raises."""

_NAT64 = ip_network("64:ff9b::/96")


async def public_only(host: str, port: int) -> socket.socket:
    """A connection to `host`; TransientError where it has an address that is not public, so that
    nobody learns by us what listens in our network. OSError where it cannot be reached."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(is_public(str(address[0])) for *_, address in found):
        raise TransientError("the mail server's name leads into a private network")
    family, kind, protocol, _, address = found[0]
    connection = socket.socket(family, kind, protocol)
    connection.setblocking(False)
    try:
        await loop.sock_connect(connection, address)
    except BaseException:
        connection.close()
        raise
    return connection


def is_public(address: str) -> bool:
    """Whether an IP address, or the IPv4 address that it stands for, is one of the public
    internet."""
    ip = ip_address(address.partition("%")[0])
    inner = _inner(ip) if isinstance(ip, IPv6Address) else None
    return is_public(str(inner)) if inner is not None else ip.is_global and not ip.is_multicast


def _inner(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo
