"""Clicks on participants' links: that somebody followed one, and when; never who."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    insert,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata

click = Table(
    "click",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("participant_id", Uuid, nullable=False),
    Column("clicked_at", DateTime(timezone=True), nullable=False),
    # A keyed hash of address and user agent, which tells visits of one day apart and nothing else.
    Column("visitor", Text),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(
        ["business_id", "participant_id"], ["participant.business_id", "participant.id"]
    ),
    Index("click_participant", "business_id", "participant_id", "clicked_at"),
    Index("click_age", "created_at"),
    Index(
        "click_visited",
        "created_at",
        postgresql_where=text("visitor is not null"),
    ),
)


PRUNE_CLICKS = """
create or replace function prune_clicks(keep_days int, visitor_days int, at_most int)
returns int
language sql volatile security definer set search_path = referral, pg_catalog as $$
    -- A CTE that locks is computed once; a subquery might be computed again, for further rows.
    with named as materialized (
        select business_id, id from click
        where visitor is not null
          and created_at < now() - make_interval(days => visitor_days)
          and created_at >= now() - make_interval(days => keep_days)
        order by created_at limit at_most for update skip locked
    ), nameless as (
        update click c set visitor = null from named
        where c.business_id = named.business_id and c.id = named.id returning 1
    ), old as materialized (
        select business_id, id from click
        where created_at < now() - make_interval(days => keep_days)
        order by created_at limit at_most for update skip locked
    ), pruned as (
        delete from click c using old
        where c.business_id = old.business_id and c.id = old.id returning 1)
    select greatest((select count(*) from nameless), (select count(*) from pruned))::int
$$
"""
"""What a sale was matched by is kept with the sale, so that an old click is of no more use."""

FUNCTIONS = (PRUNE_CLICKS,)

_PRUNE = text("select prune_clicks(:keep_days, :visitor_days, :at_most)")


async def prune_clicks(
    session: AsyncSession, *, keep_days: int, visitor_days: int, at_most: int
) -> int:
    """Forget visitors, and then clicks, of all businesses; how many, at most, of either."""
    days = {"keep_days": keep_days, "visitor_days": visitor_days, "at_most": at_most}
    return int(await session.scalar(_PRUNE, days) or 0)


async def add_click(
    session: AsyncSession, follower: Row[Any], click_id: UUID, at: datetime, visitor: str
) -> None:
    """Somebody followed a participant's link; `visitor` is a keyed hash."""
    values = {
        "business_id": follower.business_id,
        "id": click_id,
        "participant_id": follower.id,
        "clicked_at": at,
        "visitor": visitor,
    }
    await session.execute(insert(click).values(values))
