"""A referral by its id."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.referrals.referrals import lock_referrals, referral_of


async def known_referral(
    business_id: UUID, referral_id: UUID, *, session: AsyncSession, lock: bool = False
) -> Row[Any]:
    """The referral with its `sale_ids`, or locked without; RejectedError `not_found`."""
    if lock:
        row = next(iter(await lock_referrals(session, [(business_id, referral_id)])), None)
    else:
        row = await referral_of(session, business_id, referral_id)
    if row is None:
        raise RejectedError("not_found", "There is no referral with this id.", kind=Kind.NOT_FOUND)
    return row
