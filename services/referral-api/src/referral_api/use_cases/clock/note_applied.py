"""A service has moved its timers to where a test business's clock is."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ClockApplied, Envelope
from referral_api.db.businesses.clocks import save_applied


async def note_applied(batch: Sequence[Envelope[ClockApplied]], *, session: AsyncSession) -> None:
    """Keep how far each service has come."""
    await save_applied(session, [envelope.event for envelope in batch])
