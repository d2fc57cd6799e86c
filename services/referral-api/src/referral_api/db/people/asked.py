"""Whom a source means that asks for its customers' data, or for their erasure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

_BUYERS = text("""
    select distinct buyer_id from sale
    where business_id = :business_id and source = :source
      and external_id = any(cast(:external_ids as text[]))
""")
_CONNECTION = text("""
    select d.connection_id,
           exists (select from connection o where o.business_id = c.business_id
                   and o.source = c.source and o.id <> c.id) as has_sisters
    from delivery d
    join connection c on c.business_id = d.business_id and c.id = d.connection_id
    where d.business_id = :business_id and d.id = :delivery_id
""")
_OF_SOURCE = text("""
    select person_id from person_identifier
    where business_id = :business_id and kind = 'external' and source = :source
    union
    select buyer_id from sale where business_id = :business_id and source = :source
""")
_FACTS = text("""
    select distinct f.fact from delivery d cross join lateral unnest(d.facts) as f (fact)
    where d.business_id = :business_id and d.connection_id = :connection_id
      and f.fact like 'sal\\_%'
""")
_BUYERS_BY_ID = text("""
    select distinct buyer_id from sale
    where business_id = :business_id and id = any(cast(:sale_ids as uuid[]))
""")


async def buyers_of(
    session: AsyncSession, business_id: UUID, source: str, external_ids: Sequence[str]
) -> list[UUID]:
    """Who bought in these sales, by the source's ids of them."""
    what = {"business_id": business_id, "source": source, "external_ids": external_ids}
    return list(await session.scalars(_BUYERS, what))


async def connection_of(session: AsyncSession, business_id: UUID, delivery_id: UUID) -> Row[Any]:
    """The connection of a delivery, and whether the business has others of its source."""
    what = {"business_id": business_id, "delivery_id": delivery_id}
    return (await session.execute(_CONNECTION, what)).one()


async def customers_of_source(session: AsyncSession, business_id: UUID, source: str) -> list[UUID]:
    """Everybody whom this source told of."""
    return list(await session.scalars(_OF_SOURCE, {"business_id": business_id, "source": source}))


async def facts_of_connection(
    session: AsyncSession, business_id: UUID, connection_id: UUID
) -> list[str]:
    """The sales, as shown, that came by this connection, as far as its webhooks are kept."""
    what = {"business_id": business_id, "connection_id": connection_id}
    return list(await session.scalars(_FACTS, what))


async def buyers_in(
    session: AsyncSession, business_id: UUID, sale_ids: Sequence[UUID]
) -> list[UUID]:
    """Who bought in these sales."""
    what = {"business_id": business_id, "sale_ids": sale_ids}
    return list(await session.scalars(_BUYERS_BY_ID, what))
