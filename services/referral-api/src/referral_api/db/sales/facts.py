"""What is known now of a sale beside its row, and a decision about it looks at."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.sales.referred import referred_sales
from referral_api.db.sales.standing import standing

_FACTS = text(f"""
    select {standing("r", "referrer_id")} as referrer_id, b.country as buyer_country,
        b.tags as buyer_tags, c.clicked_at, n.*
    from sale s
    join business z on z.business_id = s.business_id
    join referral r on r.business_id = s.business_id and r.id = s.referral_id
    join person b on b.business_id = s.business_id and b.id = s.buyer_id
    left join click c on c.business_id = s.business_id and c.id = :click_id
    cross join lateral ({referred_sales("r.referrer_id", "s.closed_at", "s.id")}) n
    where s.business_id = :business_id and s.id = :id
""")  # noqa: S608 constants of ours


async def facts_of(
    session: AsyncSession, business_id: UUID, sale_id: UUID, click_id: UUID | None
) -> Row[Any] | None:
    """Who is to thank, who bought, when the click was that decided it, and how many referred sales
    there were up to it; None where it belongs to no referral."""
    wanted = {"business_id": business_id, "id": sale_id, "click_id": click_id}
    return (await session.execute(_FACTS, wanted)).one_or_none()
