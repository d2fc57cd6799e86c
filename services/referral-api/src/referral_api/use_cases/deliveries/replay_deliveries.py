"""Apply many deliveries again, such as all that failed before something was mended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.connections.delivery_pages import requeue_many

MAX_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which: of these statuses, of one connection or of all, which came from `received_from` until
    before `received_before`; None: whenever."""

    statuses: tuple[str, ...]
    connection_id: UUID | None = None
    received_from: datetime | None = None
    received_before: datetime | None = None


async def replay_deliveries(
    business_id: UUID, wanted: Wanted, *, session: AsyncSession
) -> tuple[int, bool]:
    """How many went back into the queue, the oldest first, and whether there may be more."""
    count = await requeue_many(
        session,
        business_id,
        {
            "statuses": list(wanted.statuses),
            "connection_id": wanted.connection_id,
            "received_from": wanted.received_from,
            "received_before": wanted.received_before,
            "at_most": MAX_AT_ONCE,
        },
    )
    return count, count == MAX_AT_ONCE
