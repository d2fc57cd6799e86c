"""A prospect says whether they want to be introduced, by the link that they were given."""

from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.seal import Hasher
from referral_api.domain.referrals.states import may_move
from referral_api.use_cases.introductions.introduce import Shown, introduce
from referral_api.use_cases.introductions.withdraw_prospect import Refusal, withdraw_prospect
from referral_api.use_cases.referrals.look_up import known_referral

KIND = "opt_in_link"


async def answer_introduction(
    who: tuple[UUID, UUID],
    answer: Literal["yes", "no"],
    *,
    session: AsyncSession,
    hasher: Hasher,
) -> None:
    """A yes is evidence of an introduction (R-INT-05), a no is for good and to everybody. Of a
    referral that cannot become what they say any more, nothing changes: but a no is always heard.
    RejectedError `not_found`."""
    row = await known_referral(*who, session=session, lock=answer == "yes")
    business_id, prospect = row.business_id, row.prospect_id
    at, actor = await clock.now(session, business_id), ids.show("per", prospect)
    if answer == "no":
        refusal = Refusal(at, actor, KIND)
        await withdraw_prospect((business_id, prospect), refusal, session=session, hasher=hasher)
    elif may_move(row.status, "introduced"):
        await introduce(row, Shown(at, actor, {"kind": KIND}), session=session)
