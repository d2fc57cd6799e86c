"""Sales as they are read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import func

from referral_api.db.pages import Paged, read_page
from referral_api.db.sales.tables import refund, sale
from referral_api.db.single import one_or_none
from referral_api.domain.page import Page


def _shown(business_id: UUID) -> Select[Any]:
    """Sales with their refunds, oldest first."""
    one = func.jsonb_build_object(
        "id",
        refund.c.id,
        "external_id",
        refund.c.external_id,
        "amount_minor",
        refund.c.amount_minor,
        "status",
        refund.c.status,
        "occurred_at",
        refund.c.occurred_at,
        "reason",
        refund.c.reason,
    )
    refunds = (
        select(func.jsonb_agg(aggregate_order_by(one, refund.c.occurred_at, refund.c.id)))
        .where(refund.c.business_id == sale.c.business_id, refund.c.sale_id == sale.c.id)
        .correlate(sale)
        .scalar_subquery()
    )
    return select(sale, refunds.label("refunds")).where(sale.c.business_id == business_id)


async def list_sales(
    session: AsyncSession, business_id: UUID, filters: Mapping[str, Any], page: Page
) -> Paged:
    """Sales whose columns equal `filters`."""
    statement = _shown(business_id)
    for column, value in filters.items():
        statement = statement.where(sale.c[column] == value)
    return await read_page(session, statement, sale, page)


async def sale_of(session: AsyncSession, business_id: UUID, sale_id: UUID) -> Row[Any] | None:
    return await one_or_none(session, _shown(business_id).where(sale.c.id == sale_id))
