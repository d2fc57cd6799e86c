"""What time it is for a business: the database's `now()`, plus its own offset if it is a test.

Only a business in mode `test` has an offset, and it only grows. Leases, signatures, partitions and
retries are about the world and use plain `now()`; what a business or its people would call "in 30
days" uses this clock.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NOW = text("""
    select business_id, now() + make_interval(
        secs => case mode when 'test' then clock_offset_s else 0 end) as now
    from business where business_id = any(cast(:businesses as uuid[]))
""")


async def now(session: AsyncSession, business_id: UUID) -> datetime:
    """The time of one business, the same throughout a transaction.

    LookupError where the business is unknown here, or not one that this transaction may see.
    """
    return (await now_of(session, [business_id]))[business_id]


async def now_of(session: AsyncSession, businesses: Iterable[UUID]) -> Mapping[UUID, datetime]:
    """The times of several businesses with one statement; LookupError as in `now`."""
    wanted = set(businesses)
    rows = await session.execute(_NOW, {"businesses": list(wanted)})
    times = {row.business_id: row.now for row in rows}
    if missing := wanted - times.keys():
        raise LookupError(f"no business {min(missing)} here, or none that may be seen")
    return times
