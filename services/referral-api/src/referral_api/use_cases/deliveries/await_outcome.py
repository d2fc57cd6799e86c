"""Wait a moment for what comes of a delivery, which another loop or process applies."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from goodword.database import Database
from referral_api.db.connections.delivery_pages import delivery_of

PATIENCE_S = 1.0
LOOK_EVERY_S = 0.05


async def await_outcome(
    business_id: UUID, delivery_id: UUID, *, db: Database, patience_s: float = PATIENCE_S
) -> Row[Any] | None:
    """The delivery, once it is settled; as it is when the patience is over, None if it is gone."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience_s
    while True:
        async with db.begin([business_id]) as session:
            row = await delivery_of(session, business_id, delivery_id)
        if row is None or row.status != "received" or loop.time() >= until:
            return row
        await asyncio.sleep(LOOK_EVERY_S)
