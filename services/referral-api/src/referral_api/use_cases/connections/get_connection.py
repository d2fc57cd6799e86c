"""One connection, as it is shown."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.connections.connections import connection_of


async def get_connection(
    business_id: UUID, connection_id: UUID, *, session: AsyncSession
) -> Row[Any]:
    """The connection, with what came of its deliveries lately; RejectedError `not_found`."""
    row = await connection_of(session, business_id, connection_id)
    if row is None:
        raise unknown_connection()
    return row


def unknown_connection() -> RejectedError:
    return RejectedError("not_found", "There is no such connection.", kind=Kind.NOT_FOUND)
