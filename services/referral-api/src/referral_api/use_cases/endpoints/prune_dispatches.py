"""Forget what was sent to endpoints, and what they answered, together with the events."""

from functools import partial

from goodword.database import Database, bit_by_bit
from referral_api.db.endpoints import dispatches

KEEP_DAYS = 30
"""As long as the events."""

AT_ONCE = 1000


async def prune_dispatches(db: Database) -> int:
    """Drop what was settled of all businesses and is as old as the feed goes back; how many."""
    work = partial(dispatches.prune_dispatches, keep_days=KEEP_DAYS, at_most=AT_ONCE)
    return await bit_by_bit(db, work, AT_ONCE)
