"""Deliveries that report of letters: each passes on what it says once, however often applied."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_REPORT = text("""
    update delivery d set reported = true
    from unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
    where (d.business_id, d.id) = (e.business_id, e.id) and not d.reported
    returning d.business_id, d.id
""")


async def not_yet_reported(
    session: AsyncSession, deliveries: Sequence[tuple[UUID, UUID]]
) -> set[tuple[UUID, UUID]]:
    """Those of these (business, delivery) that reported nothing yet; from now on they have."""
    values = {
        "business_ids": [business_id for business_id, _ in deliveries],
        "ids": [delivery_id for _, delivery_id in deliveries],
    }
    return {(row.business_id, row.id) for row in await session.execute(_REPORT, values)}
