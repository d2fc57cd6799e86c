"""The log transport: a service reads `bus.outbox` by cursor.

The cursor is `(tx_id, id)`, and only rows below the oldest running transaction are read: nothing
can appear below that line any more, so no event is missed however late its writer commits. Each of
the 16 partitions has a cursor row, and a batch is what comes next of all of them together, in the
order of the log: so the fact that a fact needs, said with it or before it, comes in the same batch
or in an earlier one. Whoever holds a cursor's lock reads that partition alone, and moves the cursor
in the transaction that applies the batch; of several processes one reads and the others stand by.
All cursors that are held move to the end of the batch, so the log is read by one scan.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus.delivery import MAX_DEATHS, Deliverer
from goodword.bus.envelopes import read_envelope
from goodword.bus.order import level, next_events
from goodword.database import Database, is_retryable
from goodword.events import PARTITIONS

BATCH = 100
"""Events that one transaction applies at the most."""

_SEED = text("""
    insert into cursor (grp, part) select :grp, generate_series(0, :parts - 1)
    on conflict do nothing
""")
_LEVEL = text(level("cursor", ":grp"))
_UNREAD = text(f"""
    with held as materialized (
        select part, tx_id, id from cursor where grp = :grp
    ), {next_events(":limit")}
    select exists (select 1 from next)
""")  # noqa: S608 names of our own
# Events that nobody here handles, and those whose data was erased, only move the cursors. All that
# are held move to the last event taken: whatever is before it in their partitions was taken too.
_TAKE = text(f"""
    with held as materialized (
        select part, tx_id, id from cursor where grp = :grp for update skip locked
    ), {next_events(":limit")}, moved as (
        update cursor c set tx_id = last.tx_id, id = last.id, updated_at = now()
        from (select tx_id, id from next order by tx_id desc, id desc limit 1) as last, held
        where :move and c.grp = :grp and c.part = held.part
          and (c.tx_id, c.id) < (last.tx_id, last.id)
    )
    select event_id, business_id, topic, type, key, seq, headers, created_at,
           case when type = any(cast(:types as text[])) and not (data @> '{{"erased": true}}')
                then data::text end as data
    from next order by tx_id, id
""")  # noqa: S608 names of our own

log = structlog.get_logger()


class Taken(NamedTuple):
    """A row of the log as `_TAKE` gives it; `data` is None where it is not for us.

    Not SQLAlchemy's row, which finds each of its columns by name, ten times as slowly.
    """

    event_id: UUID
    business_id: UUID
    topic: str
    type: str
    key: str
    seq: int
    headers: Mapping[str, Any]
    created_at: datetime
    data: str | None


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
            await session.execute(_LEVEL, {"grp": self._group})

    async def has_unread(self) -> bool:
        """Whether there is something to read, whoever reads it."""
        async with self._db.begin() as session:
            return bool(await session.scalar(_UNREAD, {"grp": self._group, "limit": 1}))

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
                return len(rows)
        except Exception as error:
            if is_retryable(error):
                raise
            log.info("batch is applied event by event", error=repr(error)[:300])
        async with self._db.begin() as session:
            rows = await self._take(session, BATCH)
            await self._deliverer.apply_singly(session, _readable(rows))
            return len(rows)

    async def _take(
        self, session: AsyncSession, limit: int, *, move: bool = True
    ) -> Sequence[Taken]:
        """What comes next of the partitions that nobody else holds; they are ours until commit.

        Their cursors are moved past it, which like all that is done with it comes true at commit.
        """
        values = {
            "grp": self._group,
            "types": self._deliverer.types,
            "limit": limit,
            "move": move,
        }
        return [Taken._make(row) for row in await session.execute(_TAKE, values)]

    async def _prove(self) -> None:
        """Find out whether an event kills the process each time it is applied.

        The first event unread is counted in a transaction of its own before it is tried. Where it
        was counted before, an earlier process died with this batch in hand: then each event is
        counted and applied alone, and the one that was in hand too often is parked.
        """
        counts: dict[UUID, int] = {}
        async with self._db.begin() as session:
            for suspect in _readable(await self._take(session, 1, move=False)):
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
            return bool(rows)

    async def _count(self, event_id: UUID) -> int:
        async with self._db.begin() as session:
            return await self._deliverer.count_attempt(session, event_id)


def _readable(rows: Sequence[Taken]) -> list[Any]:
    return [read_envelope(row) for row in rows if row.data is not None]
