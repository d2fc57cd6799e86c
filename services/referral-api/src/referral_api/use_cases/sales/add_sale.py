"""Record one sale that the API was told of."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Hasher
from referral_api.db.sales.reading import sale_of
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import ReportedSale
from referral_api.use_cases.sales.record_sales import record_sales


async def add_sale(
    business_id: UUID, sale: ReportedSale, *, session: AsyncSession, hasher: Hasher
) -> tuple[Row[Any], bool]:
    """The sale as it is kept, and whether it was new. RejectedError `person_unknown` where buyer or
    rep is given by an id of nobody."""
    (recorded,) = await record_sales(
        [SaleReport(business_id, sale)], session=session, hasher=hasher
    )
    row = await sale_of(session, business_id, recorded.sale_id)
    assert row is not None
    return row, recorded.is_fresh
