"""Reading a program's document for the business that offers it."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import RejectedError
from goodword.programs import ProgramDocument, read_document
from referral_api.domain.programs.programs import below


async def read_for(
    business: Row[Any], raw: Any, at: str, *, session: AsyncSession
) -> ProgramDocument:
    """The document; RejectedError `invalid_program` with pointers below `at`."""
    now = await clock.now(session, business.business_id)
    try:
        return read_document(raw, currency=business.currency, now=now)
    except RejectedError as error:
        raise below(at, error) from error
