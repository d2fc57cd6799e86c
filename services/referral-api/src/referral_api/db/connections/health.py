"""What a connection brought lately, as its health is judged by it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.connections.deliveries import delivery

_FAILURES = text("""
    select reason, count(*) as times, (array_agg(id order by id desc))[1] as last_delivery_id
    from delivery
    where business_id = :business_id and connection_id = :connection_id and status = 'failed'
      and not test and created_at > now() - interval '24 hours'
    group by reason order by count(*) desc, reason limit :at_most
""")


async def delivered_at(
    session: AsyncSession, business_id: UUID, connection_id: UUID, at_most: int
) -> Sequence[datetime]:
    """When its last deliveries came, the latest first; those that we sent do not count."""
    found = await session.scalars(
        select(delivery.c.created_at)
        .where(delivery.c.business_id == business_id, delivery.c.connection_id == connection_id)
        .where(~delivery.c.test)
        .order_by(delivery.c.created_at.desc())
        .limit(at_most)
    )
    return found.all()


async def failures_of(
    session: AsyncSession, business_id: UUID, connection_id: UUID, at_most: int
) -> Sequence[Row[Any]]:
    """What failed within a day and was not mended since, by reason, the most frequent first."""
    wanted = {"business_id": business_id, "connection_id": connection_id, "at_most": at_most}
    return (await session.execute(_FAILURES, wanted)).all()
