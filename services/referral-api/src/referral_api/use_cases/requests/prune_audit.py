"""Forget who did what more than two years ago."""

from functools import partial

from goodword.database import Database, bit_by_bit
from referral_api.db.businesses.audit import prune_deeds

KEEP_DAYS = 730
AT_ONCE = 5000


async def prune_audit(db: Database) -> int:
    """Drop old deeds of all businesses, some at a time; how many these were."""
    return await bit_by_bit(db, partial(prune_deeds, keep_days=KEEP_DAYS, at_most=AT_ONCE), AT_ONCE)
