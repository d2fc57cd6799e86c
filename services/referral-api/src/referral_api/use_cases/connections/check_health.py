"""Say how a connection fares."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.connections.health import delivered_at, failures_of
from referral_api.domain.connections.health import Failures, Health, judge_health
from referral_api.use_cases.connections.get_connection import get_connection

LAST = 101
"""Deliveries that are looked at: a hundred pauses."""

MOST_REASONS = 20


async def check_health(business_id: UUID, connection_id: UUID, *, session: AsyncSession) -> Health:
    """Its health now, by the deliveries of its sender; RejectedError `not_found`."""
    row = await get_connection(business_id, connection_id, session=session)
    moments = await delivered_at(session, business_id, connection_id, LAST)
    failed = await failures_of(session, business_id, connection_id, MOST_REASONS)
    failures = [Failures(each.reason or "", each.times, each.last_delivery_id) for each in failed]
    # Not the business's clock, which may be ahead: deliveries are dated by the database's.
    now = (await session.execute(select(func.now()))).scalar_one()
    return judge_health(row.status, moments, failures, now)
