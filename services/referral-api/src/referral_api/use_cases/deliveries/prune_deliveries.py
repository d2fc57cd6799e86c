"""Forget webhooks that have come to what they could: they hold personal data, as they came.

A sender that repeats one after that is heard again, which changes nothing: a sale and a refund are
unique by the ids that their source gave them.
"""

from goodword.database import Database
from referral_api.db import delivery_upkeep

AT_ONCE = 1000
"""Bound on one transaction: a delivery may be 5 MiB."""


async def prune_deliveries(
    db: Database, *, keep_days: int, keep_failed_days: int, at_once: int = AT_ONCE
) -> int:
    """Drop what was applied or ignored `keep_days` ago, and what failed `keep_failed_days` ago,
    some at a time; how many these were."""
    dropped = 0
    while True:
        async with db.begin() as session:
            count = await delivery_upkeep.prune_deliveries(
                session, keep_days, keep_failed_days, at_once
            )
        dropped += count
        if count < at_once:
            return dropped
