"""Load on an HTTP server of this machine: ready-made requests over a few kept connections.

Protocols and not streams, since what sending costs here is taken from the server's share of this
machine, and the reference's load is a program in C.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LIMIT_S = 600


@dataclass
class Answers:
    """How many were answered with what, and how long each took."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    latencies_s: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies_s) / self.seconds

    @property
    def p99_s(self) -> float:
        return sorted(self.latencies_s)[int(len(self.latencies_s) * 0.99)]


@dataclass
class _Load:
    """What is still to be sent, from when on and how fast, and what was answered."""

    waiting: Iterator[tuple[int, bytes]]
    rate: float | None
    began: float
    answers: Answers


class _Client(asyncio.Protocol):
    """Sends a request, waits for its answer, and sends the next; `done` when there is none."""

    def __init__(self, load: _Load) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._load = load
        self._read = b""
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        answers = self._load.answers
        answers.latencies_s.append(time.perf_counter() - self._due)
        status = int(head[9:12])
        answers.statuses[status] = answers.statuses.get(status, 0) + 1
        self._read = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server hung up"))

    def _next(self) -> None:
        number, wire = next(self._load.waiting, (0, None))
        now = time.perf_counter()
        if wire is None:
            self.done.set_result(None)
            self._transport.close()
        elif self._load.rate is None:
            self._due = now
            self._transport.write(wire)
        else:
            self._due = self._load.began + number / self._load.rate
            later = max(0.0, self._due - now)
            asyncio.get_running_loop().call_later(later, self._transport.write, wire)


def request(url: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as it goes over the wire."""
    parts = urlsplit(url)
    lines = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


async def post_all(
    url: str, requests: Sequence[bytes], *, clients: int, rate: float | None = None
) -> Answers:
    """Send each request once, from so many clients that wait for each answer; at most `rate` a
    second, then each latency counts from when its request was due."""
    parts = urlsplit(url)
    load = _Load(iter(enumerate(requests)), rate, time.perf_counter(), Answers())
    opened = [
        await asyncio.get_running_loop().create_connection(
            lambda: _Client(load), parts.hostname, parts.port
        )
        for _ in range(clients)
    ]
    async with asyncio.timeout(LIMIT_S):
        await asyncio.gather(*(client.done for _, client in opened))
    load.answers.seconds = time.perf_counter() - load.began
    return load.answers


def _length(head: bytes) -> int:
    """The body's, in bytes."""
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0])
