"""What we minted ourselves runs out after its last day; nobody else would say so."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from rewards_worker.db.payouts.payouts import rewards_of_payouts
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.ports import Further, Handover, Issued
from rewards_worker.use_cases.payouts.hear_further import hear_further
from rewards_worker.use_cases.payouts.locked import locked

PayoutKey = tuple[UUID, UUID]
"""A business and a payout of it."""


async def expire_payouts(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """End these payouts; what was used, or came back, meanwhile stays so."""
    keys = [(job.business_id, UUID(job.payload["payout_id"])) for job in jobs]
    await end_payouts(keys, "expired", session=session)


async def end_payouts(
    keys: Sequence[PayoutKey], further: Further, *, session: AsyncSession
) -> None:
    """Note of each of these payouts of ours what became of it, whose rewards are locked at once."""
    await rewards_by_id(session, await rewards_of_payouts(session, keys))
    for business_id, payout_id in sorted(set(keys)):
        found = await locked(business_id, payout_id, session=session)
        if found is not None:
            reward, payout = found
            news = Issued(
                provider_ref=payout.provider_ref or "", handover=Handover("us"), further=further
            )
            await hear_further(reward, payout, news, session=session)
