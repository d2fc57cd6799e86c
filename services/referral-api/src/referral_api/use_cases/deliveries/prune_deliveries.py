"""Forget webhooks that have come to what they could: they hold personal data, as they came.

A sender that repeats one after that is heard again, which changes nothing: a sale and a refund are
unique by the ids that their source gave them.
"""

from functools import partial

from goodword.database import Database, bit_by_bit
from referral_api.db.connections import delivery_upkeep

AT_ONCE = 1000
"""Bound on one transaction: a delivery may be 5 MiB."""


async def prune_deliveries(
    db: Database, *, keep_days: int, keep_failed_days: int, at_once: int = AT_ONCE
) -> int:
    """Drop what was applied or ignored `keep_days` ago, and what failed `keep_failed_days` ago,
    some at a time; how many these were."""
    work = partial(
        delivery_upkeep.prune_deliveries,
        keep_days=keep_days,
        keep_failed_days=keep_failed_days,
        at_most=at_once,
    )
    return await bit_by_bit(db, work, at_once)
