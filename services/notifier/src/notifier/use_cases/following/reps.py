"""Whose it is to follow up on a referral."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope
from notifier.db import state


async def reps_of(batch: Sequence[Envelope[Any]], session: AsyncSession) -> dict[UUID, UUID | None]:
    """By event of a stage of a referral: its own rep, else the referrer's, else nobody."""
    referrers = {(one.business_id, one.event.referrer_id) for one in batch}
    copies = await state.people(session, referrers)
    found: dict[UUID, UUID | None] = {}
    for one in batch:
        referrer = copies[one.business_id, one.event.referrer_id].person
        standing = one.event.standing
        own = standing.rep_id if standing else None
        found[one.id] = own or (referrer.rep_id if referrer else None)
    return found
