"""Answers kept for repeats, forgotten after their 24 hours."""

from goodword.database import Database
from referral_api.db import idempotency


async def prune_answers(db: Database) -> int:
    """Forget what is over, of all businesses; how many answers these were."""
    forgotten = 0
    while True:
        async with db.begin() as session:
            count = await idempotency.prune_answers(session)
        forgotten += count
        if count < idempotency.AT_ONCE:
            return forgotten
