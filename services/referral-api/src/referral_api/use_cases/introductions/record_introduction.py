"""Somebody says that an introduction was made, and where that is found."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.domain.referrals.body import IntroductionBody
from referral_api.domain.referrals.moments import not_ahead
from referral_api.domain.referrals.states import check_move
from referral_api.domain.versions import check_version
from referral_api.use_cases.introductions.introduce import Shown, introduce
from referral_api.use_cases.referrals.look_up import known_referral


async def record_introduction(
    who: tuple[UUID, UUID],
    body: IntroductionBody,
    actor: str,
    expected: Set[int] | None,
    *,
    session: AsyncSession,
) -> Row[Any]:
    """The referral (`who`: business and id), which is an active one from now on. RejectedError
    `illegal_transition`."""
    row = await known_referral(*who, session=session, lock=True)
    check_version(row.version, expected)
    check_move(row.status, "introduced")
    at = not_ahead(body.at, await clock.now(session, row.business_id))
    await introduce(row, Shown(at, actor, body.evidence.stored), session=session)
    return await known_referral(*who, session=session)
