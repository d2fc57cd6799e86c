"""A name that the API was told of."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.seal import Hasher
from referral_api.db.people.people import survivors_of
from referral_api.db.referrals.referrals import change_referral
from referral_api.domain.other_content import other_content
from referral_api.domain.referrals.body import ReferralBody
from referral_api.use_cases.people.note_referred import note_referred
from referral_api.use_cases.referrals.look_up import known_referral
from referral_api.use_cases.referring.name_referral import name_referral

_HOW = "This stays as it was told when the name was given first; leave it out."


async def give_name(
    business_id: UUID, body: ReferralBody, actor: str, *, session: AsyncSession, hasher: Hasher
) -> tuple[Row[Any], bool]:
    """The referral, and whether it is new: of a pair that is known in the program, what was not
    told before is taken, and leave is never taken back. RejectedError `referral_differs` where
    something else was told before."""
    row, is_new = await name_referral(business_id, body, actor, session=session, hasher=hasher)
    if is_new:
        return row, True
    who = business_id, row.id
    row = await known_referral(*who, session=session, lock=True)
    told = await _told(business_id, body, session)
    kept = {field: getattr(row, field) for field in told}
    differing = [field for field in told if kept[field] and kept[field] != told[field]]
    if differing:
        how = dict.fromkeys(differing, _HOW)
        raise other_content("referral_differs", "referral", how, ids.show("ref", row.id))
    news = {field: value for field, value in told.items() if not kept[field]}
    if news:
        await change_referral(session, *who, news)
    if news.keys() & {"context", "need"}:
        words = {"id": row.id, "context": row.context, "need": row.need, **news}
        await note_referred((business_id, row.prospect_id), words, session=session)
    return await known_referral(*who, session=session), False


async def _told(business_id: UUID, body: ReferralBody, session: AsyncSession) -> dict[str, Any]:
    """The fields that say something."""
    rep_id = body.rep_id
    if rep_id is not None:
        who = business_id, rep_id
        rep_id = (await survivors_of(session, [who])).get(who, rep_id)
    told = body.model_dump(include={"context", "need"})
    told |= {"rep_id": rep_id, "metadata": dict(body.metadata)}
    return {field: value for field, value in told.items() if value}
