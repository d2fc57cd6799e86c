"""Send events to an endpoint again: one, a range, or all that did not reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Kind, RejectedError
from referral_api.db.endpoints.dispatches import add_dispatches, begin_again, candidates
from referral_api.db.projections.event_feed import event_of
from referral_api.use_cases.endpoints.dispatch_events import send_soon
from referral_api.use_cases.endpoints.look_up import known_endpoint

MAX_AT_ONCE: Final = 1000

Replayable: TypeAlias = Literal["failed", "missing", "delivered"]
"""`missing`: it was never to be sent, since nobody listened then, or wanted its type."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What happened since then, and before `until`, and came to one of `statuses`."""

    since: datetime
    until: datetime | None = None
    statuses: tuple[Replayable, ...] = ("failed", "missing")


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many are sent again; where there are more, `next_since` is where to go on."""

    count: int
    next_since: datetime | None = None


async def replay_event(
    business_id: UUID, endpoint_id: UUID, event_id: UUID, *, session: AsyncSession
) -> Replayed:
    """Send one event of the feed, wanted or not, whatever came of it before.

    RejectedError `not_found`, of the endpoint or the event, or `endpoint_disabled`.
    """
    await _active(business_id, endpoint_id, session)
    event = await event_of(session, business_id, event_id)
    if event is None:
        detail = "There is no such event; they are kept for 30 days."
        raise RejectedError("not_found", detail, kind=Kind.NOT_FOUND)
    one = {"since": event.created_at, "until": None, "event_types": [], "event_id": event_id}
    any_status = ["failed", "missing", "delivered", "pending"]
    found = await candidates(
        session, business_id, endpoint_id, {**one, "statuses": any_status, "at_most": 1}
    )
    return Replayed(await _send(business_id, endpoint_id, found, session))


async def replay_events(
    business_id: UUID, endpoint_id: UUID, wanted: Wanted, *, session: AsyncSession
) -> Replayed:
    """Send those of the types that the endpoint wants, the oldest first, at most 1,000 at once.

    RejectedError `not_found` or `endpoint_disabled`.
    """
    row = await _active(business_id, endpoint_id, session)
    limits = {"since": wanted.since, "until": wanted.until, "at_most": MAX_AT_ONCE + 1}
    which = {"event_types": row.event_types, "statuses": list(wanted.statuses), "event_id": None}
    found = await candidates(session, business_id, endpoint_id, limits | which)
    now, later = found[:MAX_AT_ONCE], found[MAX_AT_ONCE:]
    count = await _send(business_id, endpoint_id, now, session)
    return Replayed(count, later[0].created_at if later else None)


async def _active(business_id: UUID, endpoint_id: UUID, session: AsyncSession) -> Row[Any]:
    row = await known_endpoint(business_id, endpoint_id, session=session)
    if row.status != "active":
        detail = "The endpoint is disabled; set its status to active, then replay."
        raise RejectedError("endpoint_disabled", detail, kind=Kind.CONFLICT)
    return row


async def _send(
    business_id: UUID, endpoint_id: UUID, found: Sequence[Row[Any]], session: AsyncSession
) -> int:
    """Begin another round of the dispatches that there are, and the first of the others."""
    known = [row.dispatch_id for row in found if row.dispatch_id is not None]
    new = [
        {
            "business_id": business_id,
            "id": ids.new(),
            "endpoint_id": endpoint_id,
            "event_id": row.event_id,
            "type": row.type,
            "test": False,
        }
        for row in found
        if row.dispatch_id is None
    ]
    sent = [
        *await begin_again(session, business_id, known),
        *await add_dispatches(session, new),
    ]
    await send_soon(sent, session=session)
    return len(sent)
