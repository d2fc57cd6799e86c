"""Why a referral came to what it came to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.programs import Names
from referral_api.db.referrals.explaining import (
    letters_about,
    names_of,
    refunds_of_sales,
    rewards_about,
    sales_of_referral,
)
from referral_api.domain.explaining.letters import told_message, told_waiting
from referral_api.domain.explaining.sales import bought_in_all, only_tests, told_refunds
from referral_api.domain.explaining.story import Explanation, in_order
from referral_api.use_cases.explaining.reading import standing, tell_rewards
from referral_api.use_cases.explaining.telling import (
    names_for,
    told_sale,
    told_steps,
    without_sale,
)
from referral_api.use_cases.referrals.look_up import known_referral

UNDECIDED = "No rule has been decided about it yet, or none rewards it."


async def explain_referral(
    business_id: UUID, referral_id: UUID, *, session: AsyncSession
) -> Explanation:
    """The whole story of a referral; RejectedError `not_found`."""
    referral = await known_referral(business_id, referral_id, session=session)
    called = await names_of(session, business_id, (referral.referrer_id, referral.prospect_id))
    names = names_for(referral, called, None)
    sales = await sales_of_referral(session, business_id, referral_id)
    refunds = await refunds_of_sales(session, business_id, [sale.id for sale in sales])
    rewards = await rewards_about(session, business_id, referral_id=referral_id)
    returned = by_sale(refunds)
    story = [
        *told_steps(referral, names),
        *(entry for sale in sales for entry in told_sale(sale, names)),
        *(entry for sale in sales for entry in told_refunds(returned[sale.id], sale)),
        *await tell_rewards(session, business_id, rewards, names),
    ]
    letters = await letters_about(session, business_id, subjects_of(referral_id, rewards))
    return Explanation(
        sentence=" ".join([_sentence(referral, sales, rewards, names), *told_waiting(letters)]),
        for_referrer=_gently(rewards),
        story=in_order([*story, *map(told_message, letters)]),
    )


def subjects_of(referral_id: UUID | None, rewards: Sequence[Row[Any]]) -> list[str]:
    """What letters may be about: the referral, and each reward."""
    own = [ids.show("ref", referral_id)] if referral_id else []
    return own + [ids.show("rwd", reward.id) for reward in rewards]


def _sentence(
    referral: Row[Any], sales: Sequence[Row[Any]], rewards: Sequence[Row[Any]], names: Names
) -> str:
    told = [standing(reward).standing(names) for reward in rewards]
    real = [sale for sale in sales if not sale.test]
    if real:
        return " ".join([bought_in_all(real, names), *(told or [UNDECIDED])])
    tested = [only_tests(sales)] if sales else []
    return " ".join([without_sale(referral, names), *tested, *told])


def by_sale(refunds: Sequence[Row[Any]]) -> Mapping[UUID, list[Row[Any]]]:
    """The refunds of each sale, in their order."""
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for refund in refunds:
        found[refund.sale_id].append(refund)
    return found


def _gently(rewards: Sequence[Row[Any]]) -> str:
    """Of the referrer's own rewards alone (R-INC-14)."""
    own = [standing(reward) for reward in rewards if reward.to == "referrer"]
    told = dict.fromkeys(reward.gently() for reward in own)
    return " ".join(told) or "Thank you for your referral. There is nothing new to tell of it yet."
