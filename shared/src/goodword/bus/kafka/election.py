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

from goodword.bus.order import level, next_events
from goodword.events import PARTITIONS

GROUP = "kafka-relay"
BATCH = 2000
"""Events that are read at once at the most."""

CALL_S = 30
_CLOSE_S = 5

_ELECT = "select pg_try_advisory_lock(hashtext('goodword kafka-relay'))"
_SEED = """
    insert into bus.reader (grp, part) select $1, generate_series(0, $2 - 1) on conflict do nothing
"""
_LEVEL = level("bus.reader", "$1")
_PLACES = "select part, tx_id, id from bus.reader where grp = $1"
_READ = f"""
    with held as materialized ({_PLACES}), {next_events("$2")}
    select part, tx_id, id, event_id, business_id, topic, type, key, seq, created_at,
           headers::text as headers,
           case when not (data @> '{{"erased": true}}') then data::text end as data
    from next order by tx_id, id
"""  # noqa: S608 names of our own
# Compared with where we began: whoever sets a cursor back meanwhile, to send again, is heard.
_MOVE = """
    update bus.reader r set tx_id = $2, id = $3, updated_at = now()
    from unnest($4::smallint[], $5::bigint[], $6::bigint[]) as began (part, tx_id, id)
    where r.grp = $1 and (r.part, r.tx_id, r.id) = (began.part, began.tx_id, began.id)
      and (r.tx_id, r.id) < ($2, $3)
"""


class Leader:
    """The relay's cursor, in the hand of the one process that may move it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._began: list[asyncpg.Record] = []

    async def seed(self) -> None:
        """Make the cursors of a relay that never ran, at the beginning of the log."""
        await self._connection.execute(_SEED, GROUP, PARTITIONS)
        await self._connection.execute(_LEVEL, GROUP)

    async def read(self, limit: int = BATCH) -> list[asyncpg.Record]:
        """The next rows of the log, in its order, up to `limit`; `data` is None where erased."""
        self._began = list(await self._connection.fetch(_PLACES, GROUP))
        return list(await self._connection.fetch(_READ, GROUP, limit))

    async def move(self, rows: Sequence[asyncpg.Record]) -> None:
        """Move all cursors past `rows`, which the last `read` gave: they are acknowledged."""
        places = [[row[column] for row in self._began] for column in ("part", "tx_id", "id")]
        await self._connection.execute(_MOVE, GROUP, rows[-1]["tx_id"], rows[-1]["id"], *places)

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
