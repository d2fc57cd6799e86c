"""Keeping a server that a business names out of our own network.

A name is looked up, every address it has is looked at, and the connection goes to the very address
that was looked at: a name that is harmless when asked once may be another when asked again.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from goodword.errors import TransientError
from goodword.outbound import is_public

Guard: TypeAlias = Callable[[str, int], Awaitable[socket.socket]]
"""Connects to a host and a port, or raises."""


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
