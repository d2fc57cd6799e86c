"""What a sender is answered: 250 only once their mail is kept, 4xx where they are to come again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from aiosmtpd.smtp import SMTP, Session

from goodword.database import is_retryable
from goodword.errors import RejectedError, TransientError
from goodword.letters.mailboxes import read_mailbox
from referral_api.domain.connections.stamps import distrusted, is_in_a_circle, stamped
from referral_api.routes.smtp.peers import Peers
from referral_api.routes.smtp.sessions import AddressedEnvelope
from referral_api.use_cases.connections.find_mailbox import Postbox, find_mailbox
from referral_api.use_cases.connections.find_sender import Sender
from referral_api.use_cases.deliveries.accept_mail import accept_mail
from referral_api.use_cases.deliveries.intake import Intake

MAX_STRANGERS: Final = 20
"""So many addresses that are none of ours, and a session is over."""

OK: Final = "250 2.1.5 Known"
KEPT: Final = "250 2.0.0 Kept"
AGAIN: Final = "451 4.3.0 It cannot be kept now; come again"
TOO_MANY: Final = "452 4.5.3 Too many recipients; send the others another copy"
STRANGE: Final = "421 4.7.0 Too many unknown recipients"
CIRCLE: Final = "554 5.4.6 It goes in a circle"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Receiving:
    """aiosmtpd's hooks. `domain` is where our mailboxes are; what `trusted` peers say of who signed
    a mail is kept in it."""

    postbox: Postbox
    intake: Intake
    domain: str
    max_recipients: int
    trusted: Peers
    by_recipient: bool

    async def handle_EHLO(  # noqa: N802 aiosmtpd's name, and what it gives
        self,
        server: SMTP,
        session: Session,
        envelope: AddressedEnvelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Without AUTH, of which aiosmtpd speaks once there is TLS: nobody has to say who they
        are."""
        session.host_name = hostname
        return [each for each in responses if not each.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: AddressedEnvelope,
        address: str,
        options: list[str],
    ) -> str:
        """Whether we take mail to this address: to mailboxes of our own, and no other."""
        if len(envelope.rcpt_tos) >= self.max_recipients:
            return TOO_MANY
        try:
            sender = await find_mailbox(address, postbox=self.postbox)
        except RejectedError as refused:
            return self._refused(server, session, refused)
        except Exception as error:
            return _again(error)
        box = read_mailbox(address)
        assert box is not None, "it was found"
        envelope.rcpt_tos.append(address)
        envelope.local_parts.append(box.local_part)
        envelope.senders.append(sender)
        return OK

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: AddressedEnvelope
    ) -> str:
        """Keep the mail once for each connection it is for."""
        mail = envelope.content
        assert isinstance(mail, bytes)
        if is_in_a_circle(mail):
            return CIRCLE
        if not self.trusted.include(session.peer):
            mail = distrusted(mail)
        outcomes: dict[UUID, str] = {}
        for sender in envelope.senders:
            if sender.connection_id not in outcomes:
                outcomes[sender.connection_id] = await self._keep(mail, sender, envelope)
        answers = [outcomes[sender.connection_id] for sender in envelope.senders]
        return "\r\n".join(answers) if self.by_recipient else _worst(answers)

    async def handle_exception(self, error: Exception) -> str:
        """Whatever a sender made us stumble over."""
        return _again(error)

    async def _keep(self, mail: bytes, sender: Sender, envelope: AddressedEnvelope) -> str:
        boxes = [
            each
            for each, to in zip(envelope.local_parts, envelope.senders, strict=True)
            if to.connection_id == sender.connection_id
        ]
        whole = stamped(mail, envelope.mail_from or "", list(dict.fromkeys(boxes)), self.domain)
        try:
            await accept_mail(whole, sender, intake=self.intake)
        except Exception as error:
            return _again(error)
        return KEPT

    def _refused(self, server: SMTP, session: Session, refused: RejectedError) -> str:
        strangers = getattr(session, "strangers", 0) + 1
        session.strangers = strangers  # type: ignore[attr-defined]  # ours, on aiosmtpd's session
        self.intake.meters.note("inbound_mail", "refused")
        if strangers <= MAX_STRANGERS:
            code = "550 5.1.1" if refused.code == "mailbox_unknown" else "550 5.2.1"
            return f"{code} {refused.detail}"
        assert server.transport is not None
        server.loop.call_soon(server.transport.close)
        return STRANGE


def _again(error: Exception) -> str:
    """Nothing was kept, and nothing is lost: the sender keeps it and comes again."""
    if not isinstance(error, TransientError) and not is_retryable(error):
        log.error("mail not taken", exc_info=error)
    return AGAIN


def _worst(answers: Sequence[str]) -> str:
    """What of several is said where one answer is all there is: kept is what all keep."""
    return next((each for each in answers if each != KEPT), KEPT)
