"""Each business has its next night planned, from the first word of it on."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from goodword.database import Database
from goodword.jobs import NewJob
from notifier.db import state
from notifier.db.asks import nights
from notifier.domain.asks.nights import next_night, today
from notifier.domain.copies import Business

NIGHT = "consider_everyone"
"""The kind of job that considers a page of a business's clients, and adds that of the next."""


async def plan_nights(businesses: Sequence[UUID], *, session: AsyncSession) -> None:
    """Add the next night of these businesses, where it is not planned yet."""
    known = await state.businesses(session, businesses)
    times = await clock.now_of(session, known)
    await jobs.add(session, [night_job(one, times[key]) for key, one in known.items()])


async def plan_missing_nights(db: Database) -> None:
    """Add the next night of businesses that were known before there were nights, or whose last one
    failed for good."""
    async with db.begin() as session:
        missing = await nights.unplanned(session, NIGHT)
    for business_id in missing:
        async with db.begin([business_id]) as session:
            await plan_nights([business_id], session=session)


def night_job(business: Business, now: datetime, after: date | None = None) -> NewJob:
    """The job of the next night of a business whose date is later than `after`."""
    at = next_night(now, business, after)
    return NewJob(business.business_id, NIGHT, f"{NIGHT}:{today(at, business)}", {}, at)
