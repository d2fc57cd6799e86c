"""Somebody said no: none of their addresses is written to any more."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import ContactSuppressed
from goodword.seal import Hasher
from referral_api.db.people.identifiers import known_by
from referral_api.db.suppressions import add_suppression

_CHANNELS = {"email": "email", "phone": "sms"}


async def suppress_person(who: tuple[UUID, UUID], *, session: AsyncSession, hasher: Hasher) -> None:
    """Suppress every address that the person (business and id) is known by; each is said once."""
    business_id, _ = who
    said = []
    for identifier in (await known_by(session, [who]))[who]:
        channel = _CHANNELS.get(identifier.kind)
        if channel is None:
            continue
        values = {
            "business_id": business_id,
            "address_hash": hasher.address(business_id, channel, identifier.value),
            "channel": channel,
            "scope": "all",
            "reason": "withdrawn",
        }
        row = await add_suppression(session, values)
        if row is not None:
            event = ContactSuppressed.model_validate(values)
            said.append(Said(event, row.seq, row.last_tx))
    await say(session, said)
