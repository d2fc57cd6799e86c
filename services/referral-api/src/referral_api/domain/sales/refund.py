"""Refunds: each kept under its own id, so that their sum is right in whatever order they come.

A refund may be reported several times, may be under way, and may fail after it seemed done. What
holds is the newest report; among reports of one moment the one that is further along. So any order
of the same reports, each however often, ends the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from goodword.money import Money

RefundState = Literal["pending", "succeeded", "failed"]

CANCELLED = "cancelled"
"""The id under which a source keeps that an order was cancelled: it takes back whatever is left."""

_RANK: dict[RefundState, int] = {"pending": 0, "succeeded": 1, "failed": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRefund:
    """Money back for one sale, named by our id or by (`source`, `sale_external_id`).

    `amount` is the part of the sale's net that went back; `reported_at` is when the source said so.
    """

    external_id: str
    amount: Money
    state: RefundState = "succeeded"
    occurred_at: datetime
    reported_at: datetime
    reason: str | None = None
    source: str | None = None
    sale_external_id: str | None = None
    sale_id: UUID | None = None


def supersedes(new: ReportedRefund, known: ReportedRefund) -> bool:
    """Whether `new` holds instead of what is known of the same refund."""
    return _order(new) > _order(known)


def says_the_same(new: ReportedRefund, known: ReportedRefund) -> bool:
    """Whether `new` says nothing of a refund that is not known of it, whenever it was said."""
    return _content(new) == _content(known)


def refunded_total(net: Money, refunds: Iterable[ReportedRefund]) -> Money:
    """What has gone back of a sale's original `net`: never more than it."""
    gone = sum(refund.amount.minor for refund in refunds if refund.state == "succeeded")
    return Money(minor=min(gone, net.minor), currency=net.currency)


def _content(refund: ReportedRefund) -> tuple[object, ...]:
    return refund.amount, refund.state, refund.occurred_at, refund.reason


def _order(refund: ReportedRefund) -> tuple[datetime, int, int]:
    return refund.reported_at, _RANK[refund.state], refund.amount.minor
