"""Forget what happened more than 30 days ago: the feed is for looking back, not a record."""

from goodword.database import Database
from referral_api.db.projections.event_feed import prune_feed

KEEP_DAYS = 30
AT_ONCE = 5000


async def prune_events(db: Database) -> int:
    """Drop old events of all businesses, some at a time; how many these were."""
    dropped = 0
    while True:
        async with db.begin() as session:
            count = await prune_feed(session, KEEP_DAYS, AT_ONCE)
        dropped += count
        if count < AT_ONCE:
            return dropped
