"""Keep what rewards-worker tells of payouts, for the reads of the API."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, PayoutChanged
from referral_api.db.projections.payouts import save_payouts
from referral_api.db.projections.rewards import note_issuing
from referral_api.use_cases.projections.feed_events import feed_events


async def project_payouts(
    batch: Sequence[Envelope[PayoutChanged]], *, session: AsyncSession
) -> None:
    """Keep each payout as it was told of by the newest version, show its reward as being handed
    over, and keep all of it in the feed."""
    newest: dict[tuple[UUID, UUID], Envelope[PayoutChanged]] = {}
    for one in sorted(batch, key=lambda one: one.event.version):
        newest[one.business_id, one.event.payout_id] = one
    rows = [_row(one) for one in newest.values()]
    await save_payouts(session, rows)
    await note_issuing(session, rows)
    await feed_events(batch, session=session)


def _row(envelope: Envelope[PayoutChanged]) -> dict[str, Any]:
    told = envelope.event
    return {
        "business_id": envelope.business_id,
        "id": told.payout_id,
        "reward_id": told.reward_id,
        "version": told.version,
        "generation": told.generation,
        "provider": told.provider,
        "status": told.status,
        "provider_ref": told.provider_ref,
        "at": envelope.time,
    }
