"""Have events sent to the endpoints that want them, once they are committed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.jobs import NewJob
from referral_api.db.endpoints.dispatches import add_dispatches
from referral_api.db.endpoints.endpoints import listening
from referral_api.domain.endpoints.event_types import is_wanted

SEND: Final = "send_dispatch"

MAX_TRIES: Final = 1000
"""Of a job, each time that its endpoint is busy included; its dispatch counts the calls."""


async def dispatch_events(rows: Sequence[Mapping[str, Any]], *, session: AsyncSession) -> None:
    """A dispatch for each event of the feed and each active endpoint that wants it, once for ever,
    however often the event comes. Where nobody listens, that is one statement."""
    endpoints = await listening(session, {row["business_id"] for row in rows})
    wanted = [
        _new(row, endpoint)
        for endpoint in endpoints
        for row in rows
        if row["business_id"] == endpoint.business_id
        and is_wanted(endpoint.event_types, row["type"])
    ]
    if wanted:
        await send_soon(await add_dispatches(session, wanted), session=session)


async def send_soon(rows: Sequence[Row[Any]], *, session: AsyncSession) -> None:
    """A job for each dispatch: business_id, id and the round that it is in."""
    await jobs.add(session, [_job(row) for row in rows])


def _new(event: Mapping[str, Any], endpoint: Row[Any]) -> dict[str, Any]:
    return {
        "business_id": endpoint.business_id,
        "id": ids.new(),
        "endpoint_id": endpoint.id,
        "event_id": event["id"],
        "type": event["type"],
        "test": False,
    }


def _job(row: Row[Any]) -> NewJob:
    payload = {"dispatch_id": str(row.id), "round": row.round}
    key = f"{row.id}:{row.round}"
    return NewJob(row.business_id, SEND, key, payload, max_attempts=MAX_TRIES)
