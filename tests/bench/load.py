"""Load on an HTTP server of this machine: ready-made requests over a few kept connections."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


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
    answers = Answers()
    waiting = iter(enumerate(requests))
    began = time.perf_counter()

    async def client() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for number, wire in waiting:
            due = began + number / rate if rate else time.perf_counter()
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            writer.write(wire)
            status = await _status(reader)
            answers.latencies_s.append(time.perf_counter() - due)
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
        writer.close()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(clients):
            tasks.create_task(client())
    answers.seconds = time.perf_counter() - began
    return answers


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(
        int(line.partition(":")[2])
        for line in head.split("\r\n")
        if line.lower().startswith("content-length")
    )
    await reader.readexactly(length)
    return int(head.split(" ", 2)[1])
