"""A mail server that can make mail wait, how its mail is read, and a mailroom that writes to it."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received
from cryptography.fernet import Fernet
from tests.notifier.channels.conftest import Inbox

from goodword.database import Database
from goodword.seal import Hasher, Sealer, Signer
from goodword.setups import SetUps
from notifier.channels import CHANNELS
from notifier.use_cases.messages.mailroom import Mailroom

HASH_KEY = "h" * 32
SECRET_KEY = Fernet.generate_key().decode()
SEALER = Sealer([SECRET_KEY])
LINK = "https://gifts.example/redeem/7K2M"
WAIT_S = 10


class Gate(Inbox):
    """A server that takes mail only once it is opened; `reached` says that one is at the gate."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = asyncio.Event()
        self.opened.set()
        self.reached = asyncio.Event()

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Received
    ) -> str:
        self.reached.set()
        await asyncio.wait_for(self.opened.wait(), WAIT_S)
        return await super().handle_DATA(server, session, envelope)


def read(content: bytes | str) -> EmailMessage:
    raw = content if isinstance(content, bytes) else content.encode()
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    assert part is not None
    return str(part.get_content())


def a_mailroom(db: Database, smtp_url: str, folder: str) -> Mailroom:
    return Mailroom(
        db=db,
        sealer=SEALER,
        hasher=Hasher(HASH_KEY),
        signer=Signer(HASH_KEY),
        public_url="https://api.example",
        mail_from="post@goodword.example",
        live_channel=CHANNELS["smtp"](smtp_url),
        test_channel=CHANNELS["console"](folder),
        set_ups=SetUps("channel", SEALER),
        open_server=lambda form: CHANNELS["smtp"](smtp_url),
    )


def who(header: Any) -> tuple[str, str]:
    """The one name and address in a header."""
    [address] = header.addresses
    return address.display_name, address.addr_spec
