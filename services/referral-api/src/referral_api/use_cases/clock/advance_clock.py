"""A test business's clock moves forward."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import Said, say
from goodword.errors import Kind, RejectedError
from referral_api.db.businesses import businesses
from referral_api.db.businesses.clocks import note_move
from referral_api.domain.businesses.business_events import business_changed

MAX_OFFSET_S = 100 * 366 * 86_400


async def advance_clock(business_id: UUID, by_s: int, *, session: AsyncSession) -> Row[Any]:
    """The business with its clock and our timers moved, which is said; each service then moves its
    own.

    RejectedError `live_mode` for a business whose time is real, `clock_too_far` after a century.
    """
    row = await businesses.business_of(session, business_id, lock=True)
    if row.mode != "test":
        raise RejectedError(
            "live_mode", "Only a test business has a clock that moves.", kind=Kind.CONFLICT
        )
    offset_s = row.clock_offset_s + by_s
    if offset_s > MAX_OFFSET_S:
        raise RejectedError("clock_too_far", "A clock may move a century at most.")
    row = await businesses.change_business(session, business_id, {"clock_offset_s": offset_s})
    await note_move(session, business_id, offset_s)
    await jobs.advance(session, business_id, offset_s)
    await say(session, [Said(business_changed(row), row.seq, row.last_tx)])
    return row
