"""A worker that died between the intent and the answer leaves a payout that nobody answers for."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.jobs import Job, add, settle
from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.domain.payout import PayoutState
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.move_on import move_on
from rewards_worker.use_cases.payouts.timers import HAND_OVER, hand_over_key, notice, reconcile


async def notice_lost_payouts(
    jobs: Sequence[Job], *, lost_after: timedelta, session: AsyncSession
) -> None:
    """Call unknown what should long have been answered, and have it found out.

    Whether its worker died before, in or after the call, or the provider cannot be reached: from
    here on it is asked about, and the job that was to send it is settled.
    """
    for job in sorted(jobs, key=lambda job: job.payload["payout_id"]):
        found = await locked(job.business_id, UUID(job.payload["payout_id"]), session=session)
        if found is None:
            continue
        payout = found[1]
        if payout.state is not PayoutState.SUBMITTING:
            # Its end is known, or somebody asks for it: the job that was to send it need not say.
            await settle(session, payout.business_id, HAND_OVER, [hand_over_key(payout.id)])
            continue
        if payout.quiet_for < lost_after:
            await _look_again(job, payout, lost_after, session)
            continue
        await move_on(payout, PayoutState.UNKNOWN, attention=payout.attention, session=session)
        await settle(session, payout.business_id, HAND_OVER, [hand_over_key(payout.id)])
        await add(session, [reconcile(payout.business_id, payout.id)])


async def _look_again(
    job: Job, payout: Payout, lost_after: timedelta, session: AsyncSession
) -> None:
    """A test clock that was advanced brings the timer early; attempts run in real time."""
    at = await clock.now(session, job.business_id) + lost_after - payout.quiet_for
    looks = int(job.payload["looks"]) + 1
    await add(session, [notice(job.business_id, payout.id, looks, at)])
