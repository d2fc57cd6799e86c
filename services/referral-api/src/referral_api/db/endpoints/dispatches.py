"""Dispatches: one event on its way to one endpoint, of which there is one for ever."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page

dispatch = Table(
    "dispatch",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("endpoint_id", Uuid, nullable=False),
    # What it says is read from the feed whenever it is sent. A test's event is in no feed.
    Column("event_id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("test", Boolean, nullable=False, server_default="false"),
    Column("status", Text, nullable=False, server_default="pending"),
    Column("reason", Text),
    # A replay begins another round, so that the jobs of earlier ones find nothing to do.
    Column("round", Integer, nullable=False, server_default="1"),
    # Of this round.
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", DateTime(timezone=True)),
    Column("delivered_at", DateTime(timezone=True)),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(
        ["business_id", "endpoint_id"], ["webhook_endpoint.business_id", "webhook_endpoint.id"]
    ),
    UniqueConstraint("business_id", "endpoint_id", "event_id", name="dispatch_once"),
    CheckConstraint("status in ('pending', 'delivered', 'failed')", name="dispatch_status"),
)
Index("dispatch_of_endpoint", dispatch.c.business_id, dispatch.c.endpoint_id, dispatch.c.id)
Index("dispatch_age", dispatch.c.created_at, postgresql_where=text("status <> 'pending'"))

PRUNE_DISPATCHES = """
create or replace function prune_dispatches(keep_days int, at_most int) returns int
language sql volatile security definer set search_path = referral, pg_catalog as $$
    with old as materialized (
        select business_id, id from dispatch
        where status <> 'pending' and created_at < now() - make_interval(days => keep_days)
        order by created_at limit at_most for update skip locked
    ), pruned as (
        delete from dispatch d using old
        where d.business_id = old.business_id and d.id = old.id returning 1)
    select count(*)::int from pruned
$$
"""

_ADD = text("""
    insert into dispatch (business_id, id, endpoint_id, event_id, type, test, next_at)
    select business_id, id, endpoint_id, event_id, type, test, now()
    from jsonb_to_recordset(cast(:rows as jsonb)) as n (
        business_id uuid, id uuid, endpoint_id uuid, event_id uuid, type text, test boolean)
    on conflict (business_id, endpoint_id, event_id) do nothing
    returning business_id, id, round
""")
_AGAIN = text("""
    update dispatch set status = 'pending', reason = null, round = round + 1, attempts = 0,
        next_at = now(), delivered_at = null
    where business_id = :business_id and id = any(cast(:ids as uuid[]))
    returning business_id, id, round
""")
_TO_SEND = text("""
    select d.id, d.endpoint_id, d.event_id, d.type, d.test, d.attempts, d.created_at,
           w.status as endpoint_status, w.url, w.failing_since, w.secret, w.previous_secret,
           coalesce(w.previous_until > now(), false) as previous_is_good,
           f.data, f.created_at as happened_at
    from dispatch d
    join webhook_endpoint w on w.business_id = d.business_id and w.id = d.endpoint_id
    left join event_feed f on f.business_id = d.business_id and f.id = d.event_id
    where d.business_id = :business_id and d.id = :dispatch_id
      and d.status = 'pending' and d.round = :round
""")
# What is settled, or is in another round by now, was replayed or sent by somebody else.
_SETTLE = text("""
    update dispatch set status = :status, reason = :reason, attempts = attempts + :tried,
        next_at = now() + make_interval(secs => cast(:wait_s as float8)),
        delivered_at = case when :status = 'delivered' then now() end
    where business_id = :business_id and id = :dispatch_id
      and status = 'pending' and round = :round
    returning id
""")
_CANDIDATES = text("""
    select f.id as event_id, f.type, f.created_at, d.id as dispatch_id
    from event_feed f
    left join dispatch d on d.business_id = f.business_id and d.event_id = f.id
                        and d.endpoint_id = :endpoint_id
    where f.business_id = :business_id
      and (cast(:since as timestamptz) is null or f.created_at >= :since)
      and (cast(:until as timestamptz) is null or f.created_at < :until)
      and (cast(:event_id as uuid) is null or f.id = :event_id)
      and (cast(:event_types as text[]) = '{}' or f.type = any(cast(:event_types as text[])))
      and coalesce(d.status, 'missing') = any(cast(:statuses as text[]))
    order by f.created_at, f.id limit :at_most
""")
_PRUNE = text("select prune_dispatches(:keep_days, :at_most)")


async def add_dispatches(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """Add those that there are not yet; business_id, id and round of these."""
    return (await session.execute(_ADD, {"rows": as_json(rows)})).all()


async def begin_again(
    session: AsyncSession, business_id: UUID, dispatch_ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Another round of dispatches, whatever came of the last: business_id, id and round."""
    what = {"business_id": business_id, "ids": list(dispatch_ids)}
    return (await session.execute(_AGAIN, what)).all()


async def to_send(
    session: AsyncSession, business_id: UUID, dispatch_id: UUID, round_: int
) -> Row[Any] | None:
    """All that sending takes, the event's `data` from the feed (None: it is not there any more);
    None where there is nothing to send in that round."""
    what = {"business_id": business_id, "dispatch_id": dispatch_id, "round": round_}
    return await one_or_none(session, _TO_SEND.bindparams(**what))


async def settle(
    session: AsyncSession, business_id: UUID, dispatch_id: UUID, values: Mapping[str, Any]
) -> bool:
    """Write what came of a dispatch that waits in this round: `status`, `reason`, `round`, whether
    it was `tried`, and `wait_s` until the next time; False where it waits there no more."""
    what = {"business_id": business_id, "dispatch_id": dispatch_id, **values}
    return (await session.execute(_SETTLE, what)).one_or_none() is not None


async def candidates(
    session: AsyncSession, business_id: UUID, endpoint_id: UUID, wanted: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    """Events of the feed to send to an endpoint, the oldest first, with the id of the dispatch of
    each, if there is one: `at_most` of those `since` then and before `until`, of one `event_id`
    (None: any, of each), of `event_types` (none: all), whose dispatch is of `statuses`, or
    `missing`."""
    what = {"business_id": business_id, "endpoint_id": endpoint_id, **wanted}
    return (await session.execute(_CANDIDATES, what)).all()


async def list_dispatches(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Dispatches whose columns equal `filters`."""
    statement = select(dispatch).where(dispatch.c.business_id == business_id)
    for column, value in filters.items():
        statement = statement.where(dispatch.c[column] == value)
    return await read_page(session, statement, dispatch, page)


async def dispatch_of(
    session: AsyncSession, business_id: UUID, dispatch_id: UUID
) -> Row[Any] | None:
    wanted = select(dispatch).where(
        dispatch.c.business_id == business_id, dispatch.c.id == dispatch_id
    )
    return await one_or_none(session, wanted)


async def prune_dispatches(session: AsyncSession, keep_days: int, at_most: int) -> int:
    """Drop settled dispatches of all businesses that are older; how many these were."""
    return int(await session.scalar(_PRUNE, {"keep_days": keep_days, "at_most": at_most}) or 0)
