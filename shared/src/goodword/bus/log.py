"""The log transport: a service reads `bus.outbox` by cursor.

The cursor is `(tx_id, id)`, and only rows below the oldest running transaction are read: nothing
can appear below that line any more, so no event is missed however late its writer commits. Each of
the 16 partitions has a cursor row; whoever holds its lock reads that partition alone, so several
processes share the work, and the cursor moves in the transaction that applies the batch.
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
_WITH_WORK = text("""
    select c.part from cursor c cross join lateral (
        select 1 from bus.outbox o
        where o.part = c.part and (o.tx_id, o.id) > (c.tx_id, c.id)
          and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        order by o.tx_id, o.id limit 1
    ) as unread
    where c.grp = :grp
""")
_LOCK = text("""
    select tx_id, id from cursor where grp = :grp and part = :part for update skip locked
""")
# Events that nobody here handles, and those whose data was erased, only move the cursor.
_READ = text("""
    select o.tx_id, o.id, o.event_id, o.business_id, o.topic, o.type, o.key, o.seq, o.headers,
           o.created_at, case when o.type = any(cast(:types as text[]))
                               and not (o.data @> '{"erased": true}') then o.data::text end as data
    from bus.outbox o
    where o.part = :part and (o.tx_id, o.id) > (:tx_id, :id)
      and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by o.tx_id, o.id limit :limit
""")
_MOVE = text("""
    update cursor set tx_id = :tx_id, id = :id, updated_at = now()
    where grp = :grp and part = :part
""")

log = structlog.get_logger()


class LogReader:
    """Reads the log for one service."""

    def __init__(self, db: Database, deliverer: Deliverer, group: str) -> None:
        self._db = db
        self._deliverer = deliverer
        self._group = group
        # Until a partition was read once since we started, we may be here because of its events.
        self._unproven = set(range(PARTITIONS))

    async def seed(self) -> None:
        """Make the cursors of a group that never read, at the beginning of the log."""
        async with self._db.begin() as session:
            await session.execute(_SEED, {"grp": self._group, "parts": PARTITIONS})

    async def parts_with_work(self) -> list[int]:
        """The partitions that have unread events."""
        async with self._db.begin() as session:
            return list(await session.scalars(_WITH_WORK, {"grp": self._group}))

    async def read(self, part: int) -> int:
        """Apply the next batch of a partition; how many events the cursor passed.

        None where another process holds the partition. Errors of the world are raised, and nothing
        was done; all others are dealt with here.
        """
        if part in self._unproven:
            await self._prove(part)
        try:
            async with self._db.begin() as session:
                rows = await self._take(session, part, BATCH)
                await self._deliverer.apply(session, _readable(rows))
                await self._move(session, part, rows)
                return len(rows)
        except Exception as error:
            if is_retryable(error):
                raise
            log.info("batch is applied event by event", part=part, error=repr(error)[:300])
        async with self._db.begin() as session:
            rows = await self._take(session, part, BATCH)
            await self._deliverer.apply_singly(session, _readable(rows))
            await self._move(session, part, rows)
            return len(rows)

    async def _take(self, session: AsyncSession, part: int, limit: int) -> Sequence[Row[Any]]:
        where = {"grp": self._group, "part": part}
        cursor = (await session.execute(_LOCK, where)).one_or_none()
        if cursor is None:
            return ()
        rows = await session.execute(
            _READ,
            {
                "part": part,
                "tx_id": cursor.tx_id,
                "id": cursor.id,
                "types": self._deliverer.types,
                "limit": limit,
            },
        )
        return rows.all()

    async def _move(self, session: AsyncSession, part: int, rows: Sequence[Row[Any]]) -> None:
        if rows:
            place = {"tx_id": rows[-1].tx_id, "id": rows[-1].id}
            await session.execute(_MOVE, {"grp": self._group, "part": part, **place})

    async def _prove(self, part: int) -> None:
        """Find out whether an event of this partition kills the process each time it is applied.

        The first event unread is counted in a transaction of its own before it is tried. Where it
        was counted before, an earlier process died with this batch in hand: then each event is
        counted and applied alone, and the one that was in hand too often is parked.
        """
        counts: dict[UUID, int] = {}
        async with self._db.begin() as session:
            for suspect in _readable(await self._take(session, part, 1)):
                counts[suspect.id] = await self._count(suspect.id)
        if any(count > 1 for count in counts.values()):
            for _ in range(BATCH):
                if not await self._read_one_warily(part, counts):
                    break
        self._unproven.discard(part)

    async def _read_one_warily(self, part: int, counts: dict[UUID, int]) -> bool:
        async with self._db.begin() as session:
            rows = await self._take(session, part, 1)
            for envelope in _readable(rows):
                count = counts.pop(envelope.id, 0) or await self._count(envelope.id)
                if count > MAX_DEATHS:
                    await self._deliverer.park_deadly(session, envelope)
                else:
                    await self._deliverer.apply_singly(session, [envelope])
                await self._deliverer.forget_attempts(session, [envelope.id])
            await self._move(session, part, rows)
            return bool(rows)

    async def _count(self, event_id: UUID) -> int:
        async with self._db.begin() as session:
            return await self._deliverer.count_attempt(session, event_id)


def _readable(rows: Sequence[Row[Any]]) -> list[Any]:
    return [read_envelope(row) for row in rows if row.data is not None]
