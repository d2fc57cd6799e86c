"""Moving what belongs to an alias to the person who stands for it.

What its own key forbids to move (a second participation in one program, a second referral of the
same pair) stays with the alias, which is one step from its survivor for whoever reads it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx

# Behind those of the survivor, whose preferred address stays the preferred one.
_IDENTIFIERS = text("""
    with ranked as (
        select business_id, kind, source, value,
               row_number() over (order by created_at, rank) as place
        from person_identifier where business_id = :business_id and person_id = :alias)
    update person_identifier i set person_id = :into, created_at = now(), rank = r.place
    from ranked r
    where (i.business_id, i.kind, i.source, i.value) = (r.business_id, r.kind, r.source, r.value)
""")
_PARTICIPANTS = text(f"""
    update participant p
    set person_id = :into, version = p.version + 1, updated_at = now(), seq = p.seq + 1,
        last_tx = {next_tx("p.last_tx")}
    where p.business_id = :business_id and p.person_id = :alias
      and not exists (select from participant o where o.business_id = p.business_id
                      and o.program_id = p.program_id and o.person_id = :into)
    returning p.*
""")  # noqa: S608 a constant of ours
_REFERRERS = text("""
    update referral r set referrer_id = :into, version = r.version + 1, updated_at = now()
    where r.business_id = :business_id and r.referrer_id = :alias
      and not exists (select from referral o where o.business_id = r.business_id
                      and o.program_id = r.program_id and o.referrer_id = :into
                      and o.prospect_id = r.prospect_id)
""")
_PROSPECTS = text("""
    update referral r set prospect_id = :into, version = r.version + 1, updated_at = now()
    where r.business_id = :business_id and r.prospect_id = :alias
      and not exists (select from referral o where o.business_id = r.business_id
                      and o.program_id = r.program_id and o.referrer_id = r.referrer_id
                      and o.prospect_id = :into)
""")
_SALES = text("""
    update sale set buyer_id = :into, version = version + 1, updated_at = now()
    where business_id = :business_id and buyer_id = :alias
""")
# Deleted first: whoever counts at the same moment has counted before, or counts for the survivor.
_COUNTS = text("""
    with gone as (
        delete from referrer_sales where business_id = :business_id and referrer_id = :alias
        returning business_id, period, count)
    insert into referrer_sales (business_id, referrer_id, period, count)
    select business_id, :into, period, count from gone order by period
    on conflict (business_id, referrer_id, period)
        do update set count = referrer_sales.count + excluded.count
""")


async def move_belongings(
    session: AsyncSession, business_id: UUID, alias: UUID, into: UUID
) -> Sequence[Row[Any]]:
    """Move all that is the alias's, whose row is locked; the participants that moved, as their
    next event says them."""
    names = {"business_id": business_id, "alias": alias, "into": into}
    moved = (await session.execute(_PARTICIPANTS, names)).all()
    for statement in (_IDENTIFIERS, _REFERRERS, _PROSPECTS, _SALES, _COUNTS):
        await session.execute(statement, names)
    return moved
