"""A program by its id."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.programs.programs import program_of


async def known_program(
    business_id: UUID, program_id: UUID, *, session: AsyncSession, lock: bool = False
) -> Row[Any]:
    """The program with its published `document`; RejectedError `not_found` where there is none."""
    row = await program_of(session, business_id, program_id, lock=lock)
    if row is None:
        raise RejectedError("not_found", "There is no program with this id.", kind=Kind.NOT_FOUND)
    return row
