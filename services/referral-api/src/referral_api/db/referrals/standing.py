"""What is known of a referral's people at a moment, as a decision about a stage looks at it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.sales.referred import referred_sales
from referral_api.db.sales.standing import HOUSEHOLDS, standing
from referral_api.db.single import one

_AT = "cast(:at as timestamptz)"
_STANDING = text(f"""
    select r.rep_id, p.joined_at, p.terms_sent_at, p.discussed_at,
        a.country as referrer_country, a.tags as referrer_tags, a.favourites_captured_at,
        a.first_purchase_at as client_since,
        b.country as prospect_country, b.tags as prospect_tags,
        b.first_purchase_at as bought_at, ah.households as referrer_households,
        bh.households as prospect_households, n.*
    from referral r
    join business z on z.business_id = r.business_id
    join person a on a.business_id = r.business_id and a.id = {standing("r", "referrer_id")}
    join person b on b.business_id = r.business_id and b.id = {standing("r", "prospect_id")}
    cross join lateral (select {HOUSEHOLDS} as households from person p
        where p.business_id = a.business_id and p.id = a.id) ah
    cross join lateral (select {HOUSEHOLDS} as households from person p
        where p.business_id = b.business_id and p.id = b.id) bh
    left join participant p on p.business_id = r.business_id and p.program_id = r.program_id
      and p.person_id = r.referrer_id
    cross join lateral ({referred_sales("r.referrer_id", _AT)}) n
    where r.business_id = :business_id and r.id = :id
""")  # noqa: S608 constants of ours


async def standing_at(
    session: AsyncSession, business_id: UUID, referral_id: UUID, at: datetime
) -> Row[Any]:
    """The participation, the people and the referrer's sales behind a referral that is there."""
    wanted = {"business_id": business_id, "id": referral_id, "at": at}
    return await one(session, _STANDING.bindparams(**wanted))
