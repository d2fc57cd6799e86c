"""What somebody has had of a business before, which rules of law may limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.money import Money

LAST = UUID(int=2**128 - 1)
"""The id behind all others: what is about to be made."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A person, and the reward (its id, `earned_at` and currency) before which to count, in the
    years of a time zone."""

    business_id: UUID
    person_id: UUID
    reward_id: UUID
    at: datetime
    currency: str
    zone: str


@dataclass(frozen=True, slots=True)
class Had:
    """In the calendar year, and in the twelve months, that end with the reward. None where a part
    of it has no price in its currency, or may be counted under another person's id."""

    in_year: Money | None
    in_12_months: Money | None


# What is owed or given counts, from earned on; a thank-you is worth nothing (R-THX-04).
_HAD = text("""
    select e.n,
        coalesce(sum(r.amount) filter (where r.earned_at >= e.year_begins), 0) as in_year,
        coalesce(sum(r.amount) filter (where r.earned_at > e.at - interval '12 months'), 0)
            as in_12_months,
        count(r.id) filter (where r.currency is distinct from e.currency) as unpriced,
        exists (select 1 from person p
                where p.business_id = e.business_id and p.merged_into = e.person_id) as has_aliases
    from (
        select u.*, date_trunc('year', u.at at time zone u.zone) at time zone u.zone as year_begins
        from unnest(
            cast(:businesses as uuid[]), cast(:people as uuid[]), cast(:rewards as uuid[]),
            cast(:times as timestamptz[]), cast(:currencies as text[]), cast(:zones as text[])
        ) with ordinality as u (business_id, person_id, reward_id, at, currency, zone, n)
    ) e
    left join reward r on r.business_id = e.business_id and r.beneficiary_id = e.person_id
        and r.state not in ('denied', 'revoked', 'expired') and r.kind <> 'recognition'
        and (r.earned_at, r.id) < (e.at, e.reward_id)
        and r.earned_at >= least(e.year_begins, e.at - interval '12 months')
    group by e.n, e.business_id, e.person_id
    order by e.n
""")


async def had_before(session: AsyncSession, asked: Sequence[Asked]) -> list[Had]:
    """What each of these people has had, in their order, in one statement."""
    if not asked:
        return []
    rows = await session.execute(
        _HAD,
        {
            "businesses": [one.business_id for one in asked],
            "people": [one.person_id for one in asked],
            "rewards": [one.reward_id for one in asked],
            "times": [one.at for one in asked],
            "currencies": [one.currency for one in asked],
            "zones": [one.zone for one in asked],
        },
    )
    return [
        _had(row.in_year, row.in_12_months, one.currency)
        if not row.unpriced and not row.has_aliases
        else Had(None, None)
        for one, row in zip(asked, rows, strict=True)
    ]


def _had(in_year: int, in_12_months: int, currency: str) -> Had:
    return Had(
        Money(minor=int(in_year), currency=currency),
        Money(minor=int(in_12_months), currency=currency),
    )
