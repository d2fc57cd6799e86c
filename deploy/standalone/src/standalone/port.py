"""A TCP port of the loopback that nobody uses, for a server that we start."""

import random
import socket
from pathlib import Path

from goodword.errors import GoodwordError

LOWEST = 15_000
TRIES = 200


def free_port() -> int:
    """A free port below those that the kernel lends to clients.

    Not `bind(0)`: that gives one of the clients' ports, and while our server is down a client that
    tries again and again may be lent the very port it calls. It then talks to itself, and the
    server finds its port taken.
    """
    for _ in range(TRIES):
        port = random.randrange(LOWEST, _lowest_of_clients())  # noqa: S311 - not a secret
        if is_free(port):
            return port
    raise GoodwordError(f"No free TCP port was found in {TRIES} tries.")


def _lowest_of_clients() -> int:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    return lowest if lowest > LOWEST + TRIES else 2**16


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback."""
    with socket.socket() as probe:
        # Servers reuse an address in TIME_WAIT, so such a port is free for them.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
