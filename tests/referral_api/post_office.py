"""The port for mail, opened on a real socket, and senders who speak to it."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.referral_api.test_main import WAIT_S, free_port

from goodword.observability import Watch
from referral_api.routes.smtp.listener import Listening, serve_mail
from referral_api.routes.smtp.peers import Peers
from referral_api.routes.smtp.receiving import Receiving
from referral_api.routes.tools import Tools
from referral_api.use_cases.connections.find_mailbox import Postbox

DOMAIN = "in.harbor.example"
FROM = "carla@clients.example"


@dataclass(frozen=True, slots=True)
class PostOffice:
    """An open port; `stop` closes it."""

    port: int
    protocol: str
    stop: asyncio.Event
    serving: asyncio.Task
    watch: Watch

    def client(self) -> smtplib.SMTP:
        """To be used in a thread: the port is served in this one."""
        kind = smtplib.LMTP if self.protocol == "lmtp" else smtplib.SMTP
        return kind("127.0.0.1", self.port, timeout=WAIT_S)

    async def bring(self, mail: bytes, *to: str, sender: str = FROM) -> dict:
        """Hand a mail over; those who were refused, as smtplib tells it."""

        def bring() -> dict:
            with self.client() as client:
                return client.sendmail(sender, to, mail.replace(b"\n", b"\r\n"))

        return await asyncio.to_thread(bring)

    async def say(self, *lines: bytes) -> list[bytes]:
        """Say `lines`, each after the answer to the one before; the answers, the greeting first."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answers = [await answer(reader)]
        for line in lines:
            writer.write(line + b"\r\n")
            answers.append(await answer(reader))
        writer.close()
        return answers


async def answer(reader: asyncio.StreamReader) -> bytes:
    """One answer, its last line; nothing where they hung up."""
    async with asyncio.timeout(WAIT_S):
        while line := await reader.readline():
            if line[3:4] != b"-":
                return line.rstrip()
    return b""


@asynccontextmanager
async def open_post_office(tools: Tools, watch: Watch, **given) -> AsyncIterator[PostOffice]:
    """The port for mail, its intake running."""
    port, stop = free_port(), asyncio.Event()
    trusted = given.pop("trusted", "127.0.0.0/8")
    recipients = given.pop("max_recipients", 100)
    usual = {"protocol": "smtp", "max_bytes": 1 << 20, "timeout_s": 60, "max_sessions": 20}
    where = Listening(host="127.0.0.1", port=port, **({"tls": None} | usual | given))
    receiving = Receiving(
        postbox=Postbox(tools.db, tools.hasher, tools.sealer, tools.intake.sources),
        intake=tools.intake,
        domain=DOMAIN,
        max_recipients=recipients,
        trusted=Peers.of(trusted),
        by_recipient=where.protocol == "lmtp",
    )
    serving = asyncio.create_task(serve_mail(where, receiving, stop=stop, health=watch.health))
    async with asyncio.timeout(WAIT_S):
        while not watch.health.ready()[0]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    yield PostOffice(port, where.protocol, stop, serving, watch)
    stop.set()
    await asyncio.wait_for(serving, WAIT_S)
