"""The feed: what happened in a business, kept for 30 days."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.metadata import metadata
from referral_api.db.pages import Paged, read_page
from referral_api.db.rows import as_json
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page

event_feed = Table(
    "event_feed",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    # When it was said.
    Column("created_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("business_id", "id"),
)
Index("event_feed_subject", event_feed.c.business_id, event_feed.c.subject, event_feed.c.id)
Index("event_feed_age", event_feed.c.created_at)

PRUNE_EVENT_FEED = """
create or replace function prune_event_feed(keep_days int, at_most int) returns int
language sql volatile security definer set search_path = referral, pg_catalog as $$
    with pruned as (
        delete from event_feed where (business_id, id) in (
            select business_id, id from event_feed
            where created_at < now() - make_interval(days => keep_days) limit at_most)
        returning 1)
    select count(*)::int from pruned
$$
"""

FUNCTIONS = (PRUNE_EVENT_FEED,)

_ADD = text("""
    with told as (
        select * from jsonb_to_recordset(cast(:rows as jsonb)) as n (
            business_id uuid, id uuid, type text, topic text, subject text, seq bigint,
            source text, data jsonb, created_at timestamptz, person text)
    ), of_people as (
        insert into timeline_entry (business_id, id, person, type, data, created_at)
        select business_id, id, person, type,
               jsonb_strip_nulls(jsonb_build_object(
                   'subject', subject, 'status', data -> 'status', 'reason', data -> 'reason',
                   'amount', data -> 'amount', 'kind', data -> 'kind',
                   'reasons', data -> 'reasons', 'signal', data -> 'signal',
                   'ask_id', data -> 'ask_id', 'final', data -> 'final',
                   'step', data -> 'step', 'due_on', data -> 'due_on',
                   'overdue', data -> 'overdue')), created_at
        from told where person is not null
        on conflict (business_id, id) do nothing
    )
    insert into event_feed (business_id, id, type, topic, subject, seq, source, data, created_at)
    select business_id, id, type, topic, subject, seq, source, data, created_at from told
    on conflict (business_id, id) do nothing
""")
_PRUNE = text("select prune_event_feed(:keep_days, :at_most)")


async def add_to_feed(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep events, and for longer what they tell of the timeline of a `person`, where there is
    one; those that are there already stay."""
    await session.execute(_ADD, {"rows": as_json(rows)})


async def prune_feed(session: AsyncSession, keep_days: int, at_most: int) -> int:
    """Drop the events of all businesses that are older; how many these were."""
    found = await session.scalar(_PRUNE, {"keep_days": keep_days, "at_most": at_most})
    return int(found or 0)


async def list_events(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Events whose columns equal `filters`."""
    statement = select(event_feed).where(event_feed.c.business_id == business_id)
    for column, value in filters.items():
        statement = statement.where(event_feed.c[column] == value)
    return await read_page(session, statement, event_feed, page)


async def event_of(session: AsyncSession, business_id: UUID, event_id: UUID) -> Row[Any] | None:
    wanted = select(event_feed).where(
        event_feed.c.business_id == business_id, event_feed.c.id == event_id
    )
    return await one_or_none(session, wanted)
