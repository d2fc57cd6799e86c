"""Which failures of the database mean "the same again", and which mean "this is wrong".

Lists are SQLSTATEs. Connection loss, a transaction ended by its time-out (25P03) and the classes
08 (connection), 40 (rollback), 53 (resources), 55 (locks), 57 (operator) and 58 (system) are the
world's doing and are tried again; everything else is about the data or the code.
"""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_RETRYABLE_CLASSES = frozenset({"08", "40", "53", "55", "57", "58"})
_CONFLICTS = frozenset({"40001", "40P01"})


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE that PostgreSQL gave, if it gave one."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    while cause is not None:
        state = getattr(cause, "sqlstate", None)
        if state:
            return str(state)
        cause = cause.__cause__
    return None


def is_conflict(error: BaseException) -> bool:
    """True for a serialisation failure, a deadlock, or a plan that a migration has made stale (the
    driver has forgotten it by then): retried in place, at once."""
    return sqlstate(error) in _CONFLICTS or _is_stale_plan(error)


def _is_stale_plan(error: BaseException) -> bool:
    """Its SQLSTATE is that of what PostgreSQL cannot do at all, so it is known by its class."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    while cause is not None:
        if isinstance(cause, asyncpg.InvalidCachedStatementError):
            return True
        cause = cause.__cause__
    return False


def is_connection_loss(error: BaseException) -> bool:
    """True where the connection is gone or unusable, whatever the driver called it.

    After the death of the postmaster asyncpg raises InternalClientError ("cannot switch to state
    …"), which is not a PostgresError; SQLAlchemy chains the driver's error as `__cause__`.
    """
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while cause is not None:
        if isinstance(
            cause, OSError | asyncpg.InternalClientError | asyncpg.PostgresConnectionError
        ):
            return True
        if isinstance(cause, asyncpg.InterfaceError) and "connection" in str(cause):
            return True
        cause = cause.__cause__
    return False


def is_retryable(error: BaseException) -> bool:
    """True where the same work may well succeed later without anybody mending anything."""
    state = sqlstate(error)
    if is_conflict(error):
        return True
    if state is not None:
        return state[:2] in _RETRYABLE_CLASSES or state == "25P03"
    return isinstance(error, PoolTimeoutError) or is_connection_loss(error)
