"""The jobs in which windows are looked at again."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.database.people import aliases_of, standing_for
from goodword.jobs import NewJob
from notifier.db.asks import asks
from notifier.db.asks.happenings import Who
from notifier.domain.asks.ask import Ask

CONSIDER = "consider_ask"
"""The kind of job in which the gate runs for one window."""


def consider_job(business_id: UUID, ask_id: UUID, occasion: str, at: datetime | None) -> NewJob:
    """One look at a window, at a time of the business's clock or now."""
    shown = ids.show("ask", ask_id)
    key = f"{CONSIDER}:{shown}:{occasion}"
    return NewJob(business_id, CONSIDER, key, {"ask_id": shown}, at)


def jobs_of_window(ask: Ask) -> list[NewJob]:
    """The looks that each window gets: when it opens, and when it closes."""
    return [
        consider_job(ask.business_id, ask.id, "opens", ask.opens_at),
        consider_job(ask.business_id, ask.id, "closes", ask.closes_at),
    ]


def look_at(ask: Ask, at: datetime) -> NewJob:
    """A look at the time when its person may be written to again."""
    occasion = f"hours:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return consider_job(ask.business_id, ask.id, occasion, at)


async def look_again(people: Collection[Who], *, session: AsyncSession) -> None:
    """Have the gate run again for whatever windows of these people are open, since something about
    them is new."""
    if not people:
        return
    standing = await standing_for(session, people)
    everyone = {(who[0], at) for who, at in standing.items()}
    everyone |= set(await aliases_of(session, everyone))
    await _consider(await asks.waiting(session, everyone), session)


async def look_again_at_all(businesses: Collection[UUID], *, session: AsyncSession) -> None:
    """Have the gate run again for whatever windows are open in these businesses, since something
    that they all go by is new."""
    await _consider(await asks.waiting_in(session, businesses), session)


async def _consider(waiting: Sequence[Any], session: AsyncSession) -> None:
    new = [consider_job(row.business_id, row.id, str(ids.new()), None) for row in waiting]
    await jobs.add(session, new)
