"""Try an endpoint: a signed message goes the way of every event."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.endpoints.dispatches import add_dispatches, dispatch_of
from referral_api.domain.endpoints.event_types import TEST
from referral_api.use_cases.endpoints.dispatch_events import send_soon
from referral_api.use_cases.endpoints.look_up import known_endpoint


async def try_endpoint(business_id: UUID, endpoint_id: UUID, *, session: AsyncSession) -> Row[Any]:
    """The dispatch, which is tried once, whatever the endpoint wants to be told of, and disabled as
    it may be: what comes of it changes nothing. RejectedError `not_found`."""
    await known_endpoint(business_id, endpoint_id, session=session)
    dispatch_id = ids.new()
    new = {
        "business_id": business_id,
        "id": dispatch_id,
        "endpoint_id": endpoint_id,
        "event_id": ids.new(),
        "type": TEST,
        "test": True,
    }
    await send_soon(await add_dispatches(session, [new]), session=session)
    row = await dispatch_of(session, business_id, dispatch_id)
    assert row is not None, "it was just added"
    return row
