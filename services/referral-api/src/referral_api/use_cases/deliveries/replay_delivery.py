"""Apply a delivery again."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.connections.delivery_pages import delivery_of, requeue


async def replay_delivery(
    business_id: UUID, delivery_id: UUID, *, session: AsyncSession
) -> Row[Any]:
    """Put one back into the queue, whatever came of it; what was applied changes nothing again.

    RejectedError `not_found`, or `delivery_erased` where what came is gone.
    """
    row = await requeue(session, business_id, delivery_id)
    if row is None and await delivery_of(session, business_id, delivery_id) is not None:
        raise RejectedError(
            "delivery_erased",
            "What came is gone, since it named somebody who was erased; let the sender send anew.",
            kind=Kind.CONFLICT,
        )
    if row is None:
        raise RejectedError("not_found", "There is no such delivery.", kind=Kind.NOT_FOUND)
    return row
