"""Deliveries of all businesses as a whole: how their queue stands, and which are kept enough."""

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

PRUNE_DELIVERIES = """
create or replace function prune_deliveries(keep_days int, keep_failed_days int, at_most int)
returns int
language sql volatile security definer set search_path = referral, pg_catalog as $$
    -- A CTE that locks is computed once; a subquery might be computed again, for further rows.
    with old as materialized (
        select business_id, id from delivery
        where status in ('applied', 'ignored')
          and updated_at < now() - make_interval(days => keep_days)
           or status = 'failed'
          and updated_at < now() - make_interval(days => keep_failed_days)
        order by updated_at limit at_most for update skip locked
    ), pruned as (
        delete from delivery d using old
        where d.business_id = old.business_id and d.id = old.id returning 1)
    select count(*)::int from pruned
$$
"""
"""What may still come to something is never among them; what failed is kept for longer, since
somebody is to look at it."""

FUNCTIONS = (QUEUE_STANDING, PRUNE_DELIVERIES)

_STANDING = text("select * from delivery_queue_standing()")
_PRUNE = text("select prune_deliveries(:keep_days, :keep_failed_days, :at_most)")


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


async def prune_deliveries(
    session: AsyncSession, keep_days: int, keep_failed_days: int, at_most: int
) -> int:
    """Drop deliveries of all businesses that were settled, or failed, longer ago; how many."""
    limits = {"keep_days": keep_days, "keep_failed_days": keep_failed_days, "at_most": at_most}
    found = await session.scalar(_PRUNE, limits)
    return int(found or 0)
