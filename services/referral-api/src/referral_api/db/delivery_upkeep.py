"""The queue of deliveries as a whole, across businesses: how it stands."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

QUEUE_STANDING = """
create or replace function delivery_queue_standing()
returns table (oldest_received_s float8, waiting bigint, failed bigint)
language sql volatile security definer set search_path = referral, pg_catalog as $$
    select coalesce(extract(epoch from now() - (
             select queued_at from delivery where status = 'received'
             order by next_at limit 1)), 0)::float8,
           (select count(*) from delivery where status = 'waiting'),
           (select count(*) from delivery where status = 'failed')
$$
"""

FUNCTIONS = (QUEUE_STANDING,)

_STANDING = text("select * from delivery_queue_standing()")


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """Of all businesses: the age of the oldest delivery that is `received` (0: there is none), and
    how many are `waiting` and `failed`."""

    oldest_received_s: float
    waiting: int
    failed: int


async def queue_standing(session: AsyncSession) -> QueueStanding:
    """How the queue stands, across businesses."""
    row = (await session.execute(_STANDING)).one()
    return QueueStanding(**row._mapping)
