"""Keep when referrers were reminded of introductions, for whoever reads the referral."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, IntroductionReminded
from referral_api.db.referrals.reminding import note_reminded
from referral_api.use_cases.projections.feed_events import feed_events


async def project_reminders(
    batch: Sequence[Envelope[IntroductionReminded]], *, session: AsyncSession
) -> None:
    """Keep the latest of each referral, and all of them in the feed."""
    latest: dict[tuple[UUID, UUID], datetime] = {}
    for one in batch:
        key, at = (one.business_id, one.event.referral_id), one.event.reminded_at
        latest[key] = max(at, latest.get(key, at))
    await note_reminded(session, latest)
    await feed_events(batch, session=session)
