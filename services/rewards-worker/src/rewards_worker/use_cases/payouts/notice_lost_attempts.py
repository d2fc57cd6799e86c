"""A worker that died between the intent and the answer leaves an attempt without an end."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.jobs import Job
from rewards_worker.db.payouts import Payout, move_payout, payout_by_id, reward_of
from rewards_worker.db.rewards import rewards_by_id
from rewards_worker.domain.payout import PayoutState
from rewards_worker.use_cases.payouts.timers import notice, reconcile


async def notice_lost_attempts(
    batch: Sequence[Job], *, lost_after: timedelta, session: AsyncSession
) -> None:
    """Call unknown what was submitted and never answered, and have it found out."""
    for job in batch:
        payout = await _locked(job, session)
        if payout is None or payout.state is not PayoutState.SUBMITTING:
            continue
        if payout.in_flight_for is None:
            continue  # it ended, and made nothing
        if payout.in_flight_for < lost_after:
            await _look_again(job, payout, lost_after, session)
            continue
        await move_payout(session, payout, PayoutState.UNKNOWN)
        await jobs.add(session, [reconcile(payout)])


async def _locked(job: Job, session: AsyncSession) -> Payout | None:
    payout_id = UUID(job.payload["payout_id"])
    reward_id = await reward_of(session, job.business_id, payout_id)
    if reward_id is None:
        return None
    await rewards_by_id(session, [(job.business_id, reward_id)])
    return await payout_by_id(session, job.business_id, payout_id)


async def _look_again(
    job: Job, payout: Payout, lost_after: timedelta, session: AsyncSession
) -> None:
    """A test clock that was advanced brings the timer early; the attempt runs in real time."""
    assert payout.in_flight_for is not None, "it is in flight"
    at = await clock.now(session, job.business_id) + lost_after - payout.in_flight_for
    occasion = f"{job.payload['occasion']}+"
    await jobs.add(session, [notice(job.business_id, payout.id, occasion, at)])
