"""What giving a sale to another referral reads and writes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import changed, said
from referral_api.db.sales.standing import OFFER, PARTICIPATION
from referral_api.db.sales.tables import sale
from referral_api.db.single import one, one_or_none

_PARTICIPATION = text(f"""
    select {PARTICIPATION}, {OFFER} from participant p
    join program_version v on v.business_id = p.business_id and v.program_id = p.program_id
                          and v.version = p.program_version
    join business b on b.business_id = p.business_id
    where p.business_id = :business_id
      and (p.id = :participant_id or upper(p.code) = upper(:code))
""")  # noqa: S608 constants of ours
_UNCOUNT = text("""
    update referrer_sales r set count = r.count - 1
    from business b
    where b.business_id = :business_id and r.business_id = b.business_id
      and r.referrer_id = :referrer_id and r.count > 0
      and r.period in ('ever', to_char(:closed_at at time zone b.time_zone, 'YYYY'),
                       to_char(:closed_at at time zone b.time_zone, 'YYYY-MM'))
""")


async def lock_sale(session: AsyncSession, business_id: UUID, sale_id: UUID) -> Row[Any] | None:
    """The sale's row, held until the transaction ends."""
    wanted = select(sale).where(sale.c.business_id == business_id, sale.c.id == sale_id)
    return await one_or_none(session, wanted.with_for_update())


async def participation_named(
    session: AsyncSession, business_id: UUID, participant_id: UUID | None, code: str | None
) -> Row[Any] | None:
    """A participant by id or code, with what their version promises."""
    wanted = {"business_id": business_id, "participant_id": participant_id, "code": code}
    return (await session.execute(_PARTICIPATION, wanted)).one_or_none()


async def uncount_for_referrer(
    session: AsyncSession, business_id: UUID, referrer_id: UUID, closed_at: Any
) -> None:
    """Take a sale off the counts of a referrer, in the periods in which it was counted."""
    what = {"business_id": business_id, "referrer_id": referrer_id, "closed_at": closed_at}
    await session.execute(_UNCOUNT, what)


async def give_sale(
    session: AsyncSession, business_id: UUID, sale_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """The sale as it is now, whose next event says so."""
    this = (sale.c.business_id == business_id) & (sale.c.id == sale_id)
    statement = update(sale).where(this).values(**changed(sale), **said(sale), **changes)
    return await one(session, statement.returning(sale))
