"""One engine per service and `begin`, the only place that commits."""

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar
from uuid import UUID

import orjson
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect, ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from goodword.database.failures import is_conflict, is_connection_loss

PING_AFTER_S = 1.0
"""So long may a connection rest before it is asked whether it lives."""

CONFLICT_TRIES = 5
"""How often work is tried that lost against concurrent work before the error is let through."""

_WIDEN = text("""
    select set_config('goodword.businesses',
        (coalesce(nullif(current_setting('goodword.businesses', true), ''), '{}')::uuid[]
         || cast(:businesses as uuid[]))::text, true)
""")

T = TypeVar("T")


class Database:
    """The database of one service, reached as its app role, which is always under row security.

    `service` is the service's name, as events carry it in `source`; `schema` is where its tables
    are, so that the kernel's SQL need not name it.
    """

    def __init__(self, url: str, *, service: str, schema: str, pool_size: int = 10) -> None:
        self.service = service
        self.schema = schema
        self.url = url
        self.engine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=pool_size,
            max_overflow=5,
            pool_recycle=1800,
            # Errors are logged and kept with parked events: they may not quote personal data.
            hide_parameters=True,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
            connect_args={
                "timeout": 10,
                "command_timeout": 60,
                "server_settings": {
                    "application_name": f"goodword {service}",
                    "search_path": f"{schema}, pg_catalog",
                    "jit": "off",
                    # Joins are done in the order in which they are written. All keys begin with
                    # the business, so of any two tables the planner knows that they share it, and
                    # where it takes both for small it joins them by that alone: a thousand times
                    # a thousand rows, for half a minute, in tables that nobody has analysed yet.
                    "join_collapse_limit": "1",
                    # Days and weeks of the log begin in UTC, whatever the server's own zone is.
                    "timezone": "UTC",
                    # Readers wait for the oldest writer: nobody may keep a transaction open.
                    "idle_in_transaction_session_timeout": "15s",
                    "statement_timeout": "30s",
                    "lock_timeout": "5s",
                },
            },
        )
        self._each_alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(self.engine.sync_engine, "handle_error", _discard_dead_connections)
        event.listen(self.engine.sync_engine, "checkin", _note_rest)
        event.listen(self.engine.sync_engine, "checkout", partial(_ping, self.engine.dialect))

    @asynccontextmanager
    async def begin(self, businesses: Iterable[UUID] = ()) -> AsyncIterator[AsyncSession]:
        """A transaction that sees exactly `businesses`, committed at the end of the block.

        What was put into `session.info["after_commit"]` is called once it is committed.
        """
        async with AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
            session.info["service"] = self.service
            session.info["after_commit"] = []
            async with session.begin():
                if listed := set(businesses):
                    await scope(session, listed)
                yield session
            for call in session.info["after_commit"]:
                call()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which each statement is a transaction of its own: one way there and back
        instead of four. It sees no business, unless the statement itself says whose rows it is for.
        """
        async with self._each_alone.connect() as connection:
            yield connection

    async def retrying(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run `work`, again where it lost against concurrent work (serialisation, deadlock)."""
        for attempt in range(1, CONFLICT_TRIES):
            try:
                return await work()
            except Exception as error:
                if not is_conflict(error):
                    raise
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 jitter, not secrecy
        return await work()

    async def close(self) -> None:
        await self.engine.dispose()


async def scope(session: AsyncSession, businesses: Iterable[UUID]) -> None:
    """Set the businesses whose rows this transaction may see, until it ends.

    Called by `begin`, and again by work that learns its businesses only from rows it has claimed.
    """
    listed = "{" + ",".join(str(business) for business in set(businesses)) + "}"
    await session.execute(
        text("select set_config('goodword.businesses', :businesses, true)"), {"businesses": listed}
    )


async def widen(session: AsyncSession, businesses: Iterable[UUID]) -> None:
    """Let this transaction see `businesses` beside those that it sees already."""
    await session.execute(_WIDEN, {"businesses": list(businesses)})


def _note_rest(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _ping(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """See whether a connection that has rested still lives; the pool opens another where not.

    One that was just used is not asked: that would be one more way there and back for each
    transaction, and a server that died within the second is found out by the work itself.
    """
    if time.monotonic() - record.info.get("rests_since", math.inf) < PING_AFTER_S:
        return
    try:
        alive = dialect.do_ping(connection)
    except Exception as error:
        raise InvalidatePoolError from error
    if not alive:
        raise InvalidatePoolError


def _discard_dead_connections(context: ExceptionContext) -> None:
    if is_connection_loss(context.original_exception):
        context.is_disconnect = True
