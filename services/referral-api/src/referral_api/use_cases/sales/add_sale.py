"""Record one sale that the API was told of."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.seal import Hasher
from referral_api.db.sales.reading import sale_of
from referral_api.domain.sales.ahead import check_not_ahead
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.retelling import sale_differs
from referral_api.domain.sales.sale import ReportedSale
from referral_api.use_cases.sales.people_of_sale import people_differ
from referral_api.use_cases.sales.record_sales import RecordedSale, record_sales


async def add_sale(
    business_id: UUID, sale: ReportedSale, *, session: AsyncSession, hasher: Hasher
) -> tuple[Row[Any], bool]:
    """The sale as it is kept, and whether it was new. RejectedError `invalid_request` where it lies
    in the future, `person_unknown` where buyer or rep is given by an id of nobody, `sale_differs`
    where it is known, says something else, and is no older version of it."""
    check_not_ahead(sale.closed_at, await clock.now(session, business_id))
    report = SaleReport(business_id, sale)
    (recorded,) = await record_sales([report], session=session, hasher=hasher)
    row = await sale_of(session, business_id, recorded.sale_id)
    assert row is not None
    if not recorded.is_fresh:
        await _check_same(report, recorded, row, session)
    return row, recorded.is_fresh


async def _check_same(
    report: SaleReport, recorded: RecordedSale, row: Row[Any], session: AsyncSession
) -> None:
    told_at = report.sale.reported_at
    if told_at is not None and told_at < row.reported_at:
        return
    fields = await people_differ(report, row, recorded.left, session=session)
    if fields:
        raise sale_differs(ids.show("sal", row.id), row, fields)
