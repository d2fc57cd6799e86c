"""Calls to addresses that others name: never into our own network, and never further than asked.

A name is looked up, every address it has is looked at, and the connection goes to the very address
that was looked at: a name that is harmless when asked once may be another when asked again.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from goodword.errors import TransientError

CONNECT_TIMEOUT_S = 5.0
TIMEOUT_S = 20.0

_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address, or the IPv4 address that it stands for, is one of the public
    internet."""
    ip = ip_address(address.partition("%")[0])
    inner = _inner(ip) if isinstance(ip, IPv6Address) else None
    return is_public(str(inner)) if inner is not None else ip.is_global and not ip.is_multicast


async def public_address(host: str, port: int) -> str:
    """An address of `host`; PrivateAddressError where any that it has is not public, so that
    nobody learns by us what listens in our network. OSError where it has none."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not all(is_public(address) for address in addresses):
        raise PrivateAddressError("the name leads into a private network")
    return addresses[0]


class PrivateAddressError(TransientError):
    """Somebody's name leads into our network; names change, so it may be another later."""


class _PublicOnly(httpx.AsyncBaseTransport):
    """Sends each request to an address that was looked at, under the name that was asked for."""

    def __init__(self) -> None:
        # No connection is kept: one is known by its address, and two names may share that.
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(limits=limits, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host, url = request.url.host, request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            address = await public_address(host, port)
        except OSError as error:
            raise httpx.ConnectError("the name is not known", request=request) from error
        # The `Host` header is made already; the certificate is checked against the name.
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def open_client(*, private: bool) -> httpx.AsyncClient:
    """A client for addresses that others name: no redirects, no proxies of the environment, bounded
    in time. `private` lets it into private networks, too."""
    timeout = httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    if private:
        return httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)
    return httpx.AsyncClient(
        transport=_PublicOnly(), timeout=timeout, follow_redirects=False, trust_env=False
    )


def _inner(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo
