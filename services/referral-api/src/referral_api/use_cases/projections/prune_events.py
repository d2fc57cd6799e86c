"""Forget what happened more than 30 days ago: the feed is for looking back, not a record."""

from functools import partial

from goodword.database import Database, bit_by_bit
from referral_api.db.projections.event_feed import prune_feed

KEEP_DAYS = 30
AT_ONCE = 5000


async def prune_events(db: Database) -> int:
    """Drop old events of all businesses, some at a time; how many these were."""
    return await bit_by_bit(db, partial(prune_feed, keep_days=KEEP_DAYS, at_most=AT_ONCE), AT_ONCE)
