"""Forgetting what was sent to providers: a payout that has ended keeps its request so long only."""

from functools import partial

from goodword.database import Database, bit_by_bit
from rewards_worker.db.payouts import requests

AT_ONCE = 1000


async def forget_requests(db: Database, *, keep_days: int) -> int:
    """Forget the requests of all payouts that are old enough and have ended; how many."""
    work = partial(requests.forget_requests, keep_days=keep_days, at_most=AT_ONCE)
    return await bit_by_bit(db, work, AT_ONCE)
