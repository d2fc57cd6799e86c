"""Objects of providers that were called back about: only to count what is said of each."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns, next_tx
from referral_api.db.metadata import metadata

provider_object = Table(
    "provider_object",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("provider", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "provider", "object_id"),
    ForeignKeyConstraint(["business_id"], ["business.business_id"]),
)

_COUNT = text(f"""
    insert into provider_object as p (business_id, provider, object_id)
    select business_id, provider, object_id from unnest(
        cast(:businesses as uuid[]), cast(:providers as text[]), cast(:object_ids as text[])
    ) as e (business_id, provider, object_id) order by 1, 2, 3
    on conflict (business_id, provider, object_id) do update
    set seq = p.seq + 1, last_tx = {next_tx("p.last_tx")}
    returning business_id, provider, object_id, seq, last_tx
""")  # noqa: S608 a constant of the kernel


async def count_reports(
    session: AsyncSession, objects: Collection[tuple[UUID, str, str]]
) -> Sequence[Row[Any]]:
    """The place of the next event of each (business, provider, object), each named once."""
    wanted = sorted(objects)
    what = {
        "businesses": [business_id for business_id, _, _ in wanted],
        "providers": [provider for _, provider, _ in wanted],
        "object_ids": [object_id for _, _, object_id in wanted],
    }
    return (await session.execute(_COUNT, what)).all()
