"""Trying again what was put aside: one key at a time, in the order in which its events came.

The head of a key is tried when it is due: a `waiting` event when it was woken or its backoff is
over, a `parked` one only when a human asked for it (`replay` makes it `waiting`). Once the head is
applied its followers are, in the same transaction, until one of them fails or all are done.
"""

import random
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus.delivery import Deliverer
from goodword.bus.envelopes import read_envelope
from goodword.bus.parking import MAX_ERROR_LENGTH, Reason
from goodword.database import Database, is_retryable

KEYS_AT_ONCE = 50
FOLLOWERS_AT_ONCE = 100
FIRST_BACKOFF_S = 1.0
MAX_BACKOFF_S = 600.0

_DUE = text("""
    select topic, key from (
        select distinct on (topic, key) topic, key, state, next_at from parked_event
        order by topic, key, position
    ) as head
    where next_at <= now() and state in ('waiting', 'behind') order by next_at limit :limit
""")
# The key as a whole, not its rows: who skipped a locked head would begin with its followers.
_CLAIM = text("""
    select pg_try_advisory_xact_lock(hashtextextended(
        current_schema() || ' parked ' || :topic || ' ' || :key, 0))
""")
_TAKE = text("""
    select event_id, business_id, topic, key, type, seq, data::text as data, headers,
           said_at as created_at, state, attempts, position
    from parked_event where topic = :topic and key = :key
    order by position limit :limit for update
""")
_DONE = text("delete from parked_event where event_id = :event_id")
_AGAIN = text("""
    update parked_event
    set state = :state, waits_for = cast(:waits_for as text[]), attempts = attempts + 1,
        next_at = now() + make_interval(secs => :backoff_s), error = :error
    where event_id = :event_id
""")


class Retrier:
    """Tries the parked events of one service again."""

    def __init__(self, db: Database, deliverer: Deliverer) -> None:
        self._db = db
        self._deliverer = deliverer

    async def retry(self) -> int:
        """Try each key that is due once; how many events were applied.

        An error of the world with one key does not keep the others; it is raised at the end.
        """
        async with self._db.begin() as session:
            due = (await session.execute(_DUE, {"limit": KEYS_AT_ONCE})).all()
        applied, failures = 0, []
        for row in due:
            try:
                applied += await self._retry_key(row.topic, row.key)
            except Exception as error:
                if not is_retryable(error):
                    raise
                failures.append(error)
        if failures:
            raise failures[0]
        return applied

    async def _retry_key(self, topic: str, key: str) -> int:
        applied = 0
        async with self._db.begin() as session:
            if not await session.scalar(_CLAIM, {"topic": topic, "key": key}):
                return 0
            where = {"topic": topic, "key": key, "limit": FOLLOWERS_AT_ONCE}
            rows = (await session.execute(_TAKE, where)).all()
            # Only the head can be parked, and then a human has not asked for it yet.
            for row in rows if rows and rows[0].state != "parked" else ():
                reason = await self._deliverer.attempt(session, read_envelope(row))
                if reason is not None:
                    await _keep(session, row, reason)
                    break
                await session.execute(_DONE, {"event_id": row.event_id})
                applied += 1
        return applied


async def _keep(session: AsyncSession, row: Row[Any], reason: Reason) -> None:
    await session.execute(
        _AGAIN,
        {
            "event_id": row.event_id,
            "state": reason.state,
            "waits_for": list(reason.waits_for),
            "backoff_s": backoff_s(row.attempts),
            "error": (reason.error or "")[:MAX_ERROR_LENGTH],
        },
    )


def backoff_s(attempts: int) -> float:
    """How long to wait after so many attempts: doubling, bounded, and never all at once."""
    longest = min(FIRST_BACKOFF_S * 2.0 ** min(attempts, 20), MAX_BACKOFF_S)
    return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, not secrecy
