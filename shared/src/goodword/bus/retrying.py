"""Trying again what was put aside: one event of each key at a time, in the order of the key.

The head of a key is tried when it is due: a `waiting` event when it was woken or its backoff is
over, a `parked` one only when a human asked for it (`replay` makes it `waiting`). Its followers are
due at once, one after the other. Heads are tried together; where they fail, key by key.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus.delivery import Deliverer
from goodword.bus.envelopes import read_envelope
from goodword.bus.parking import MAX_ERROR_LENGTH, Reason
from goodword.database import Database, is_retryable, scope

KEYS_AT_ONCE = 100
FIRST_BACKOFF_S = 1.0
MAX_BACKOFF_S = 600.0

# Who finds the head of a key locked leaves the key alone: it never begins with a follower.
_TAKE = text("""
    select event_id, business_id, topic, key, type, seq, data::text as data, headers,
           said_at as created_at, attempts
    from parked_event
    where event_id in (
        select event_id from (
            select distinct on (topic, key) event_id, state, next_at from parked_event
            order by topic, key, position
        ) as head
        where (state = 'behind' or (state = 'waiting' and next_at <= now()))
          and event_id <> all(cast(:but as uuid[]))
        order by next_at limit :limit
    )
    order by position for update skip locked
""")
_DONE = text("delete from parked_event where event_id = any(cast(:event_ids as uuid[]))")
_AGAIN = text("""
    update parked_event p
    set state = e.state, attempts = attempts + 1, error = e.error,
        waits_for = array(select jsonb_array_elements_text(e.waits_for::jsonb)),
        next_at = now() + make_interval(secs => e.backoff_s)
    from unnest(
        cast(:event_ids as uuid[]), cast(:states as text[]), cast(:waits_for as text[]),
        cast(:errors as text[]), cast(:backoffs as float8[])
    ) as e (event_id, state, waits_for, error, backoff_s)
    where p.event_id = e.event_id
""")

log = structlog.get_logger()


class Retrier:
    """Tries the parked events of one service again."""

    def __init__(self, db: Database, deliverer: Deliverer) -> None:
        self._db = db
        self._deliverer = deliverer

    async def retry(self) -> int:
        """Try what is due, followers included, until nothing is; how many events were applied.

        An error of the world with one key does not keep the others; it is raised at the end.
        """
        applied = 0
        while found := await self._round():
            applied += found
        return applied

    async def _round(self) -> int:
        """Try the head of each key that is due: all together, and one by one where that fails."""
        try:
            async with self._db.begin() as session:
                heads = await _take(session, KEYS_AT_ONCE)
                if not heads:
                    return 0
                batch = [read_envelope(row) for row in heads]
                await scope(session, {envelope.business_id for envelope in batch})
                kept = await self._deliverer.apply_ready(session, batch)
                await _settle(session, heads, {each.id: reason for each, reason in kept})
                return len(heads) - len(kept)
        except Exception as error:
            log.info("parked events are tried one by one", error=repr(error)[:300])
        return await self._retry_singly()

    async def _retry_singly(self) -> int:
        tried: list[UUID] = []
        applied, failures = 0, []
        for _ in range(KEYS_AT_ONCE):
            before = len(tried)
            try:
                applied += await self._retry_one(tried)
            except Exception as error:
                if not is_retryable(error):
                    raise
                failures.append(error)
            if len(tried) == before:
                break
        if failures:
            raise failures[0]
        return applied

    async def _retry_one(self, tried: list[UUID]) -> int:
        """Try the next head that is not among `tried`, and add it there."""
        async with self._db.begin() as session:
            heads = await _take(session, 1, tried)
            tried += [row.event_id for row in heads]
            kept = {}
            for row in heads:
                if reason := await self._deliverer.attempt(session, read_envelope(row)):
                    kept[row.event_id] = reason
            await _settle(session, heads, kept)
        return len(heads) - len(kept)


async def _take(session: AsyncSession, limit: int, but: Sequence[UUID] = ()) -> Sequence[Row[Any]]:
    """The first events of so many keys, those that are due and that nobody else is trying."""
    return (await session.execute(_TAKE, {"limit": limit, "but": list(but)})).all()


async def _settle(
    session: AsyncSession, heads: Sequence[Row[Any]], kept: Mapping[UUID, Reason]
) -> None:
    """Remove what was applied, and note of the others why they stay and when they come again."""
    done = [row.event_id for row in heads if row.event_id not in kept]
    await session.execute(_DONE, {"event_ids": done})
    again = [row for row in heads if row.event_id in kept]
    if not again:
        return
    reasons = [kept[row.event_id] for row in again]
    await session.execute(
        _AGAIN,
        {
            "event_ids": [row.event_id for row in again],
            "states": [reason.state for reason in reasons],
            "waits_for": [orjson.dumps(reason.waits_for).decode() for reason in reasons],
            "errors": [(reason.error or "")[:MAX_ERROR_LENGTH] for reason in reasons],
            "backoffs": [backoff_s(row.attempts) for row in again],
        },
    )


def backoff_s(attempts: int) -> float:
    """How long to wait after so many attempts: doubling, bounded, and never all at once."""
    longest = min(FIRST_BACKOFF_S * 2.0 ** min(attempts, 20), MAX_BACKOFF_S)
    return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, not secrecy
