"""Handing a reward over: open as pending, call, close."""

from uuid import UUID

from goodword.jobs import Job
from rewards_worker.use_cases.payouts.attempts import Attempt
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.payouts.open_payout import open_payout
from rewards_worker.use_cases.payouts.send import send


async def hand_over(job: Job, *, desk: Desk) -> None:
    """Pay what is approved, once. A repeat of the job sends the same bytes under the same key.

    TransientError where nothing was made and the same is to be sent again later. What became of an
    attempt without an answer is found out by reconciliation, never here.
    """
    attempt = await desk.db.retrying(lambda: _open(job, desk))
    if attempt is not None:
        await send(attempt, desk)


async def _open(job: Job, desk: Desk) -> Attempt | None:
    key = job.business_id, UUID(job.payload["reward_id"])
    async with desk.db.begin([job.business_id]) as session:
        return await open_payout(key, job.payload["generation"], desk, session=session)
