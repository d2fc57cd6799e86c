"""Which services have moved their timers to where a test business's clock is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
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
