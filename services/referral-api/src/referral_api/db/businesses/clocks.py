"""Which services have moved their timers to where a test business's clock is, and when it moved.

What is stamped by the world's clock (rows, events of workers) is told in the business's own time:
that moment, plus the offset in force at it. Offsets only grow, so the order of moments stays.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ClockApplied
from referral_api.db.columns import NOW
from referral_api.db.metadata import metadata

clock_applied = Table(
    "clock_applied",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("service", Text, nullable=False),
    Column("offset_s", BigInteger, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    PrimaryKeyConstraint("business_id", "service"),
)

clock_move = Table(
    "clock_move",
    metadata,
    Column("business_id", Uuid, nullable=False),
    # In the world's time.
    Column("moved_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("offset_s", BigInteger, nullable=False),
    PrimaryKeyConstraint("business_id", "offset_s"),
)

# One row each, whatever the batch holds: the clock only moves forward.
_SAVE = text("""
    insert into clock_applied (business_id, service, offset_s)
    select business_id, service, max(offset_s)
    from unnest(cast(:business_ids as uuid[]), cast(:services as text[]),
                cast(:offsets as bigint[])) as w (business_id, service, offset_s)
    group by business_id, service
    on conflict (business_id, service) do update
    set offset_s = excluded.offset_s, updated_at = now()
    where clock_applied.offset_s < excluded.offset_s
""")


async def save_applied(session: AsyncSession, applied: Sequence[ClockApplied]) -> None:
    """Note how far services have come; older news change nothing."""
    await session.execute(
        _SAVE,
        {
            "business_ids": [each.business_id for each in applied],
            "services": [each.service for each in applied],
            "offsets": [each.offset_s for each in applied],
        },
    )


async def applied_of(session: AsyncSession, business_id: UUID) -> Sequence[Row[Any]]:
    """`service` and `offset_s` of a business, by service."""
    wanted = select(clock_applied).where(clock_applied.c.business_id == business_id)
    return (await session.execute(wanted.order_by(clock_applied.c.service))).all()


async def note_move(session: AsyncSession, business_id: UUID, offset_s: int) -> None:
    """Keep that the clock of a business has this offset from now on."""
    await session.execute(insert(clock_move).values(business_id=business_id, offset_s=offset_s))


def own_time(business: Column[Any], at: ColumnElement[Any]) -> ColumnElement[datetime]:
    """`at`, a moment of the world told by the same table, in the time of the business."""
    offset_s = (
        select(func.coalesce(func.max(clock_move.c.offset_s), 0))
        .where(clock_move.c.business_id == business, clock_move.c.moved_at <= at)
        .correlate(business.table)
        .scalar_subquery()
    )
    return at + offset_s * literal_column("interval '1 second'")


def own_time_in_sql(at: str) -> str:
    """The same in words of SQL, for the business `:business_id`."""
    return (
        f"({at} + coalesce((select max(k.offset_s) from clock_move k where k.business_id = "  # noqa: S608
        f":business_id and k.moved_at <= {at}), 0) * interval '1 second')"
    )
