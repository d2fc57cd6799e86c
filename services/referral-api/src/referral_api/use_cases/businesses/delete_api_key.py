"""An API key that opens nothing any more."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.businesses.businesses import remove_api_key


async def delete_api_key(business_id: UUID, key_id: UUID, *, session: AsyncSession) -> None:
    """RejectedError `not_found` where the business has no such key."""
    if not await remove_api_key(session, business_id, key_id):
        raise RejectedError(
            "not_found", "There is no such API key; it may be gone already.", kind=Kind.NOT_FOUND
        )
