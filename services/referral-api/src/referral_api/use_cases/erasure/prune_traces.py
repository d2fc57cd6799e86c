"""Dropping what erased prospects left: it stays only until their referral's window has ended."""

from functools import partial

from goodword.database import Database, bit_by_bit
from referral_api.db.people import erasing

AT_ONCE = 1000


async def prune_traces(db: Database) -> int:
    """Drop the hashes whose time is over; how many there were."""
    return await bit_by_bit(db, partial(erasing.prune_traces, at_most=AT_ONCE), AT_ONCE)
