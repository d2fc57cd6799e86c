"""A sale by its id."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.sales.reading import sale_of


async def known_sale(business_id: UUID, sale_id: UUID, *, session: AsyncSession) -> Row[Any]:
    """The sale with its refunds; RejectedError `not_found` where there is none."""
    row = await sale_of(session, business_id, sale_id)
    if row is None:
        raise RejectedError("not_found", "There is no such sale.", kind=Kind.NOT_FOUND)
    return row
