"""What a human does about events that were put aside: look, mend, replay, discard."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from goodword.events import read_event

_LIST = text("""
    select event_id, type, key, state, waits_for, attempts, next_at, parked_at, error
    from parked_event where cast(:state as text) is null or state = :state
    order by position limit :limit
""")
_SHOW = text("select * from parked_event where event_id = :event_id")
_MEND = text("""
    update parked_event set data = cast(:data as jsonb) where event_id = :event_id
    returning business_id
""")
# The head becomes `waiting`, which the service tries when it is due; it waits for nothing.
_REPLAY = text("""
    update parked_event set state = 'waiting', waits_for = '{}', next_at = now()
    where state = 'parked' and (cast(:event_id as uuid) is null or event_id = :event_id)
    returning business_id, event_id
""")
_DISCARD = text(
    "delete from parked_event where event_id = :event_id returning topic, key, business_id"
)
_NEXT = text("update parked_event set next_at = now() where topic = :topic and key = :key")


@dataclass(frozen=True, slots=True)
class Parked:
    """One event that was put aside, as a list shows it."""

    event_id: UUID
    type: str
    key: str
    state: str
    waits_for: list[str]
    attempts: int
    next_at: datetime
    parked_at: datetime
    error: str | None


async def list_parked(session: AsyncSession, state: str | None, limit: int) -> list[Parked]:
    """The oldest first."""
    rows = await session.execute(_LIST, {"state": state, "limit": limit})
    return [Parked(**row._mapping) for row in rows]


async def show(session: AsyncSession, event_id: UUID) -> dict[str, Any]:
    """All that is kept of one; RejectedError `not_parked` where there is none."""
    row = (await session.execute(_SHOW, {"event_id": event_id})).one_or_none()
    if row is None:
        raise _not_parked(event_id)
    return dict(row._mapping)


async def mend(session: AsyncSession, event_id: UUID, data: str) -> UUID:
    """Put `data` in place of the event's; whose it is. RejectedError `unreadable` where it is no
    such event."""
    kept = await show(session, event_id)
    try:
        read_event(kept["type"], data)
    except ValueError as error:
        raise RejectedError("unreadable", f"This is no {kept['type']}: {error}") from error
    mended = await session.execute(_MEND, {"event_id": event_id, "data": data})
    business_id: UUID = mended.scalar_one()
    return business_id


async def replay(session: AsyncSession, event_id: UUID | None) -> list[tuple[UUID, UUID]]:
    """Have one parked event tried again, or all of them; business and id of each."""
    rows = await session.execute(_REPLAY, {"event_id": event_id})
    return [(row.business_id, row.event_id) for row in rows]


async def discard(session: AsyncSession, event_id: UUID) -> UUID:
    """Drop an event for good, never to be applied; whose it is. Those behind it go on."""
    row = (await session.execute(_DISCARD, {"event_id": event_id})).one_or_none()
    if row is None:
        raise _not_parked(event_id)
    await session.execute(_NEXT, {"topic": row.topic, "key": row.key})
    business_id: UUID = row.business_id
    return business_id


def _not_parked(event_id: UUID) -> RejectedError:
    return RejectedError(
        "not_parked",
        f"No event {event_id} is put aside here; see `goodword parked list`.",
        kind=Kind.NOT_FOUND,
    )
