"""What explains an ask, read for people: what the notifier told of a person, in their order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.businesses.clocks import own_time
from referral_api.db.people.people import Who, everybody_behind
from referral_api.db.projections.messages import message
from referral_api.db.projections.timeline_entries import timeline_entry
from referral_api.db.relationships.asks import ask

MOST = 500
"""Rows of a kind that one answer tells of."""
TOLD = ("ask_withheld", "introduction_reminded")


async def told_of_asking(session: AsyncSession, who: Who) -> Sequence[Row[Any]]:
    """Of a person and those who were merged into them: why they were not asked, and that they were
    reminded (`type`, `data`), `at` a time of the business; the newest, oldest first."""
    people = (await session.scalars(everybody_behind(who))).all()
    at = own_time(timeline_entry.c.business_id, timeline_entry.c.created_at).label("at")
    found = select(timeline_entry.c.type, timeline_entry.c.data, at).where(
        timeline_entry.c.business_id == who[0],
        timeline_entry.c.person.in_([ids.show("per", each) for each in people]),
        timeline_entry.c.type.in_(TOLD),
    )
    newest = found.order_by(timeline_entry.c.created_at.desc(), timeline_entry.c.id.desc())
    rows = (await session.execute(newest.limit(MOST))).all()
    return rows[::-1]


async def asks_to(session: AsyncSession, asks: Any, who: Who) -> Sequence[Row[Any]]:
    """Those of `asks` (a select) that are to a person or to those who were merged into them; the
    newest, oldest first."""
    mine = asks.where(ask.c.person_id.in_(everybody_behind(who)))
    rows = (await session.execute(mine.order_by(ask.c.id.desc()).limit(MOST))).all()
    return rows[::-1]


async def letter_of(session: AsyncSession, row: Row[Any]) -> Row[Any] | None:
    """The message in which an ask went out, with `at` in the time of the business; None before it
    did, or while nothing was told of it."""
    if row.message_id is None:
        return None
    at = own_time(message.c.business_id, message.c.created_at).label("at")
    found = select(message, at).where(
        message.c.business_id == row.business_id, message.c.id == row.message_id
    )
    return (await session.execute(found)).one_or_none()
