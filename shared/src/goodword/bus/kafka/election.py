"""Electing the one process that relays, by a lock that PostgreSQL takes back when we are gone.

The leader reads and moves the relay's cursor on the very connection that holds the lock: without
the lock there is no connection, and so nobody but the leader can move the cursor.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from goodword.events import PARTITIONS

GROUP = "kafka-relay"
BATCH = 400
"""Events of one partition that are read at once at the most."""

CALL_S = 30
_CLOSE_S = 5

_ELECT = "select pg_try_advisory_lock(hashtext('goodword kafka-relay'))"
_SEED = """
    insert into bus.reader (grp, part) select $1, generate_series(0, $2 - 1) on conflict do nothing
"""
# The lateral subquery makes the planner use the index of each partition.
_READ = """
    select o.part, o.tx_id, o.id, r.tx_id as after_tx_id, r.id as after_id, o.event_id,
           o.business_id, o.topic, o.type, o.key, o.seq, o.created_at, o.headers::text as headers,
           case when not (o.data @> '{"erased": true}') then o.data::text end as data
    from bus.reader r cross join lateral (
        select * from bus.outbox o
        where o.part = r.part and (o.tx_id, o.id) > (r.tx_id, r.id)
          and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        order by o.tx_id, o.id limit $2
    ) o
    where r.grp = $1
    order by o.part, o.tx_id, o.id
"""
# Compared with where we began: whoever sets the cursor back meanwhile, to send again, is heard.
_MOVE = """
    update bus.reader r set tx_id = m.tx_id, id = m.id, updated_at = now()
    from unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
        as m (part, after_tx_id, after_id, tx_id, id)
    where r.grp = $1 and r.part = m.part and (r.tx_id, r.id) = (m.after_tx_id, m.after_id)
"""


class Leader:
    """The relay's cursor, in the hand of the one process that may move it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def seed(self) -> None:
        """Make the cursors of a relay that never ran, at the beginning of the log."""
        await self._connection.execute(_SEED, GROUP, PARTITIONS)

    async def read(self, limit: int = BATCH) -> list[asyncpg.Record]:
        """The next rows of every partition, up to `limit` each; `data` is None where erased.

        Only rows below the oldest running transaction: nothing can appear there any more.
        """
        return list(await self._connection.fetch(_READ, GROUP, limit))

    async def move(self, rows: Sequence[asyncpg.Record]) -> None:
        """Move the cursors past `rows`, which `read` gave: they are acknowledged."""
        last = {row["part"]: row for row in rows}
        columns = ("part", "after_tx_id", "after_id", "tx_id", "id")
        places = [[row[column] for row in last.values()] for column in columns]
        await self._connection.execute(_MOVE, GROUP, *places)

    def when_lost(self, call: Callable[[], None]) -> None:
        """Call `call` when the connection, and so the lock, is gone."""
        self._connection.add_termination_listener(lambda _: call())


@asynccontextmanager
async def standing_for_election(url: str, idle_s: float) -> AsyncIterator[Leader | None]:
    """The leader, if that is us now; None while another process is.

    Who lets PostgreSQL hear nothing for `idle_s` (its process is frozen, its network cut) is leader
    no longer. Errors of the world (`is_retryable`) where PostgreSQL does not answer.
    """
    connection = await asyncpg.connect(
        url,
        ssl=False if urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1") else None,
        timeout=CALL_S,
        command_timeout=CALL_S,
        server_settings={
            "application_name": "goodword kafka-relay",
            "idle_session_timeout": str(int(idle_s * 1000)),
            "jit": "off",
            "plan_cache_mode": "force_custom_plan",
        },
    )
    try:
        elected = await connection.fetchval(_ELECT)
        yield Leader(connection) if elected else None
    finally:
        await _close(connection)


async def _close(connection: Any) -> None:
    # Closing releases the lock; where PostgreSQL does not answer, cutting the line will.
    try:
        await asyncio.wait_for(connection.close(), _CLOSE_S)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        connection.terminate()
