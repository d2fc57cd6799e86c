"""Opening a service's database for one command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from goodword.database import Database, is_retryable
from goodword.errors import GoodwordError

T = TypeVar("T")


class UnreachableError(GoodwordError):
    """The database does not answer, or does not let us in."""


def with_database(db: Database, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do `work` with a database that is closed afterwards.

    UnreachableError where the database does not answer.
    """
    return asyncio.run(_with(db, work))


async def _with(db: Database, work: Callable[[Database], Awaitable[T]]) -> T:
    try:
        return await work(db)
    except Exception as error:
        if isinstance(error, GoodwordError) or not is_retryable(error):
            raise
        raise UnreachableError(
            f"The database of {db.service} does not answer ({type(error).__name__}); try again, or"
            " look at its URL."
        ) from error
    finally:
        await db.close()
