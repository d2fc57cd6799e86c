"""Answers kept for repeats, forgotten after their 24 hours."""

from goodword.database import Database, bit_by_bit
from referral_api.db.businesses import idempotency


async def prune_answers(db: Database) -> int:
    """Forget what is over, of all businesses; how many answers these were."""
    return await bit_by_bit(db, idempotency.prune_answers, idempotency.AT_ONCE)
