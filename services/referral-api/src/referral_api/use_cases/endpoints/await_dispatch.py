"""Wait a moment for what comes of a dispatch, which the running service sends."""

import asyncio
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from goodword.database import Database
from referral_api.db.endpoints.dispatches import dispatch_of

LOOK_EVERY_S: Final = 0.05


async def await_dispatch(
    business_id: UUID, dispatch_id: UUID, *, db: Database, patience_s: float
) -> Row[Any] | None:
    """The dispatch, once an attempt was made; as it is when the patience is over, None if it is
    gone."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience_s
    while True:
        async with db.begin([business_id]) as session:
            row = await dispatch_of(session, business_id, dispatch_id)
        if row is None or row.attempts or loop.time() >= until:
            return row
        await asyncio.sleep(LOOK_EVERY_S)
