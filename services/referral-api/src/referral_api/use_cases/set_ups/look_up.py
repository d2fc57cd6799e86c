"""A set-up that must be there, and the form of its kind."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from goodword.setups import SET_UPS, SetUp
from referral_api.db.businesses import set_ups


def form_of(kind: str) -> type[SetUp]:
    """RejectedError `not_found` for a kind that we do not know."""
    if kind not in SET_UPS:
        raise not_set_up()
    return SET_UPS[kind]


async def known_set_up(business_id: UUID, kind: str, *, session: AsyncSession) -> Row[Any]:
    """RejectedError `not_found` where nothing of the kind is set up."""
    row = await set_ups.set_up_of(session, business_id, kind)
    if row is None:
        raise not_set_up()
    return row


def not_set_up() -> RejectedError:
    return RejectedError("not_found", "Nothing of this kind is set up.", kind=Kind.NOT_FOUND)
