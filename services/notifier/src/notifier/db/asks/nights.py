"""Which date of a business was considered last, and how often that was said."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, PrimaryKeyConstraint, Table, Uuid, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from notifier.db.metadata import metadata

night = Table(
    "night",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("considered_on", Date, nullable=False),
    Column("seq", BigInteger, nullable=False, server_default="0"),
    Column("last_tx", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("business_id"),
)

_BEGIN = text("""
    insert into night (business_id, considered_on) values (:business_id, :on)
    on conflict (business_id) do update set considered_on = excluded.considered_on
    where excluded.considered_on > night.considered_on
    returning business_id
""")
_SAID = text(f"""
    update night set seq = seq + 1, last_tx = {next_tx()} where business_id = :business_id
    returning seq, last_tx
""")  # noqa: S608  # a constant of the kernel


_WITHOUT = """
create or replace function businesses_without_night(of_kind text) returns setof uuid
language sql stable security definer set search_path = notifier, pg_catalog, pg_temp as $$
    select b.business_id from business b where not exists (
        select from job j where j.business_id = b.business_id and j.kind = of_kind
            and j.state in ('ready', 'running'))
$$
"""

FUNCTIONS = (_WITHOUT,)
"""With the rights of the tables' owner, since it looks at the jobs of all businesses."""

_UNPLANNED = text("select businesses_without_night(:kind)")


async def unplanned(session: AsyncSession, kind: str) -> list[UUID]:
    """The businesses that no job of `kind` waits for."""
    return list(await session.scalars(_UNPLANNED, {"kind": kind}))


async def begin(session: AsyncSession, business_id: UUID, on: date) -> bool:
    """Whether `on` is a date that was not begun yet; it is now."""
    begun = await session.scalar(_BEGIN, {"business_id": business_id, "on": on})
    return begun is not None


async def next_said(session: AsyncSession, business_id: UUID) -> tuple[int, int]:
    """`seq` and `last_tx` of what is said of a night."""
    row = (await session.execute(_SAID, {"business_id": business_id})).one()
    return row.seq, row.last_tx
