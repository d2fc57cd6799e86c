"""One endpoint, or the word that there is none."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.endpoints.endpoints import endpoint_of


async def known_endpoint(
    business_id: UUID, endpoint_id: UUID, *, session: AsyncSession, lock: bool = False
) -> Row[Any]:
    """The endpoint, held until the transaction ends where `lock`; RejectedError `not_found`."""
    row = await endpoint_of(session, business_id, endpoint_id, lock=lock)
    if row is None:
        detail = "There is no such webhook endpoint."
        raise RejectedError("not_found", detail, kind=Kind.NOT_FOUND)
    return row
