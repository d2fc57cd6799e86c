"""Sales that were decided on, each with the facts it was decided by, for the refunds to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Column, PrimaryKeyConstraint, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import Facts
from rewards_worker.db.metadata import metadata

sale = Table(
    "sale",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("sale_id", Uuid, nullable=False),
    # Null where the sale belongs to no referral: it is only remembered as seen.
    Column("facts", JSONB),
    PrimaryKeyConstraint("business_id", "sale_id"),
)

_ADD = text("""
    insert into sale (business_id, sale_id, facts)
    select b, s, f::jsonb
    from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:facts as text[]))
        as e (b, s, f)
    order by 1, 2
    on conflict do nothing
    returning business_id, sale_id
""")
_FACTS = text("""
    select s.business_id, s.sale_id, s.facts
    from sale s
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, sale_id)
      on (e.business_id, e.sale_id) = (s.business_id, s.sale_id)
""")
_AS_JSON = TypeAdapter(Facts)


@dataclass(frozen=True, slots=True)
class DecidedSale:
    """A sale and its facts; none where it belongs to no referral."""

    business_id: UUID
    sale_id: UUID
    facts: Facts | None


async def add_sales(session: AsyncSession, sales: Sequence[DecidedSale]) -> set[tuple[UUID, UUID]]:
    """Remember sales; those that were not known, by business and sale, are new."""
    rows = await session.execute(
        _ADD,
        {
            "businesses": [one.business_id for one in sales],
            "ids": [one.sale_id for one in sales],
            "facts": [_written(one.facts) for one in sales],
        },
    )
    return {(row.business_id, row.sale_id) for row in rows}


async def facts_of_sales(
    session: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Facts | None]:
    """The facts by which sales were decided, by business and sale; unknown sales are not there."""
    wanted = list(keys)
    rows = await session.execute(
        _FACTS, {"businesses": [b for b, _ in wanted], "ids": [s for _, s in wanted]}
    )
    return {(row.business_id, row.sale_id): _read(row.facts) for row in rows}


def _written(facts: Facts | None) -> str | None:
    if facts is None:
        return None
    return orjson.dumps(_AS_JSON.dump_python(facts, mode="json", exclude_defaults=True)).decode()


def _read(raw: Any) -> Facts | None:
    return _AS_JSON.validate_python(raw) if raw is not None else None
