"""Dropping what erased prospects left: it stays only until their referral's window has ended."""

from goodword.database import Database
from referral_api.db.people import erasing

AT_ONCE = 1000


async def prune_traces(db: Database) -> int:
    """Drop the hashes whose time is over; how many there were."""
    dropped = 0
    while True:
        async with db.begin() as session:
            now = await erasing.prune_traces(session, AT_ONCE)
        dropped += now
        if now < AT_ONCE:
            return dropped
