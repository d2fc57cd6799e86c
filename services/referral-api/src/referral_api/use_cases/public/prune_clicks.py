"""Forget clicks: first whose visits are told apart, later that there were any."""

from functools import partial

from goodword.database import Database, bit_by_bit
from referral_api.db.programs import clicks

KEEP_DAYS = 400
"""Longer than any window that a program is likely to have; a code counts without its click."""

VISITOR_DAYS = 30

AT_ONCE = 5000


async def prune_clicks(db: Database) -> int:
    """Forget old clicks of all businesses, some at a time; how many these were."""
    work = partial(
        clicks.prune_clicks, keep_days=KEEP_DAYS, visitor_days=VISITOR_DAYS, at_most=AT_ONCE
    )
    return await bit_by_bit(db, work, AT_ONCE)
