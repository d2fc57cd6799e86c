"""What clients answered on the scale from 0 to 10, counted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

# A client counts once, with their last answer; who was merged into somebody answered as them. On a
# scale from 1 there is no such figure (R-NPS-02).
_COUNTS = text("""
    with answered as (
        select distinct on (1) coalesce(p.merged_into, p.id) as client, a.score, a.answered_at
        from survey_answer a
        join person p on p.business_id = a.business_id and p.id = a.person_id
        where a.business_id = :business_id and a.kind = 'nps' and a.scale_min = 0
          and a.answered_at >= :since and a.answered_at < :until
        order by 1, a.answered_at desc, a.id desc
    ), invited as (
        select coalesce(p.merged_into, p.id) as client, min(i.decided_at) as first_at
        from invitation i
        join person p on p.business_id = i.business_id and p.id = i.person_id
        where i.business_id = :business_id and i.kind <> 'review' and i.sent
          and i.decided_at >= :since and i.decided_at < :until
        group by 1
    )
    select count(*) filter (where score >= 9) as promoters,
           count(*) filter (where score between 7 and 8) as passives,
           count(*) filter (where score <= 6) as detractors,
           (select count(*) from invited) as invited,
           (select count(*) from invited i join answered a using (client)
            where a.answered_at >= i.first_at) as invited_answered
    from answered
""")


async def count_scores(
    session: AsyncSession, business_id: UUID, since: datetime, until: datetime
) -> Row[Any]:
    """How many clients answered what from `since` on and before `until`; how many were invited to
    a survey then, and how many of those answered since."""
    which = {"business_id": business_id, "since": since, "until": until}
    return (await session.execute(_COUNTS, which)).one()
