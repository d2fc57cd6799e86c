"""Record one refund that the API was told of."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import Kind, Problem, RejectedError
from referral_api.db.sales.reading import sale_of
from referral_api.domain.sales.ahead import check_not_ahead
from referral_api.domain.sales.body import RefundBody
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.refunding import Applied
from referral_api.use_cases.sales.record_refunds import (
    RecordedRefund,
    RefundRefused,
    RefundReport,
    record_refunds,
)


async def add_refund(
    business_id: UUID, sale_id: UUID, body: RefundBody, *, session: AsyncSession
) -> tuple[Row[Any], bool]:
    """The sale with its refunds, and whether this one was new. RejectedError `not_found`,
    `invalid_request` where it lies in the future, `currency_differs`, `refund_exceeds_sale`, or
    `refund_differs` where its source says otherwise, and later.

    It holds from now on: what is told of the same refund later replaces it.
    """
    now = await clock.now(session, business_id)
    check_not_ahead(body.occurred_at, now)
    if await sale_of(session, business_id, sale_id) is None:
        raise RejectedError("not_found", "There is no such sale.", kind=Kind.NOT_FOUND)
    refund = ReportedRefund(
        sale_id=sale_id,
        external_id=body.external_id,
        amount=body.amount,
        state=body.status,
        occurred_at=body.occurred_at,
        reported_at=now,
        reason=body.reason,
    )
    (outcome,) = await record_refunds([RefundReport(business_id, refund)], session=session)
    if isinstance(outcome, RefundRefused):
        problem = Problem("/amount/currency", "currency_differs", outcome.reason)
        raise RejectedError("currency_differs", outcome.reason, problems=[problem])
    assert isinstance(outcome, RecordedRefund), "the sale is here"
    _check(outcome.applied)
    row = await sale_of(session, business_id, sale_id)
    assert row is not None
    return row, outcome.applied.is_new


def _check(applied: Applied) -> None:
    if not applied.holds:
        raise RejectedError(
            "refund_differs",
            "This refund is known, and its source says otherwise of it, and later. Read the sale.",
            kind=Kind.CONFLICT,
        )
    if applied.beyond is not None:
        left = applied.beyond.remaining
        detail = (
            f"Of the sale's net, {left.major} {left.currency} are left to go back, so this refund "
            "is too large. Refunds that have not failed count, those under way too."
        )
        raise RejectedError(
            "refund_exceeds_sale",
            detail,
            kind=Kind.CONFLICT,
            problems=[Problem("/amount", "refund_exceeds_sale", detail)],
            remaining=left.model_dump(),
        )
