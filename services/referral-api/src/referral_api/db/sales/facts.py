"""A sale with all that a decision about it looks at, as it is known now."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.sales.standing import HOUSEHOLDS

# Sales count in the business's own months and years, up to and with the one at hand.
_FACTS = text(f"""
    select s.*, r.referrer_id, p.joined_at, p.terms_sent_at, p.discussed_at, c.clicked_at,
        b.country as buyer_country, b.region as buyer_region, b.tags as buyer_tags,
        b.accepts as buyer_accepts, a.country as referrer_country, a.region as referrer_region,
        a.tags as referrer_tags, a.accepts as referrer_accepts, a.favourites_captured_at,
        a.first_purchase_at as client_since, h.households as referrer_households,
        n.sales_in_month, n.sales_in_year, n.sales_lifetime,
        array(select distinct i ->> 'product_id' from jsonb_array_elements(s.items) as i
              where i ->> 'product_id' is not null order by 1) as product_ids
    from sale s
    join referral r on r.business_id = s.business_id and r.id = s.referral_id
    join person b on b.business_id = s.business_id and b.id = s.buyer_id
    join person a on a.business_id = s.business_id and a.id = r.referrer_id
    cross join lateral (select {HOUSEHOLDS} as households from person p
        where p.business_id = a.business_id and p.id = a.id) h
    join business z on z.business_id = s.business_id
    left join participant p on p.business_id = s.business_id and p.program_id = r.program_id
      and p.person_id = r.referrer_id
    left join click c on c.business_id = s.business_id and c.id = s.click_id
    cross join lateral (
        select count(*)::int as sales_lifetime,
            count(*) filter (where date_trunc('month', o.closed_at at time zone z.time_zone)
                = date_trunc('month', s.closed_at at time zone z.time_zone))::int
                as sales_in_month,
            count(*) filter (where date_trunc('year', o.closed_at at time zone z.time_zone)
                = date_trunc('year', s.closed_at at time zone z.time_zone))::int as sales_in_year
        from sale o
        join referral q on q.business_id = o.business_id and q.id = o.referral_id
        where o.business_id = s.business_id and q.referrer_id = r.referrer_id
          and (o.id = s.id or not o.test) and o.closed_at <= s.closed_at
    ) n
    where s.business_id = :business_id and s.id = :id
""")  # noqa: S608 a constant of ours


async def facts_of(session: AsyncSession, business_id: UUID, sale_id: UUID) -> Row[Any] | None:
    """The sale's row with its referrer, people and counts; None where it belongs to no referral."""
    found = await session.execute(_FACTS, {"business_id": business_id, "id": sale_id})
    return found.one_or_none()
