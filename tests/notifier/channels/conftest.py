"""A mail, a real SMTP server, and one that misbehaves at a step of our choice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifier.ports import Mail

DROP = "drop"
HANG = "hang"
OK = "250 2.0.0 Ok"
POLITE = {"GREET": "220 mx.example", "EHLO": "250 mx.example", "DATA": "354 go on"}


@pytest.fixture
def mail() -> Mail:
    return Mail(
        message_id="msg_01h455vb4pex5vsknk084sn02q@shop.example",
        date=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        from_name="Café Müller & Söhne",
        from_address="hello@shop.example",
        to_name="Zoë",
        to_address="zoe@example.com",
        reply_to="help@shop.example",
        subject="Ein Dankeschön von Café Müller & Söhne",
        text="Grüße!\n.\n..two dots\nFrom here on\n" + "langes Wort " * 40 + "\n",
        html="<!doctype html>\n<p>Grüße, <b>Zoë</b></p>\n.\n",
        unsubscribe_url="https://api.example/u/" + "t" * 300,
    )


class Inbox:
    """What a real server (aiosmtpd) was given; `refuse` maps RCPT or DATA to another answer."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refuse: dict[str, str] = {}
        self.tls: list[bool] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.refuse.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if answer := self.refuse.get("DATA"):
            return answer
        self.envelopes.append(envelope)
        self.tls.append(server.transport.get_extra_info("ssl_object") is not None)
        return f"{OK}: queued as 4F2A for {envelope.rcpt_tos[0]}"


@asynccontextmanager
async def listening(inbox: Inbox, *, ssl: Any = None, **options: Any) -> AsyncIterator[Inbox]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(inbox, hostname="mx.example", loop=loop, **options), "127.0.0.1", 0, ssl=ssl
    )
    inbox.port = server.sockets[0].getsockname()[1]
    async with server:
        yield inbox


@pytest.fixture
def listen() -> Callable[..., AbstractAsyncContextManager[Inbox]]:
    """Opens a real server with options of its own, such as TLS or a password."""
    return lambda **options: listening(Inbox(), **options)


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with listening(Inbox()) as inbox:
        yield inbox


class Misbehaving:
    """Answers every step politely but the ones in `at`: another reply, DROP or HANG. `said` holds
    what reached it, the content of DATA as one entry."""

    def __init__(self, at: dict[str, str]) -> None:
        self.at = at
        self.said: list[str] = []
        self.hanging = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            going = await self.answer("GREET", writer)
            while going and (line := await reader.readline()):
                step = line.split()[0].decode().upper()
                self.said.append(line.decode().strip())
                if step == "DATA":
                    going = await self.answer("DATA", writer) and await self.content(reader, writer)
                else:
                    going = step != "QUIT" and await self.answer(step, writer)
        except ConnectionError:
            pass  # the client has hung up, which is one of the things under test
        finally:
            writer.close()

    async def content(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if self.at.get("MIDDLE") == DROP:
            await reader.readline()
            return False
        self.said.append((await reader.readuntil(b"\r\n.\r\n")).decode())
        return await self.answer("CONTENT", writer)

    async def answer(self, step: str, writer: asyncio.StreamWriter) -> bool:
        reply = self.at.get(step, POLITE.get(step, OK))
        if reply == HANG:
            self.hanging.set()
            await asyncio.Event().wait()
        if reply != DROP:
            writer.write(f"{reply}\r\n".encode())
            await writer.drain()
        return reply != DROP


@pytest.fixture
async def misbehaving() -> AsyncIterator[Callable[..., Any]]:
    tasks: list[asyncio.Task[None]] = []
    servers: list[asyncio.Server] = []

    async def start(**at: str) -> Misbehaving:
        behaviour = Misbehaving(at)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tasks.append(asyncio.ensure_future(behaviour.serve(reader, writer)))

        servers.append(await asyncio.start_server(serve, "127.0.0.1", 0))
        behaviour.url = f"smtp://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}"
        return behaviour

    yield start

    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for server in servers:
        server.close()
        await server.wait_closed()
