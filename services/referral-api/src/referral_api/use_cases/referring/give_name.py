"""A name that the API was told of."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.seal import Hasher
from referral_api.db.people.people import survivors_of
from referral_api.domain.other_content import other_content
from referral_api.domain.referrals.body import ReferralBody
from referral_api.use_cases.referring.name_referral import name_referral

_HOW = "This stays as it was told when the name was given first; leave it out."


async def give_name(
    business_id: UUID, body: ReferralBody, actor: str, *, session: AsyncSession, hasher: Hasher
) -> tuple[Row[Any], bool]:
    """The referral, and whether it is new. RejectedError `referral_differs` where the pair is known
    in the program and something else was told of it; what is left out says nothing."""
    row, is_new = await name_referral(business_id, body, actor, session=session, hasher=hasher)
    if is_new:
        return row, True
    told = {
        "context": (body.context, row.context),
        "rep_id": (await _standing(business_id, body.rep_id, session), row.rep_id),
        "metadata": (dict(body.metadata) or None, row.metadata),
    }
    differing = [field for field, (now, kept) in told.items() if now is not None and now != kept]
    if row.permission and not body.permission:
        differing.append("permission")
    if differing:
        shown = ids.show("ref", row.id)
        how = dict.fromkeys(differing, _HOW)
        raise other_content("referral_differs", "referral", how, shown)
    return row, False


async def _standing(
    business_id: UUID, person_id: UUID | None, session: AsyncSession
) -> UUID | None:
    if person_id is None:
        return None
    who = business_id, person_id
    return (await survivors_of(session, [who])).get(who, person_id)
