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


async def begin(session: AsyncSession, business_id: UUID, on: date) -> bool:
    """Whether `on` is a date that was not begun yet; it is now."""
    begun = await session.scalar(_BEGIN, {"business_id": business_id, "on": on})
    return begun is not None


async def next_said(session: AsyncSession, business_id: UUID) -> tuple[int, int]:
    """`seq` and `last_tx` of what is said of a night."""
    row = (await session.execute(_SAID, {"business_id": business_id})).one()
    return row.seq, row.last_tx
