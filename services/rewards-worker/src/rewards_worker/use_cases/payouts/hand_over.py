"""Handing a reward over: its payout is open, so call and close."""

from uuid import UUID

from goodword.jobs import Job
from rewards_worker.domain.payout import PayoutState
from rewards_worker.use_cases.payouts.attempts import Attempt, begin
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.send import send


async def hand_over(job: Job, *, desk: Desk) -> None:
    """Send what was opened, once; where nothing was made, the same bytes under the same key.

    TransientError where the same is to be sent again later. What became of an attempt without an
    answer is found out by reconciliation, never here.
    """
    attempt = await desk.db.retrying(lambda: _begin(job, desk))
    if attempt is not None:
        await send(attempt, desk)


async def _begin(job: Job, desk: Desk) -> Attempt | None:
    async with desk.db.begin([job.business_id]) as session:
        found = await locked(job.business_id, UUID(job.payload["payout_id"]), session=session)
        if found is None:
            return None
        _, payout = found
        # An attempt without an end may have paid: only asking the provider can tell.
        if payout.state is not PayoutState.SUBMITTING or payout.in_flight_for is not None:
            return None
        return await begin(payout, session=session)
