"""Forgetting what was sent to providers: a payout that has ended keeps its request so long only."""

from goodword.database import Database
from rewards_worker.db import requests

AT_ONCE = 1000


async def forget_requests(db: Database, *, keep_days: int) -> int:
    """Forget the requests of all payouts that are old enough and have ended; how many."""
    forgotten = 0
    while True:
        async with db.begin() as session:
            now = await requests.forget_requests(session, keep_days=keep_days, at_most=AT_ONCE)
        forgotten += now
        if now < AT_ONCE:
            return forgotten
