"""Listen no more to a sender."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.connections.connections import lock_connection, remove_connection
from referral_api.use_cases.connections.get_connection import unknown_connection


async def delete_connection(
    business_id: UUID, connection_id: UUID, *, session: AsyncSession
) -> None:
    """Forget the connection and its secrets; its deliveries stay, and those that wait to be applied
    still are. RejectedError `not_found`."""
    if await lock_connection(session, business_id, connection_id) is None:
        raise unknown_connection()
    await remove_connection(session, business_id, connection_id)
