"""What a decision about a stage looks at, frozen when the stage is said."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ReferralStanding
from referral_api.db.referrals.standing import standing_at
from referral_api.domain.referrals.referral import Referral
from referral_api.domain.referrals.stages import standing_of


async def frozen_standing(
    referral: Referral, at: datetime, *, session: AsyncSession
) -> ReferralStanding:
    """How a referral that is kept stands, for a stage that it reached `at`."""
    row = await standing_at(session, referral.business_id, referral.referral_id, at)
    return standing_of(row, at, verified=referral.introduction_verified)
