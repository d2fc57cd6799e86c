"""Record one refund that the API was told of."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import Kind, Problem, RejectedError
from referral_api.db.sales.reading import sale_of
from referral_api.domain.sales.body import RefundBody
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.use_cases.sales.record_refunds import (
    RefundRefused,
    RefundReport,
    record_refunds,
)


async def add_refund(
    business_id: UUID, sale_id: UUID, body: RefundBody, *, session: AsyncSession
) -> Row[Any]:
    """The sale with its refunds. RejectedError `not_found`, or `currency_differs`.

    It holds from now on: what is told of the same refund later replaces it.
    """
    if await sale_of(session, business_id, sale_id) is None:
        raise RejectedError("not_found", "There is no such sale.", kind=Kind.NOT_FOUND)
    refund = ReportedRefund(
        sale_id=sale_id,
        external_id=body.external_id,
        amount=body.amount,
        state=body.status,
        occurred_at=body.occurred_at,
        reported_at=await clock.now(session, business_id),
        reason=body.reason,
    )
    (outcome,) = await record_refunds([RefundReport(business_id, refund)], session=session)
    if isinstance(outcome, RefundRefused):
        problem = Problem("/amount/currency", "currency_differs", outcome.reason)
        raise RejectedError("currency_differs", outcome.reason, problems=[problem])
    row = await sale_of(session, business_id, sale_id)
    assert row is not None
    return row
