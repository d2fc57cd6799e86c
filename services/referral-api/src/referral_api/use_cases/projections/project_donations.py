"""Keep what rewards-worker tells of donations, for the reads of the API."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import DonationMade, Envelope
from referral_api.db.projections.donations import keep_donations
from referral_api.use_cases.projections.feed_events import feed_events


async def project_donations(
    batch: Sequence[Envelope[DonationMade]], *, session: AsyncSession
) -> None:
    """Keep each donation, and all of them in the feed."""
    await keep_donations(
        session,
        [
            {
                "business_id": one.business_id,
                "payout_id": one.event.payout_id,
                "reward_id": one.event.reward_id,
                "provider": one.event.provider,
                "currency": one.event.amount.currency,
                "amount_minor": one.event.amount.minor,
                "charity_registration": one.event.charity_registration,
                "receipt_ref": one.event.receipt_ref,
                "made_at": one.time,
            }
            for one in batch
        ],
    )
    await feed_events(batch, session=session)
