"""Channel `smtp`: one connection per mail, and always the truth about what may have left.

aiosmtplib raises the same exceptions before and after the mail was handed over, so the commands
are given one by one and the moment in which the content goes out is remembered.
"""

import asyncio
import re
from datetime import timedelta
from enum import Enum
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from aiosmtplib.protocol import normalize_message_line_endings

from goodword.errors import GoodwordError, TransientError
from goodword.letters.plain import one_line
from notifier.channels.address import mailbox
from notifier.channels.guard import Guard
from notifier.channels.mail_server import MailServer
from notifier.channels.mime import compose
from notifier.ports import AmbiguousError, ChannelName, Mail, RefusalReason, RefusedError, Sent

TIMEOUT_S = 40.0
"""Bound on a whole send, from connecting to the answer."""

MAX_ANSWER_CHARS = 200
"""Bound on what is kept of a server's answer."""

START_CONTENT = 354
LOG_IN_FIRST = 530

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_ADDRESS = re.compile(r"\S*@\S*")


class SmtpChannel:
    """Sends through `server`, or the one at a URL (see MailServer.read), each mail within
    `timeout_s`. `guard` keeps a server that somebody else named out of our own network."""

    name: Final[ChannelName] = "smtp"

    def __init__(
        self, server: str | MailServer, *, guard: Guard | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._server = MailServer.read(server) if isinstance(server, str) else server
        self._guard = guard
        self._timeout_s = timeout_s

    async def send(self, mail: Mail) -> Sent:
        """Hand `mail` to the server; see ports for the three ways in which this fails."""
        conversation = _Conversation(_client(self._server, self._timeout_s), mail, self._timeout_s)
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._reach(conversation.smtp)
                return await conversation.hold()
        except SMTPResponseException as error:
            # Not chained: these exceptions carry the address, and say nothing more.
            raise conversation.verdict(error.code, error.message) from None
        except (SMTPException, OSError, TimeoutError) as error:
            raise conversation.lost(error) from error
        finally:
            conversation.end()

    async def forget(self, message_id: str) -> None:
        """Nothing is kept here; servers keep what they were sent under their own rules."""

    async def prune(self, keep: timedelta) -> int:
        """Nothing is kept here."""
        return 0

    async def check(self) -> None:
        """Greet, log in and leave."""
        smtp = _client(self._server, self._timeout_s)
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._reach(smtp)
                await smtp.connect()
                await smtp.quit()
        except SMTPResponseException as error:
            said = _said(error.code, error.message)
            raise TransientError(f"the mail server refused: {said}") from None
        except (SMTPException, OSError, TimeoutError) as error:
            raise TransientError(
                f"the mail server could not be talked to: {_cause(error)}"
            ) from error
        finally:
            smtp.close()

    async def _reach(self, smtp: SMTP) -> None:
        if self._guard is not None:
            smtp.sock = await self._guard(self._server.host, self._server.port)
            smtp.port = None


class _Phase(Enum):
    """How far it got; the value is the reason if the server refuses there for good."""

    GREETING = None
    SENDER = "sender_refused"
    RECIPIENT = "recipient_refused"
    CONTENT = "mail_refused"


class _Conversation:
    """One mail on one connection."""

    def __init__(self, smtp: SMTP, mail: Mail, timeout_s: float) -> None:
        self._sender = mailbox(mail.return_path or mail.from_address)
        self._recipient = mailbox(mail.to_address)
        self._content = _dotted(compose(mail).as_bytes())
        self._timeout_s = timeout_s
        self._phase = _Phase.GREETING
        self._handed_over = False
        self.smtp = smtp

    async def hold(self) -> Sent:
        """Greet, name sender and recipient, hand over."""
        await self.smtp.connect()
        if self.smtp.is_ehlo_or_helo_needed:
            await self.smtp.ehlo()
        self._phase = _Phase.SENDER
        await self.smtp.mail(self._sender)
        self._phase = _Phase.RECIPIENT
        await self.smtp.rcpt(self._recipient)
        self._phase = _Phase.CONTENT
        start = await self.smtp.execute_command(b"DATA")
        if start.code != START_CONTENT:
            raise SMTPResponseException(start.code, start.message)
        answer = await self._hand_over()
        if not 200 <= answer.code < 300:
            raise SMTPResponseException(answer.code, answer.message)
        return Sent(_said(answer.code, answer.message))

    async def _hand_over(self) -> SMTPResponse:
        protocol = self.smtp.protocol
        if protocol is None:
            raise SMTPServerDisconnected("the connection was lost after DATA was accepted")
        protocol.write(self._content)  # raises only where nothing was written
        self._handed_over = True
        return await protocol.read_response(timeout=self._timeout_s)

    def verdict(self, code: int, message: str) -> GoodwordError:
        """What the server's refusal means for this mail."""
        said = _said(code, message)
        if self._handed_over and not 400 <= code < 600:
            return AmbiguousError(f"the mail server's answer to the mail made no sense: {said}")
        reason: RefusalReason | None = self._phase.value
        if reason and 500 <= code < 600 and code != LOG_IN_FIRST:
            refused = f"the mail server refused: {said}"
            return RefusedError(reason, refused, code=code, status=_status(code, message))
        # Before MAIL, and where we should log in, it is our set-up that is refused, not this mail.
        return TransientError(f"the mail server does not take mail now: {said}")

    def lost(self, error: Exception) -> GoodwordError:
        """What a lost or late connection means for this mail."""
        cause = _cause(error)
        if self._handed_over:
            return AmbiguousError(f"the mail was handed over and the answer was lost ({cause})")
        return TransientError(f"the mail server could not be talked to ({cause})")

    def end(self) -> None:
        """Hang up without waiting: from the answer on the mail is theirs, and nothing that happens
        to the goodbye may change the outcome."""
        if self.smtp.protocol is not None and self.smtp.is_connected:
            self.smtp.protocol.write(b"QUIT\r\n")
        self.smtp.close()


def _client(server: MailServer, timeout_s: float) -> SMTP:
    return SMTP(
        hostname=server.host,
        port=server.port,
        timeout=timeout_s,
        use_tls=server.tls,
        start_tls=server.starttls,
        cert_bundle=server.ca_file,
        username=server.user,
        password=server.password,
    )


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _dotted(content: bytes) -> bytes:
    """The content as DATA wants it (RFC 5321 section 4.5.2), the final dot included."""
    return _LEADING_DOT.sub(b"..", normalize_message_line_endings(content)) + b".\r\n"


def _status(code: int, message: str) -> str | None:
    """The enhanced status code (RFC 2034) of a reply, where its class is that of the reply."""
    found = _STATUS.match(message)
    status = found.group() if found else None
    return status if status and status[0] == str(code)[0] else None


def _said(code: int, message: str) -> str:
    """A server's answer without addresses, which servers like to repeat."""
    return one_line(f"{code} {_ADDRESS.sub('…', message)}")[:MAX_ANSWER_CHARS]
