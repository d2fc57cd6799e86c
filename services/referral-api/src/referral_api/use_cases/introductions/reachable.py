"""Whether a prospect may be contacted, by us or by whoever would introduce them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Hasher
from referral_api.db.people.identifiers import known_by
from referral_api.db.people.suppressions import asked_for_silence
from referral_api.domain.people.person import CHANNELS


async def is_reachable(
    business_id: UUID, person_id: UUID, *, hasher: Hasher, session: AsyncSession
) -> bool:
    """False where any address of theirs is of somebody who wants to hear nothing (R-MSG-05)."""
    who = business_id, person_id
    hashes = [
        hasher.address(business_id, CHANNELS[each.kind], each.value)
        for each in (await known_by(session, [who]))[who]
        if each.kind in CHANNELS
    ]
    return not await asked_for_silence(session, business_id, hashes)
