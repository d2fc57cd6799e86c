"""Invitations to surveys and reviews, as far as the next ones depend on them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.people.people import Who, arrays_of

# Those who were merged into somebody were invited as them.
_THOSE = """
    with wanted as (
        select * from unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[]))
            as w (business_id, of_id)
    ), those as (
        select business_id, of_id, of_id as person_id from wanted
        union all
        select p.business_id, w.of_id, p.id from wanted w
        join person p on p.business_id = w.business_id and p.merged_into = w.of_id
    )
"""
_SURVEYS = text(f"""{_THOSE}
    select t.of_id, i.business_id, i.id, i.source, i.external_id, i.kind, i.decided_at
    from those t join invitation i using (business_id, person_id)
    where i.sent and i.kind <> 'review'
""")  # noqa: S608 a constant of this file
_DELIVERED = text(f"""{_THOSE}
    select t.business_id, t.of_id, min(f.fulfilled_at) as at
    from those t join order_fulfilment f using (business_id, person_id)
    group by 1, 2
""")  # noqa: S608 a constant of this file
# Their order has nothing to do with what they said of us: it is that of a hash (R-NPS-04).
_CANDIDATES = text("""
    select p.id from person p
    where p.business_id = :business_id and p.merged_into is null and p.erased_at is null
      and 'client' = any(p.roles)
      and (:kind <> 'transactional_survey' or exists (
          select from order_fulfilment f join person b on b.business_id = f.business_id
              and b.id = f.person_id and p.id in (b.id, b.merged_into)
          where f.business_id = p.business_id and f.fulfilled_at <= :now))
      and (:kind = 'review' or not exists (
          select from invitation i join person b on b.business_id = i.business_id
              and b.id = i.person_id and p.id in (b.id, b.merged_into)
          where i.business_id = p.business_id and i.sent and i.kind <> 'review'
            and (i.decided_at > :any_since
                 or :kind = 'relationship_survey' and i.kind = :kind
                    and i.decided_at > :relationship_since)))
    order by md5(:seed || p.id::text)
""")


async def sent_surveys(session: AsyncSession, who: Iterable[Who]) -> Sequence[Row[Any]]:
    """The surveys that these people were invited to, by `business_id` and `of_id`."""
    return (await session.execute(_SURVEYS, arrays_of(sorted(who)))).all()


async def delivered_first(session: AsyncSession, who: Iterable[Who]) -> dict[Who, datetime]:
    """When each of these people first got what they bought, of those who did."""
    found = await session.execute(_DELIVERED, arrays_of(sorted(who)))
    return {(row.business_id, row.of_id): row.at for row in found}


async def may_be_invited(session: AsyncSession, asked: dict[str, Any]) -> list[UUID]:
    """The clients of a business whom nothing speaks against inviting, in the order of `seed`."""
    return list(await session.scalars(_CANDIDATES, asked))
