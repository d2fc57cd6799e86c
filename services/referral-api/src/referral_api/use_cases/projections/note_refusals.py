"""Keep what rewards-worker says against decisions of people."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, RewardDecisionRefused
from referral_api.db.projections.decisions import settle_decisions
from referral_api.use_cases.projections.feed_events import feed_events


async def note_refusals(
    batch: Sequence[Envelope[RewardDecisionRefused]], *, session: AsyncSession
) -> None:
    """Keep each refusal with the decision it refuses, and all of them in the feed."""
    refused = [
        {
            "business_id": envelope.business_id,
            "id": envelope.event.decided,
            "status": "refused",
            "current": envelope.event.current,
            "allowed": envelope.event.allowed,
            "refusal": envelope.event.reason,
            "settled_at": envelope.time,
        }
        for envelope in batch
    ]
    await settle_decisions(session, refused)
    await feed_events(batch, session=session)
