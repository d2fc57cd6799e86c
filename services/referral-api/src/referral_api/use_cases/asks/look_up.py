"""Asks by their id, with the status that they have now."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.asking import AskParameters
from goodword.errors import Kind, RejectedError
from referral_api.db.businesses.businesses import business_of
from referral_api.db.relationships.asks import ask_of, asks_of


async def asks_now(business_id: UUID, *, session: AsyncSession) -> Any:
    """The select of a business's asks, with their `status` by its clock and parameters."""
    parameters = AskParameters.of((await business_of(session, business_id)).parameters)
    now = await clock.now(session, business_id)
    return asks_of(business_id, now - timedelta(days=parameters.unanswered_days))


async def known_ask(business_id: UUID, ask_id: UUID, *, session: AsyncSession) -> Row[Any]:
    """One ask; RejectedError `not_found`."""
    row = await ask_of(session, await asks_now(business_id, session=session), ask_id)
    if row is None:
        raise RejectedError("not_found", "There is no such ask.", kind=Kind.NOT_FOUND)
    return row
