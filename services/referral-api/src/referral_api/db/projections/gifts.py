"""What is to be handed over by whoever does a task about a reward."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.sales.standing import standing

# A favourite is the beneficiary's own word, so it is read from them and kept nowhere else.
_GIFTS = text(f"""
    select r.id, r.kind, r.currency, r.amount_minor, r.points, r.percent_off,
           cast(r.balances ->> 'available' as bigint) as outstanding,
           r.verdict ->> 'item' as item, r."to", p.id as beneficiary_id,
           case when r.verdict ->> 'where' = 'favourite' then
               case r.kind when 'charity_donation' then p.favourite_charity
                           else p.favourite_restaurant end
           else r.verdict ->> 'where' end as "where"
    from reward r
    left join person p on p.business_id = r.business_id and p.id = {standing("r", "beneficiary_id")}
    where r.business_id = :business_id and r.id = any(cast(:ids as uuid[]))
""")  # noqa: S608  # a constant of ours


async def gifts_behind(
    session: AsyncSession, business_id: UUID, tasks: Iterable[Row[Any]]
) -> dict[str, Row[Any]]:
    """The gifts of the rewards that these tasks are about, by the rewards' TypeIDs."""
    subjects = {each for task in tasks for each in task.subjects if each.startswith("rwd_")}
    if not subjects:
        return {}
    wanted = {"business_id": business_id, "ids": [ids.read("rwd", each) for each in subjects]}
    return {ids.show("rwd", row.id): row for row in await session.execute(_GIFTS, wanted)}
