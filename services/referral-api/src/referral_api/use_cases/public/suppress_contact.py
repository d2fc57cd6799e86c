"""Somebody wants no more letters."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from goodword.bus import Said, say
from goodword.database import Database
from goodword.events import ContactSuppressed
from referral_api.db.suppressions import add_suppression


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a business's people, as a keyed hash."""

    business_id: UUID
    channel: Literal["email", "sms"]
    hashed: str


async def suppress_contact(address: Address, *, db: Database) -> None:
    """The address is written to no more, for whatever reason; said once, however often asked."""
    values = {
        "business_id": address.business_id,
        "address_hash": address.hashed,
        "channel": address.channel,
        "scope": "all",
        "reason": "unsubscribed",
    }
    async with db.begin([address.business_id]) as session:
        row = await add_suppression(session, values)
        if row is not None:
            suppressed = ContactSuppressed.model_validate(values)
            await say(session, [Said(suppressed, row.seq, row.last_tx)])
