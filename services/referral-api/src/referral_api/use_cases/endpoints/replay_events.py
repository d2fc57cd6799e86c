"""Send events to an endpoint again: one, a range, or all that did not reach it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias, get_args
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Kind, RejectedError
from referral_api.db.endpoints.dispatches import add_dispatches, begin_again, candidates
from referral_api.use_cases.endpoints.dispatch_events import send_soon
from referral_api.use_cases.endpoints.look_up import known_endpoint

MAX_AT_ONCE: Final = 1000

Replayable: TypeAlias = Literal["failed", "missing", "delivered"]
"""`missing`: it was never to be sent, since nobody listened then, or wanted its type."""


@dataclass(frozen=True, slots=True)
class Span:
    """What happened since then, and before `until`, and came to one of `statuses`."""

    since: datetime
    until: datetime | None = None
    statuses: tuple[Replayable, ...] = ("failed", "missing")


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many are sent again; where there are more, `next_since` is where to go on."""

    count: int
    next_since: datetime | None = None


async def replay_events(
    business_id: UUID, endpoint_id: UUID, wanted: UUID | Span, *, session: AsyncSession
) -> Replayed:
    """Send one event of the feed, wanted by the endpoint or not and whatever came of it before; or
    those of a span of the types that it wants, the oldest first, at most 1,000 at once.

    RejectedError `not_found`, of the endpoint or the event, or `endpoint_disabled`.
    """
    endpoint = await known_endpoint(business_id, endpoint_id, session=session)
    if endpoint.status != "active":
        detail = "The endpoint is disabled; set its status to active, then replay."
        raise RejectedError("endpoint_disabled", detail, kind=Kind.CONFLICT)
    found = await candidates(session, business_id, endpoint_id, _which(endpoint, wanted))
    if isinstance(wanted, UUID) and not found:
        detail = "There is no such event; they are kept for 30 days."
        raise RejectedError("not_found", detail, kind=Kind.NOT_FOUND)
    now, later = found[:MAX_AT_ONCE], found[MAX_AT_ONCE:]
    await _send(endpoint, now, session)
    return Replayed(len(now), later[0].created_at if later else None)


def _which(endpoint: Row[Any], wanted: UUID | Span) -> dict[str, Any]:
    """Of a span one more than fit, which tells that there are more."""
    if isinstance(wanted, UUID):
        every = ["pending", *get_args(Replayable)]
        one = {"event_id": wanted, "since": None, "until": None}
        return {**one, "event_types": [], "statuses": every, "at_most": 1}
    return {
        "event_id": None,
        "since": wanted.since,
        "until": wanted.until,
        "event_types": endpoint.event_types,
        "statuses": list(wanted.statuses),
        "at_most": MAX_AT_ONCE + 1,
    }


async def _send(endpoint: Row[Any], found: Sequence[Row[Any]], session: AsyncSession) -> None:
    """Begin another round of the dispatches that there are, and the first of the others."""
    known = [row.dispatch_id for row in found if row.dispatch_id is not None]
    new = [
        {
            "business_id": endpoint.business_id,
            "id": ids.new(),
            "endpoint_id": endpoint.id,
            "event_id": row.event_id,
            "type": row.type,
            "test": False,
        }
        for row in found
        if row.dispatch_id is None
    ]
    again = await begin_again(session, endpoint.business_id, known)
    await send_soon([*again, *await add_dispatches(session, new)], session=session)
