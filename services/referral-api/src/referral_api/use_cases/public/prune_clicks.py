"""Forget clicks: first whose visits are told apart, later that there were any."""

from goodword.database import Database
from referral_api.db import clicks

KEEP_DAYS = 400
"""Longer than any window that a program is likely to have; a code counts without its click."""

VISITOR_DAYS = 30

AT_ONCE = 5000


async def prune_clicks(db: Database) -> int:
    """Forget old clicks of all businesses, some at a time; how many these were."""
    forgotten = 0
    while True:
        async with db.begin() as session:
            count = await clicks.prune_clicks(
                session, keep_days=KEEP_DAYS, visitor_days=VISITOR_DAYS, at_most=AT_ONCE
            )
        forgotten += count
        if count < AT_ONCE:
            return forgotten
