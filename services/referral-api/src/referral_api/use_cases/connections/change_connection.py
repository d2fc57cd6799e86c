"""Change a connection's name, status or notes."""

from collections.abc import Mapping, Set
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.connections import connections
from referral_api.domain.notes import noted
from referral_api.domain.versions import check_version
from referral_api.use_cases.connections.get_connection import get_connection, unknown_connection


async def change_connection(
    business_id: UUID,
    connection_id: UUID,
    changes: Mapping[str, Any],
    expected: Set[int] | None,
    *,
    session: AsyncSession,
) -> Row[Any]:
    """The connection after `changes` (columns). A disabled one answers its sender 404.

    `settings` and `metadata` are changed key by key, null removing one. RejectedError `not_found`,
    or `version_conflict` unless its version is among `expected`.
    """
    row = await connections.lock_connection(session, business_id, connection_id)
    if row is None:
        raise unknown_connection()
    check_version(row.version, expected)
    wanted = dict(changes)
    for column in ("settings", "metadata"):
        if column in wanted:
            wanted[column] = noted(getattr(row, column), wanted[column])
    if any(getattr(row, column) != value for column, value in wanted.items()):
        await connections.change_connection(session, business_id, connection_id, wanted)
    return await get_connection(business_id, connection_id, session=session)
