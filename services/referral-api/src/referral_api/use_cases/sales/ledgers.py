"""Sales with what has gone back of each."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.money import Money
from referral_api.db.sales.refunds import refunds_of
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.refunding import Ledger


async def with_refunds(
    sales: Sequence[Row[Any]], nets: Mapping[UUID, Money], *, session: AsyncSession
) -> dict[UUID, Ledger]:
    """By sale, its refunds so far against its net in `nets`; one statement."""
    ledgers = {row.id: Ledger(row.business_id, row.id, nets[row.id]) for row in sales}
    if not ledgers:
        return {}
    for row in await refunds_of(session, [(each.business_id, each.id) for each in sales]):
        ledger = ledgers[row.sale_id]
        ledger.known[row.external_id] = (row.id, _known(row, ledger.net.currency))
    return ledgers


def _known(row: Row[Any], currency: str) -> ReportedRefund:
    return ReportedRefund(
        external_id=row.external_id,
        amount=Money(minor=row.amount_minor, currency=currency),
        state=row.status,
        occurred_at=row.occurred_at,
        reported_at=row.reported_at,
        reason=row.reason,
    )
