"""A source says that an introduction was made, and where that is found."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.domain.referrals.body import IntroductionOfReferralBody
from referral_api.domain.referrals.moments import not_ahead
from referral_api.domain.referrals.states import may_move
from referral_api.use_cases.introductions.introduce import Shown, introduce
from referral_api.use_cases.referrals.look_up import known_referral


async def report_introduction(
    business_id: UUID, body: IntroductionOfReferralBody, actor: str, *, session: AsyncSession
) -> str | None:
    """Take the referral to `introduced`, as the REST API does; or the sentence why not: a fact of
    a source is not refused because of a state. RejectedError `not_found`."""
    row = await known_referral(business_id, body.referral_id, session=session, lock=True)
    if not may_move(row.status, "introduced"):
        return f"The referral is {row.status}, so the introduction changes nothing."
    at = not_ahead(body.at, await clock.now(session, business_id))
    await introduce(row, Shown(at, actor, body.evidence.stored), session=session)
    return None
