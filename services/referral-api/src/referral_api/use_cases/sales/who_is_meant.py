"""Find whom a person means who gives a sale away."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, Problem, RejectedError
from referral_api.db.referrals.referrals import referral_of
from referral_api.db.sales.attributing import participation_named
from referral_api.db.sales.prior import referrals_of_buyers
from referral_api.domain.referrals.states import check_move
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.candidates import PriorReferral
from referral_api.domain.sales.giving import AttributeBody, by_hand
from referral_api.use_cases.attribution.know_priors import prior_referral
from referral_api.use_cases.attribution.standing import participation


async def who_is_meant(
    row: Row[Any], to: AttributeBody, actor: str, *, session: AsyncSession
) -> Attribution:
    """The attribution that `actor` decides for the sale `row`. RejectedError where it cannot be."""
    if to.is_nobody:
        return by_hand(row.match, actor)
    if to.referral_id:
        prior = await _prior(row, to.referral_id, session)
        return by_hand(row.match, actor, participation=prior.participation, prior=prior)
    found = await participation_named(session, row.business_id, to.participant_id, to.code)
    if found is None:
        raise RejectedError("not_found", "There is no such participant.", kind=Kind.NOT_FOUND)
    if found.person_id == row.buyer_id:
        detail = "The participant is the buyer: nobody refers themselves."
        at = "/code" if to.code else "/participant_id"
        problem = Problem(at, "self_referral", detail)
        raise RejectedError("self_referral", detail, kind=Kind.CONFLICT, problems=[problem])
    return by_hand(row.match, actor, participation=participation(found))


async def _prior(row: Row[Any], referral_id: UUID, session: AsyncSession) -> PriorReferral:
    buyer = {"position": 0, "business_id": row.business_id, "person_id": row.buyer_id, "traces": []}
    for found in await referrals_of_buyers(session, [buyer]):
        if found.referral_id == referral_id:
            if found.status != "won":
                check_move(found.status, "won")
            return prior_referral(found, "manual")
    if await referral_of(session, row.business_id, referral_id) is None:
        raise RejectedError("not_found", "There is no such referral.", kind=Kind.NOT_FOUND)
    raise RejectedError(
        "buyer_differs",
        "The prospect of this referral is not the buyer; if they are one person, merge them first.",
        kind=Kind.CONFLICT,
    )
