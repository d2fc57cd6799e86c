"""Every day each provider is asked about all that is open or was paid lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.jobs import Job, NewJob, add
from rewards_worker.db.payouts.payout_objects import followed_payouts
from rewards_worker.use_cases.payouts.timers import Survey, reread, survey

PAGE = 200

GAP = timedelta(milliseconds=250)
"""Between two questions, so that a survey takes less than half of what a provider answers in a
second, and payouts come through meanwhile."""


async def survey_payouts(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """One job to ask for each payout, some at a time; then the next page, else the next day.

    It ends with the payouts: whoever opens the next one begins it again.
    """
    for job in jobs:
        await _survey(job, Survey.of(job), await clock.now(session, job.business_id), session)


async def _survey(job: Job, one: Survey, now: datetime, session: AsyncSession) -> None:
    found = await followed_payouts(session, job.business_id, one.provider, one.after, PAGE)
    asked = [
        reread(job.business_id, payout_id, one.occasion, now + GAP * n)
        for n, payout_id in enumerate(found)
    ]
    await add(session, [*asked, *_next(job, one, found, now)])


def _next(job: Job, one: Survey, found: Sequence[UUID], now: datetime) -> list[NewJob]:
    if len(found) == PAGE:
        return [one.on(found[-1]).job(job.business_id, now + GAP * PAGE)]
    if one.repeats and (found or one.after):
        return [survey(job.business_id, one.provider, now)]
    return []
