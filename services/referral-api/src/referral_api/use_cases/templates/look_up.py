"""A template by its id."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.templates import template_of


async def known_template(
    business_id: UUID, template_id: UUID, *, session: AsyncSession, lock: bool = False
) -> Row[Any]:
    """The template; RejectedError `not_found` where there is none."""
    row = await template_of(session, business_id, template_id, lock=lock)
    if row is None:
        raise RejectedError("not_found", "There is no template with this id.", kind=Kind.NOT_FOUND)
    return row
