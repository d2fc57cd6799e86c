"""The log transport: a service reads `bus.outbox` by cursor.

The cursor is `(tx_id, id)`, and only rows below the oldest running transaction are read: nothing
can appear below that line any more, so no event is missed however late its writer commits. Each of
the 16 partitions has a cursor row, and a batch is what comes next of all of them together, in the
order of the log: so the fact that a fact needs, said with it or before it, comes in the same batch
or in an earlier one. Whoever holds a cursor's lock reads that partition alone, and moves the cursor
in the transaction that applies the batch; of several processes one reads and the others stand by.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus.delivery import MAX_DEATHS, Deliverer
from goodword.bus.envelopes import read_envelope
from goodword.database import Database, is_retryable
from goodword.events import PARTITIONS

BATCH = 100
"""Events that one transaction applies at the most."""

_SEED = text("""
    insert into cursor (grp, part) select :grp, generate_series(0, :parts - 1)
    on conflict do nothing
""")
_UNREAD = text("""
    select exists (
        select 1 from cursor c cross join lateral (
            select 1 from bus.outbox o
            where o.part = c.part and (o.tx_id, o.id) > (c.tx_id, c.id)
              and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            order by o.tx_id, o.id limit 1
        ) as unread
        where c.grp = :grp
    )
""")
# Events that nobody here handles, and those whose data was erased, only move the cursor. By its day
# a row is found in one partition of the log instead of being looked for in each.
_TAKE = text("""
    with held as materialized (
        select part, tx_id, id from cursor where grp = :grp for update skip locked
    ), next as materialized (
        select held.part, next.tx_id, next.id, next.created_at
        from held cross join lateral (
            select o.tx_id, o.id, o.created_at from bus.outbox o
            where o.part = held.part and (o.tx_id, o.id) > (held.tx_id, held.id)
              and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            order by o.tx_id, o.id limit :limit
        ) as next
        order by next.tx_id, next.id limit :limit
    )
    select o.part, o.tx_id, o.id, o.event_id, o.business_id, o.topic, o.type, o.key, o.seq,
           o.headers, o.created_at, case when o.type = any(cast(:types as text[]))
                               and not (o.data @> '{"erased": true}') then o.data::text end as data
    from next
    join bus.outbox o on (o.part, o.tx_id, o.id, o.created_at)
        = (next.part, next.tx_id, next.id, next.created_at)
    order by o.tx_id, o.id
""")
_MOVE = text("""
    update cursor c set tx_id = e.tx_id, id = e.id, updated_at = now()
    from unnest(cast(:parts as smallint[]), cast(:tx_ids as bigint[]), cast(:ids as bigint[]))
        as e (part, tx_id, id)
    where c.grp = :grp and c.part = e.part
""")

log = structlog.get_logger()


class LogReader:
    """Reads the log for one service."""

    def __init__(self, db: Database, deliverer: Deliverer, group: str) -> None:
        self._db = db
        self._deliverer = deliverer
        self._group = group
        # Until something was read since we started, we may be here because of what comes next.
        self._unproven = True

    async def seed(self) -> None:
        """Make the cursors of a group that never read, at the beginning of the log."""
        async with self._db.begin() as session:
            await session.execute(_SEED, {"grp": self._group, "parts": PARTITIONS})

    async def has_unread(self) -> bool:
        """Whether there is something to read, whoever reads it."""
        async with self._db.begin() as session:
            return bool(await session.scalar(_UNREAD, {"grp": self._group}))

    async def read(self) -> int:
        """Apply the next batch; how many events the cursors passed.

        None where another process holds them. Errors of the world are raised, and nothing was done;
        all others are dealt with here.
        """
        if self._unproven:
            await self._prove()
        try:
            async with self._db.begin() as session:
                rows = await self._take(session, BATCH)
                await self._deliverer.apply(session, _readable(rows))
                await self._move(session, rows)
                return len(rows)
        except Exception as error:
            if is_retryable(error):
                raise
            log.info("batch is applied event by event", error=repr(error)[:300])
        async with self._db.begin() as session:
            rows = await self._take(session, BATCH)
            await self._deliverer.apply_singly(session, _readable(rows))
            await self._move(session, rows)
            return len(rows)

    async def _take(self, session: AsyncSession, limit: int) -> Sequence[Row[Any]]:
        """What comes next of the partitions that nobody else holds; they are ours until commit."""
        values = {"grp": self._group, "types": self._deliverer.types, "limit": limit}
        return (await session.execute(_TAKE, values)).all()

    async def _move(self, session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
        last = {row.part: row for row in rows}
        if last:
            await session.execute(
                _MOVE,
                {
                    "grp": self._group,
                    "parts": list(last),
                    "tx_ids": [row.tx_id for row in last.values()],
                    "ids": [row.id for row in last.values()],
                },
            )

    async def _prove(self) -> None:
        """Find out whether an event kills the process each time it is applied.

        The first event unread is counted in a transaction of its own before it is tried. Where it
        was counted before, an earlier process died with this batch in hand: then each event is
        counted and applied alone, and the one that was in hand too often is parked.
        """
        counts: dict[UUID, int] = {}
        async with self._db.begin() as session:
            for suspect in _readable(await self._take(session, 1)):
                counts[suspect.id] = await self._count(suspect.id)
        if any(count > 1 for count in counts.values()):
            for _ in range(BATCH):
                if not await self._read_one_warily(counts):
                    break
        self._unproven = False

    async def _read_one_warily(self, counts: dict[UUID, int]) -> bool:
        async with self._db.begin() as session:
            rows = await self._take(session, 1)
            for envelope in _readable(rows):
                count = counts.pop(envelope.id, 0) or await self._count(envelope.id)
                if count > MAX_DEATHS:
                    await self._deliverer.park_deadly(session, envelope)
                else:
                    await self._deliverer.apply_singly(session, [envelope])
                await self._deliverer.forget_attempts(session, [envelope.id])
            await self._move(session, rows)
            return bool(rows)

    async def _count(self, event_id: UUID) -> int:
        async with self._db.begin() as session:
            return await self._deliverer.count_attempt(session, event_id)


def _readable(rows: Sequence[Row[Any]]) -> list[Any]:
    return [read_envelope(row) for row in rows if row.data is not None]
