"""Work on a database that is done again and again, such as forgetting what was kept enough."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database.engine import Database
from goodword.database.failures import is_retryable
from goodword.process import pause

log = structlog.get_logger()


async def regularly(
    every_s: float, work: Callable[[], Awaitable[object]], stop: asyncio.Event
) -> None:
    """Do `work` at the start and then so often; a database that is away is for the next time."""
    while not stop.is_set():
        try:
            await work()
        except Exception as error:
            if not is_retryable(error):
                raise
            log.warning("put off, since the database is away", error=type(error).__name__)
        await pause(stop, every_s)


async def bit_by_bit(
    db: Database, work: Callable[[AsyncSession], Awaitable[int]], at_once: int
) -> int:
    """Do `work`, which takes `at_once` at the most, in a transaction each, until it finds fewer;
    how many in all. So nobody else waits long, and what is done stays done."""
    done = 0
    while True:
        async with db.begin() as session:
            count = await work(session)
        done += count
        if count < at_once:
            return done
