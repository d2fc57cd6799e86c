"""Reading a program's document for the business that offers it."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import RejectedError
from goodword.programs import ProgramDocument, read_document
from referral_api.domain.programs.programs import below
from referral_api.domain.wording import check_program


async def read_for(
    business: Row[Any], raw: Any, at: str, *, session: AsyncSession
) -> ProgramDocument:
    """The document, whose texts may be sent; RejectedError `invalid_program` with pointers below
    `at`."""
    now = await clock.now(session, business.business_id)
    try:
        document = read_document(raw, currency=business.currency, now=now)
        check_program(document, business.locale)
        return document
    except RejectedError as error:
        raise below(at, error) from error
