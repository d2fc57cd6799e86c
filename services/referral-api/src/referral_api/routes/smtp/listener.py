"""Mail's own port: open as long as the service runs, and closed without losing a mail."""

import asyncio
import contextlib
import logging
import ssl
from dataclasses import dataclass
from typing import Final, Literal

from goodword.errors import GoodwordError
from goodword.observability.health import Health
from goodword.process import GRACE_S, listening, pause
from referral_api.routes.smtp.receiving import Receiving
from referral_api.routes.smtp.sessions import MAX_COMMANDS, Bounded, Busy, LmtpSession, SmtpSession

PART: Final = "mail"
BACKLOG: Final = 100
SAID_EVERY_S: Final = 10.0
GOOD_FOR_S: Final = 60.0
LOOK_EVERY_S: Final = 0.05

# aiosmtpd writes every command down, and so who writes to whom.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where, how, and within which bounds mail is taken in: bytes of a mail, seconds that a sender
    may be silent or take for one mail, and sessions at the same time."""

    host: str
    port: int
    protocol: Literal["smtp", "lmtp"]
    max_bytes: int
    timeout_s: int
    max_sessions: int
    tls: ssl.SSLContext | None


def tls_context(certificate: str, key: str) -> ssl.SSLContext:
    """What STARTTLS needs; GoodwordError where the files are none."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise GoodwordError(
            f"The certificate {certificate} and its key {key} cannot be used: {error}."
        ) from error
    return context


async def serve_mail(
    where: Listening, receiving: Receiving, *, stop: asyncio.Event, health: Health
) -> None:
    """Take mail in until `stop` is set, then finish the mails that are being handed over.
    GoodwordError where the address cannot be had."""
    loop = asyncio.get_running_loop()
    sessions: set[Bounded] = set()
    kind = LmtpSession if where.protocol == "lmtp" else SmtpSession

    def session() -> asyncio.Protocol:
        if len(sessions) >= where.max_sessions:
            return Busy()
        return kind(
            sessions,
            receiving,
            data_size_limit=where.max_bytes,
            enable_SMTPUTF8=True,
            hostname=receiving.domain,
            ident="Goodword",
            tls_context=where.tls,
            timeout=where.timeout_s,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit=MAX_COMMANDS,
            loop=loop,
        )

    with listening(where.host, where.port) as sock:
        server = await loop.create_server(session, sock=sock, backlog=BACKLOG)
        async with server:
            while not stop.is_set():
                trouble = "" if server.is_serving() else "its port is closed; restart the service"
                health.say(PART, not trouble, trouble, good_for_s=GOOD_FOR_S)
                await pause(stop, SAID_EVERY_S)
            server.close()
            await _finish(sessions)


async def _finish(sessions: set[Bounded]) -> None:
    """Let those end who are in the middle of a mail, as long as requests may; send the others
    away."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GRACE_S):
            while sessions:
                for each in [one for one in sessions if not one.is_open]:
                    each.farewell()
                await asyncio.sleep(LOOK_EVERY_S)
    for each in list(sessions):
        each.give_up()
