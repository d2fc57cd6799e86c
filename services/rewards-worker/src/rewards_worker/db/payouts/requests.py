"""What payouts keep of people: the request that named them, and what the provider answered.

It is needed while the end is open, since the same bytes must go out again; afterwards it is kept
only so that an argument with the provider can be had.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.domain.payout import OPEN

_OPEN = ", ".join(repr(state.value) for state in sorted(OPEN))
_FINAL = f"p.state not in ({_OPEN}) and p.attention is null"
"""Nobody will need the request again: the end is known, and no person is asked to look."""

_TO_PEOPLE = """
    reward r join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]))
        as e (business_id, id) on (e.business_id, e.id) = (r.business_id, r.beneficiary_id)
"""
_ERASE = text(f"""
    with ended as (
        update payout p set request = '' from {_TO_PEOPLE}
        where (p.business_id, p.reward_id) = (r.business_id, r.id) and p.request <> '' and {_FINAL}
        returning p.business_id, p.id
    )
    update payout_attempt a set detail = null from ended
    where (a.business_id, a.payout_id) = (ended.business_id, ended.id) and a.detail is not null
""")  # noqa: S608  # constants of this file
_LEFT = text(f"""
    select distinct r.business_id, r.beneficiary_id from {_TO_PEOPLE}
    join payout p on (p.business_id, p.reward_id) = (r.business_id, r.id)
    where p.request <> ''
""")  # noqa: S608  # constants of this file

FORGET_REQUESTS = f"""
create or replace function forget_requests(keep_days int, at_most int) returns int
language sql volatile security definer set search_path = rewards, pg_catalog, pg_temp as $$
    with old as materialized (
        select p.business_id, p.id from payout p
        where p.opened_at < now() - make_interval(days => keep_days) and p.request <> ''
          and {_FINAL}
        order by p.opened_at limit at_most for update skip locked
    ), forgotten as (
        update payout p set request = '' from old
        where (p.business_id, p.id) = (old.business_id, old.id) returning p.business_id, p.id
    ), unlearned as (
        update payout_attempt a set detail = null from old
        where (a.business_id, a.payout_id) = (old.business_id, old.id) and a.detail is not null
    )
    select count(*)::int from forgotten
$$
"""  # noqa: S608  # constants of this file
"""Across businesses, so with the rights of the tables' owner."""

_FORGET = text("select forget_requests(:keep_days, :at_most)")

Who = tuple[UUID, UUID]
"""A business and a person of it."""


async def erase_requests(session: AsyncSession, people: Collection[Who]) -> set[Who]:
    """Erase what payouts to these people keep of them, where their end is known; those people of
    whose payouts some are still open. Their rewards must be locked."""
    who = {"businesses": [b for b, _ in people], "ids": [p for _, p in people]}
    await session.execute(_ERASE, who)
    return {(row.business_id, row.beneficiary_id) for row in await session.execute(_LEFT, who)}


async def forget_requests(session: AsyncSession, *, keep_days: int, at_most: int) -> int:
    """Erase the requests of payouts that were opened longer ago and have ended; how many."""
    limits = {"keep_days": keep_days, "at_most": at_most}
    return int(await session.scalar(_FORGET, limits) or 0)
