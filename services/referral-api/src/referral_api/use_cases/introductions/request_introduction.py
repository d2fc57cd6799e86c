"""A business asks a referrer to introduce their prospect."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import Kind, RejectedError
from goodword.seal import Hasher
from referral_api.domain.referrals.states import check_move
from referral_api.domain.versions import check_version
from referral_api.use_cases.introductions.ask_referrer import Request, ask_referrer
from referral_api.use_cases.introductions.reachable import is_reachable
from referral_api.use_cases.referrals.look_up import known_referral


async def request_introduction(
    who: tuple[UUID, UUID],
    request: Request,
    expected: Set[int] | None,
    *,
    session: AsyncSession,
    hasher: Hasher,
) -> Row[Any]:
    """The referral (`who`: business and id), whose introduction is requested now. RejectedError
    `illegal_transition`, or `not_contactable` where the prospect wants to be left alone."""
    business_id, referral_id = who
    row = await known_referral(business_id, referral_id, session=session, lock=True)
    check_version(row.version, expected)
    check_move(row.status, "introduction_requested")
    if not await is_reachable(business_id, row.prospect_id, hasher=hasher, session=session):
        raise RejectedError(
            "not_contactable",
            "The prospect is not to be contacted, by anybody: let it be.",
            kind=Kind.CONFLICT,
        )
    at = await clock.now(session, business_id)
    await ask_referrer(row, request, at, session=session)
    return await known_referral(business_id, referral_id, session=session)
