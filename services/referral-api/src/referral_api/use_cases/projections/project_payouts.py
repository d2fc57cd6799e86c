"""Keep what rewards-worker tells of payouts, for the reads of the API."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, PayoutChanged
from referral_api.db.projections.payouts import save_payouts
from referral_api.use_cases.projections.feed_events import feed_events


async def project_payouts(
    batch: Sequence[Envelope[PayoutChanged]], *, session: AsyncSession
) -> None:
    """Keep each payout as it was told of by the newest version, and all of it in the feed."""
    newest: dict[tuple[UUID, UUID], Envelope[PayoutChanged]] = {}
    for one in sorted(batch, key=lambda one: one.event.version):
        newest[one.business_id, one.event.payout_id] = one
    await save_payouts(
        session,
        [
            {
                "business_id": one.business_id,
                "id": one.event.payout_id,
                "reward_id": one.event.reward_id,
                "version": one.event.version,
                "generation": one.event.generation,
                "provider": one.event.provider,
                "status": one.event.status,
                "provider_ref": one.event.provider_ref,
                "at": one.time,
            }
            for one in newest.values()
        ],
    )
    await feed_events(batch, session=session)
