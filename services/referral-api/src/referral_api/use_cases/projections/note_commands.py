"""Keep for the audit what was commanded at the command lines of other services."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import CommandGiven, Envelope
from referral_api.db.businesses.audit import add_deeds
from referral_api.use_cases.projections.feed_events import feed_events


async def note_commands(batch: Sequence[Envelope[CommandGiven]], *, session: AsyncSession) -> None:
    """Keep each deed once, under the id that its service gave it, and all of them in the feed."""
    rows = [
        {
            "business_id": one.business_id,
            "id": one.event.deed_id,
            "actor": one.event.actor,
            "action": one.event.command,
            "about": one.event.object_id,
            "created_at": one.time,
        }
        for one in batch
    ]
    await add_deeds(session, rows)
    await feed_events(batch, session=session)
