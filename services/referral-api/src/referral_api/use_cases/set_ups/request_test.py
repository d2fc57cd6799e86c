"""Somebody wants to know whether a set-up works: its worker will try it and say so."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from referral_api.db.businesses import set_ups
from referral_api.domain.businesses.set_up_events import test_requested
from referral_api.use_cases.set_ups.look_up import known_set_up, not_set_up


async def request_test(
    business_id: UUID, kind: str, actor: str, *, session: AsyncSession
) -> Row[Any]:
    """The set-up, which `actor` wants tried; RejectedError `not_found` where there is none."""
    row = await set_ups.count_test(session, business_id, kind)
    if row is None:
        raise not_set_up()
    requested = test_requested(row, actor)
    await say(session, [Said(requested, row.test_seq, row.test_last_tx)])
    return await known_set_up(business_id, kind, session=session)
