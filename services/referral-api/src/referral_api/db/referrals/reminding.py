"""When referrers were reminded of introductions that were asked of them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_REMIND = text("""
    with told as (
        select * from unnest(cast(:businesses as uuid[]), cast(:referrals as uuid[]),
                             cast(:times as timestamptz[])) as e (of_business, of_referral, at)
    ), locked as materialized (
        select r.business_id, r.id from referral r
        join told on (of_business, of_referral) = (r.business_id, r.id)
        order by r.business_id, r.id for no key update of r
    )
    update referral r set reminded_at = t.at, version = r.version + 1, updated_at = now()
    from locked l join told t on (t.of_business, t.of_referral) = (l.business_id, l.id)
    where (r.business_id, r.id) = (l.business_id, l.id)
      and t.at > coalesce(r.reminded_at, '-infinity')
""")


async def note_reminded(
    session: AsyncSession, reminded: Mapping[tuple[UUID, UUID], datetime]
) -> None:
    """Keep when the referrers of these referrals (business and id) were reminded, where that is
    later than what is known."""
    await session.execute(
        _REMIND,
        {
            "businesses": [business_id for business_id, _ in reminded],
            "referrals": [referral_id for _, referral_id in reminded],
            "times": list(reminded.values()),
        },
    )
