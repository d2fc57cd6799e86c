"""Deliveries as they are read and put back into the queue by people."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.connections.deliveries import NewDelivery, delivery
from referral_api.db.pages import Paged, read_page
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page

_BULKY = ("raw", "headers")
_REQUEUE = """
    update delivery
    set status = 'received', reason = null, waits_for = null, attempts = 0, queued_at = now(),
        next_at = now(), version = version + 1, updated_at = now()
"""
_REPLAY = text(f"""{_REQUEUE}
    where business_id = :business_id and id = :delivery_id and erased_at is null returning *
""")
# A CTE that locks is computed once; a subquery might be computed again, for further rows.
_REPLAY_MANY = text(f"""
    with due as materialized (
        select id as due_id from delivery
        where business_id = :business_id and status = any(cast(:statuses as text[]))
          and erased_at is null
          and (cast(:connection_id as uuid) is null or connection_id = :connection_id)
          and (cast(:received_from as timestamptz) is null or created_at >= :received_from)
          and (cast(:received_before as timestamptz) is null or created_at < :received_before)
        order by id limit :at_most for update skip locked)
    {_REQUEUE} from due where business_id = :business_id and id = due.due_id
    returning id
""")  # noqa: S608 a constant of ours


async def list_deliveries(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Deliveries whose columns equal `filters`, without their bodies: 100 may be 500 MB."""
    columns = [column for column in delivery.c if column.name not in _BULKY]
    statement = select(*columns).where(delivery.c.business_id == business_id)
    for column, value in filters.items():
        statement = statement.where(delivery.c[column] == value)
    return await read_page(session, statement, delivery, page)


async def delivery_of(
    session: AsyncSession, business_id: UUID, delivery_id: UUID
) -> Row[Any] | None:
    """The delivery with all that came."""
    wanted = select(delivery).where(
        delivery.c.business_id == business_id, delivery.c.id == delivery_id
    )
    return await one_or_none(session, wanted)


async def tell(
    session: AsyncSession, business_id: UUID, delivery_id: UUID, status: str, reason: str | None
) -> None:
    """Write what came of asking for what a delivery only named; not where it was replayed since,
    and waits to be applied anew."""
    await session.execute(
        update(delivery)
        .where(delivery.c.business_id == business_id, delivery.c.id == delivery_id)
        .where(delivery.c.status.in_(("applied", "failed")))
        .values(
            status=status,
            reason=reason,
            version=delivery.c.version + 1,
            updated_at=func.now(),
        )
    )


async def same_delivery(session: AsyncSession, new: NewDelivery) -> UUID | None:
    """The delivery that is here already under the sender's id of this one."""
    found = select(delivery.c.id).where(
        delivery.c.business_id == new.business_id,
        delivery.c.connection_id == new.connection_id,
        delivery.c.external_id == new.external_id,
    )
    known: UUID | None = await session.scalar(found)
    return known


async def requeue(session: AsyncSession, business_id: UUID, delivery_id: UUID) -> Row[Any] | None:
    """The delivery, put back into the queue; None where there is none, or nothing left of it."""
    statement = _REPLAY.bindparams(business_id=business_id, delivery_id=delivery_id)
    return await one_or_none(session, statement)


async def requeue_many(session: AsyncSession, business_id: UUID, wanted: Mapping[str, Any]) -> int:
    """Put deliveries back: `statuses`, `connection_id`, `received_from`, `received_before` (None:
    any), `at_most`; how many."""
    found = await session.execute(_REPLAY_MANY, {"business_id": business_id, **wanted})
    return len(found.all())
