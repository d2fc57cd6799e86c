"""What was said last of clients whom a night did not ask, so that only changes are said."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.db.asks.happenings import Who, arrays
from notifier.db.metadata import metadata

consideration = Table(
    "consideration",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("reasons", JSONB, nullable=False),
    PrimaryKeyConstraint("business_id", "person_id"),
)

_OF = text("""
    select business_id, person_id, reasons from consideration where (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
""")
_SAVE = text("""
    insert into consideration (business_id, person_id, reasons)
    select e.business_id, e.person_id, e.reasons::jsonb from unnest(
        cast(:businesses as uuid[]), cast(:people as uuid[]), cast(:reasons as text[])
    ) as e (business_id, person_id, reasons) order by 1, 2
    on conflict (business_id, person_id) do update set reasons = excluded.reasons
""")
_FORGET = text("""
    delete from consideration where (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
""")


async def of_people(
    session: AsyncSession, people: Collection[Who]
) -> dict[Who, list[dict[str, Any]]]:
    """The reasons that were said last of each of these people, if any were."""
    rows = await session.execute(_OF, arrays(people))
    return {(row.business_id, row.person_id): row.reasons for row in rows}


async def save(session: AsyncSession, said: Mapping[Who, list[dict[str, Any]]]) -> None:
    """Keep the reasons of these people; none where nothing says no."""
    if said:
        reasons = [json.dumps(each) for each in said.values()]
        await session.execute(_SAVE, {**arrays(list(said)), "reasons": reasons})


async def forget(session: AsyncSession, people: Collection[Who]) -> None:
    """Remove what was said of these people."""
    await session.execute(_FORGET, arrays(people))
