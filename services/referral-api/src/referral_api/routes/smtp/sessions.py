"""One sender's session: aiosmtpd's, with bounds that it lacks, and LMTP's answers."""

import asyncio
from typing import Any, Final, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope

from referral_api.use_cases.connections.find_sender import Sender

MAX_LINE_BYTES: Final = 64 << 10
"""Longer than any standard has it: programs that break no lines are no reason to lose a mail."""

MAX_UNBROKEN_BYTES: Final = 1 << 20
"""aiosmtpd keeps a line in memory until it ends, even one that it will refuse."""

MAX_FACTOR: Final = 4
"""So many times the size that is taken is listened to, to refuse it with a word."""

MAX_COMMANDS: Final = {"*": 1000, "RCPT": 10_000}
"""In one session; whoever has more to bring comes again."""


class AddressedEnvelope(Envelope):
    """`senders` are the connections behind `rcpt_tos`, and `local_parts` how we write these, in the
    same order."""

    def __init__(self) -> None:
        super().__init__()
        self.senders: list[Sender] = []
        self.local_parts: list[str] = []


class Bounded(SMTP):
    """Ends what nobody could take: a line or a mail without end. `sessions` are all that there
    are."""

    line_length_limit = MAX_LINE_BYTES

    def __init__(self, sessions: "set[Bounded]", handler: Any, **more: Any) -> None:
        super().__init__(handler, **more)
        self._sessions = sessions
        self._unbroken = self._taken = 0
        # Here and not when it is connected: of those that come at one moment, all are counted.
        sessions.add(self)

    @property
    def is_open(self) -> bool:
        """Whether a mail is being handed over, which is to be finished."""
        return bool(self.envelope and self.envelope.mail_from)

    @property
    def _socket(self) -> asyncio.WriteTransport | None:
        # uvloop's transports are none of asyncio's classes.
        return cast(asyncio.WriteTransport | None, self.transport)

    def farewell(self) -> None:
        """Tell a sender between two mails to come again later."""
        if (transport := self._socket) and not transport.is_closing():
            transport.write(b"421 4.3.2 We are going down; come again.\r\n")
            transport.close()

    def give_up(self) -> None:
        """End it as it is: what was not answered will come again."""
        if transport := self._socket:
            transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        self._sessions.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        end = data.rfind(b"\n")
        self._unbroken = len(data) - end - 1 if end >= 0 else self._unbroken + len(data)
        self._taken += len(data)
        limit = MAX_FACTOR * (self.data_size_limit or 0)
        if self._unbroken > MAX_UNBROKEN_BYTES or self._taken > limit:
            self.give_up()
            return
        super().data_received(data)

    def _create_envelope(self) -> AddressedEnvelope:
        self._taken = 0
        return AddressedEnvelope()


class SmtpSession(Bounded):
    """One answer to a mail, whomever it is for."""


class LmtpSession(LMTP, Bounded):
    """One answer for each recipient of a mail (RFC 2033, 4.2), also where the mail as a whole is
    refused."""

    _owed = 0

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 aiosmtpd finds commands by name
        assert self.envelope is not None
        self._owed = 0 if arg else len(self.envelope.rcpt_tos)
        await super().smtp_DATA(arg)
        self._owed = 0

    async def push(self, status: Any) -> None:
        text = status.decode() if isinstance(status, bytes) else status
        if self._owed and not text.startswith("354"):
            if "\r\n" not in text:
                text = "\r\n".join([text] * self._owed)
            self._owed = 0
        await super().push(text)


class Busy(asyncio.Protocol):
    """Whoever comes while too many are here comes again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        socket = cast(asyncio.WriteTransport, transport)
        socket.write(b"421 4.3.2 Too many connections; come again.\r\n")
        socket.close()
