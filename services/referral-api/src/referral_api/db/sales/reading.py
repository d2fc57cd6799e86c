"""Sales as they are read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, Table, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import func

from referral_api.db.pages import Paged, read_page
from referral_api.db.people.filtering import equals
from referral_api.db.sales.tables import part_payment, refund, sale
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page


def _shown(business_id: UUID) -> Select[Any]:
    """Sales with their refunds and the parts in which they were paid, oldest first."""
    mine = sale.c.business_id == business_id
    return select(sale, _refunds().label("refunds"), _parts().label("parts")).where(mine)


def _refunds() -> ScalarSelect[Any]:
    names = ("id", "external_id", "amount_minor", "status", "occurred_at", "reason")
    one = _as_json(refund, names)
    return (
        select(func.jsonb_agg(aggregate_order_by(one, refund.c.occurred_at, refund.c.id)))
        .where(refund.c.business_id == sale.c.business_id, refund.c.sale_id == sale.c.id)
        .correlate(sale)
        .scalar_subquery()
    )


def _parts() -> ScalarSelect[Any]:
    names = ("reported_at", "paid_minor", "gross_minor", "currency", "cancelled")
    one = _as_json(part_payment, names)
    return (
        select(func.jsonb_agg(aggregate_order_by(one, part_payment.c.reported_at)))
        .where(
            part_payment.c.business_id == sale.c.business_id,
            part_payment.c.source == sale.c.source,
            part_payment.c.external_id == sale.c.external_id,
        )
        .correlate(sale)
        .scalar_subquery()
    )


def _as_json(table: Table, names: tuple[str, ...]) -> Any:
    return func.jsonb_build_object(*(part for name in names for part in (name, table.c[name])))


async def list_sales(
    session: AsyncSession,
    business_id: UUID,
    filters: Mapping[str, Any],
    page: Page,
    referred: bool | None = None,
) -> Paged:
    """Sales whose columns equal `filters`, and of which somebody is to thank, or nobody."""
    statement = _shown(business_id)
    if referred is not None:
        statement = statement.where(sale.c.referral_id.is_not(None) == referred)
    for column, value in filters.items():
        statement = statement.where(equals(sale, column, value, business_id))
    return await read_page(session, statement, sale, page)


async def sale_of(session: AsyncSession, business_id: UUID, sale_id: UUID) -> Row[Any] | None:
    return await one_or_none(session, _shown(business_id).where(sale.c.id == sale_id))
