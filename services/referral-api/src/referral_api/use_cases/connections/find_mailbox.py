"""Find out to whom a mail is addressed: the connection that takes it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import Database, scope
from goodword.errors import Kind, RejectedError, TransientError
from goodword.letters.mailboxes import read_mailbox
from goodword.seal import Hasher, Sealer
from referral_api.db.businesses.businesses import business_of
from referral_api.db.connections import mailboxes
from referral_api.ports import Source
from referral_api.use_cases.connections.create_connection import NewConnection, create_connection
from referral_api.use_cases.connections.find_sender import Sender

SOURCE: Final = "inbound_mail"
MADE: Final = NewConnection(SOURCE, "Mail that comes to our own port")
AGAIN_AFTER_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Postbox:
    """What finding a mailbox works with."""

    db: Database
    hasher: Hasher
    sealer: Sealer
    sources: Mapping[str, Source]


async def find_mailbox(address: str, *, postbox: Postbox) -> Sender:
    """Whose mail comes in by `address`. Our letters name such addresses whether or not their
    business has set a connection up, so where it never had one it gets it now.

    RejectedError where the address is none of ours, or its business wants no mail any more.
    TransientError where it is of an ask that we have not been told of yet.
    """
    box = read_mailbox(address)
    if box is None or not box.is_ours(postbox.hasher):
        raise _nobodys()
    async with postbox.db.begin() as session:
        found = await mailboxes.find_mailbox(session, box.about, box.id)
        if found is None and box.about == "ask":
            raise TransientError("this ask is not known yet", retry_after_s=AGAIN_AFTER_S)
        if found is None:
            raise _nobodys()
        connection_id = found.connection_id
        if connection_id is None and found.was_connected:
            raise _closed()
        if connection_id is None:
            await scope(session, [found.business_id])
            connection_id = await _connect(found.business_id, (box.about, box.id), session, postbox)
    return Sender(connection_id, found.business_id, SOURCE, ())


async def _connect(
    business_id: UUID, box: tuple[str, UUID], session: AsyncSession, postbox: Postbox
) -> UUID:
    """The business's first connection for mail, made once however many mails come at once."""
    await business_of(session, business_id, lock=True)
    found = await mailboxes.find_mailbox(session, *box)
    if found is not None and found.connection_id is not None:
        existing: UUID = found.connection_id
        return existing
    row, _ = await create_connection(
        business_id, MADE, sources=postbox.sources, sealer=postbox.sealer, session=session
    )
    made: UUID = row.id
    return made


def _nobodys() -> RejectedError:
    return RejectedError("mailbox_unknown", "There is no such mailbox.", kind=Kind.NOT_FOUND)


def _closed() -> RejectedError:
    return RejectedError("mailbox_closed", "This mailbox is closed.", kind=Kind.NOT_FOUND)
