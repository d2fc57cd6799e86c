"""Why a sale counted, or did not."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.referrals.explaining import (
    letters_about,
    names_of,
    refunds_of_sales,
    rewards_about,
)
from referral_api.db.referrals.referrals import referral_of
from referral_api.domain.explaining.letters import told_message, told_waiting
from referral_api.domain.explaining.sales import bought, told_refunds
from referral_api.domain.explaining.story import Explanation, in_order
from referral_api.use_cases.explaining.explain_referral import UNDECIDED, subjects_of
from referral_api.use_cases.explaining.reading import standing, tell_rewards
from referral_api.use_cases.explaining.telling import names_for, told_sale
from referral_api.use_cases.sales.look_up import known_sale

NOT_YOURS = "We know of no referral of yours that this purchase belongs to."


async def explain_sale(business_id: UUID, sale_id: UUID, *, session: AsyncSession) -> Explanation:
    """The whole story of a sale, with a referral or without; RejectedError `not_found`."""
    sale = await known_sale(business_id, sale_id, session=session)
    referral = await _referral_of(sale, session)
    people = {sale.buyer_id, *((referral.referrer_id, referral.prospect_id) if referral else ())}
    called = await names_of(session, business_id, people)
    names = names_for(referral, called, sale.buyer_id)
    refunds = await refunds_of_sales(session, business_id, [sale_id])
    rewards = await rewards_about(session, business_id, sale_id=sale_id)
    told = [standing(reward) for reward in rewards]
    if referral is None:
        came = [f"It belongs to no referral: {sale.match['sentence']}"]
    else:
        came = [reward.standing(names) for reward in told] or [UNDECIDED]
    gentle = [reward.gently() for reward in told if reward.to == "referrer"]
    letters = await letters_about(session, business_id, subjects_of(None, rewards))
    return Explanation(
        sentence=" ".join([f"{bought(sale, names)}.", *came, *told_waiting(letters)]),
        for_referrer=" ".join(dict.fromkeys(gentle)) or NOT_YOURS,
        story=in_order(
            [
                *told_sale(sale, names),
                *told_refunds(refunds, sale),
                *await tell_rewards(session, business_id, rewards, names),
                *map(told_message, letters),
            ]
        ),
    )


async def _referral_of(sale: Row[Any], session: AsyncSession) -> Row[Any] | None:
    if sale.referral_id is None:
        return None
    return await referral_of(session, sale.business_id, sale.referral_id)
