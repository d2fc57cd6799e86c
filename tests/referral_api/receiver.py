"""Somebody's server that is told what happened: a real one, which answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True, slots=True)
class Told:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def read(self, secret: str) -> dict[str, object]:
        """What it says, where the standard's own library finds it signed with `secret`."""
        found: dict[str, object] = Webhook(secret).verify(self.body, self.headers)
        return found


@dataclass
class Receiver:
    """`answers` are statuses with headers and body, the last for ever; `lets_wait` holds them."""

    url: str = ""
    told: list[Told] = field(default_factory=list)
    answers: list[tuple[int, str, bytes]] = field(default_factory=lambda: [(204, "", b"")])
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    lets_wait: asyncio.Event | None = None

    def will_answer(self, *statuses: int, headers: str = "", body: bytes = b"") -> None:
        self.answers = [(status, headers, body) for status in statuses]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.split(": ", 1) for line in lines[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        self.told.append(Told(lines[0].split()[1], headers, body))
        self.heard.set()
        if self.lets_wait:
            await self.lets_wait.wait()
        status, more, answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        length = f"Content-Length: {len(answer)}\r\n" if status != 204 else ""
        writer.write(f"HTTP/1.1 {status} x\r\n{more}{length}Connection: close\r\n\r\n".encode())
        writer.write(answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiver]:
    """One that listens on this machine."""
    made = Receiver()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/told"
    yield made
    if made.lets_wait:
        made.lets_wait.set()
    server.close()
