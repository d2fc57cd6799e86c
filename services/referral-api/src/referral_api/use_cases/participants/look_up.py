"""A participant by their id or code."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.programs.participants import participant_by_code, participant_of


async def known_participant(
    business_id: UUID, participant_id: UUID, *, session: AsyncSession, lock: bool = False
) -> Row[Any]:
    """The participant; RejectedError `not_found` where there is none."""
    row = await participant_of(session, business_id, participant_id, lock=lock)
    if row is None:
        raise RejectedError(
            "not_found", "There is no participant with this id.", kind=Kind.NOT_FOUND
        )
    return row


async def known_code(business_id: UUID, code: str, *, session: AsyncSession) -> Row[Any]:
    """Whose code it is, with `program_status`; RejectedError `not_found` where it is nobody's."""
    row = await participant_by_code(session, business_id, code)
    if row is None:
        raise RejectedError("not_found", "Nobody has this code.", kind=Kind.NOT_FOUND)
    return row
