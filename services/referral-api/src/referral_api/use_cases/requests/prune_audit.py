"""Forget who did what more than two years ago."""

from goodword.database import Database
from referral_api.db.audit import prune_deeds

KEEP_DAYS = 730
AT_ONCE = 5000


async def prune_audit(db: Database) -> int:
    """Drop old deeds of all businesses, some at a time; how many these were."""
    dropped = 0
    while True:
        async with db.begin() as session:
            count = await prune_deeds(session, KEEP_DAYS, AT_ONCE)
        dropped += count
        if count < AT_ONCE:
            return dropped
