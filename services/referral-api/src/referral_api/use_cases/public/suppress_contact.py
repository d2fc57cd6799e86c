"""Somebody wants no more letters."""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from goodword.bus import Said, say
from goodword.database import Database
from goodword.events import ContactSuppressed
from referral_api.db.people.suppressions import add_suppression

Scope: TypeAlias = Literal["all", "marketing"]


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a business's people, as a keyed hash; `scope` is what the letter belongs to
    that leads here."""

    business_id: UUID
    channel: Literal["email", "sms"]
    hashed: str
    scope: Scope = "all"


async def suppress_contact(address: Address, *, scope: Scope, db: Database) -> None:
    """The address is written to no more, or (`marketing`) only about what is owed; said once,
    however often asked."""
    values = {
        "business_id": address.business_id,
        "address_hash": address.hashed,
        "channel": address.channel,
        "scope": scope,
        "reason": "unsubscribed",
    }
    async with db.begin([address.business_id]) as session:
        row = await add_suppression(session, values)
        if row is not None:
            suppressed = ContactSuppressed.model_validate(values)
            await say(session, [Said(suppressed, row.seq, row.last_tx)])
