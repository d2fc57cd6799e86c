"""For how many people referrers are to be thanked within a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Of whoever stands for them too: a second account is no second referrer.
_OTHERS = text("""
    select e.n, array_agg(distinct r.prospect_id) as people
    from unnest(cast(:businesses as uuid[]), cast(:referrers as uuid[]), cast(:prospects as uuid[]),
                cast(:times as timestamptz[]))
        with ordinality as e (business_id, referrer_id, prospect_id, at, n)
    join lateral (
        select e.referrer_id as person_id
        union select p.person_id from person p
              where (p.business_id, p.merged_into) = (e.business_id, e.referrer_id)
    ) w on true
    join reward r on (r.business_id, r.beneficiary_id) = (e.business_id, w.person_id)
        and r.recipient = 'referrer' and r.prospect_id <> e.prospect_id
        and r.earned_at > e.at - interval '1 day' and r.earned_at <= e.at
    group by e.n
""")


@dataclass(frozen=True, slots=True)
class Thanked:
    """Who referred whom, as they are by now, and when that is to be thanked for."""

    business_id: UUID
    referrer_id: UUID
    prospect_id: UUID
    at: datetime


async def others_within_a_day(
    session: AsyncSession, asked: Sequence[Thanked]
) -> list[frozenset[UUID]]:
    """Whom else each of these referrers had brought within a day before; in their order."""
    rows = await session.execute(
        _OTHERS,
        {
            "businesses": [one.business_id for one in asked],
            "referrers": [one.referrer_id for one in asked],
            "prospects": [one.prospect_id for one in asked],
            "times": [one.at for one in asked],
        },
    )
    found = {row.n: frozenset(row.people) for row in rows}
    return [found.get(n, frozenset()) for n in range(1, len(asked) + 1)]
