"""Record refunds under their own ids, each report as often and in whatever order it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import Said, say
from goodword.money import Money
from referral_api.db.sales.refunds import lock_sales, save_refunds, save_totals
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.refunding import Applied, Ledger
from referral_api.domain.sales.sale import awaited
from referral_api.use_cases.sales.ledgers import with_refunds

Named: TypeAlias = tuple[UUID, UUID | str | None, str | None]
"""A sale as a report names it: business, and our id, or source and external id."""


@dataclass(frozen=True, slots=True)
class RefundReport:
    """A refund as it was reported to one business."""

    business_id: UUID
    refund: ReportedRefund

    @property
    def named(self) -> Named:
        refund = self.refund
        if refund.sale_id:
            return self.business_id, refund.sale_id, None
        return self.business_id, refund.source, refund.sale_external_id


@dataclass(frozen=True, slots=True)
class RecordedRefund:
    """Where a reported refund is kept, and what it did."""

    applied: Applied

    @property
    def refund_id(self) -> UUID:
        return self.applied.refund_id

    @property
    def remarks(self) -> list[str]:
        """What whoever reported it should know."""
        return [self.applied.beyond.sentence] if self.applied.beyond else []


@dataclass(frozen=True, slots=True)
class SaleAwaited:
    """Its sale is not here yet; `ref` is what to wait for."""

    ref: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """It can never be applied, and why."""

    reason: str


RefundOutcome: TypeAlias = RecordedRefund | SaleAwaited | RefundRefused


async def record_refunds(
    reports: Sequence[RefundReport], *, session: AsyncSession
) -> list[RefundOutcome]:
    """Keep refunds and say SaleRefunded wherever what has gone back of a sale changes.

    The sales' rows are locked first, in sorted order.
    """
    if not reports:
        return []
    ledgers = await _load(reports, session)
    outcomes = [_decide(report, ledgers.get(report.named)) for report in reports]
    await _save(list({each.sale_id: each for each in ledgers.values()}.values()), session)
    return outcomes


def _decide(report: RefundReport, ledger: Ledger | None) -> RefundOutcome:
    refund = report.refund
    if ledger is None and refund.sale_id:
        return RefundRefused(f"There is no sale {ids.show('sal', refund.sale_id)}.")
    if ledger is None:
        return SaleAwaited(awaited(refund.source or "", refund.sale_external_id or ""))
    try:
        return RecordedRefund(ledger.apply(refund))
    except ValueError as error:
        return RefundRefused(str(error))


async def _load(reports: Sequence[RefundReport], session: AsyncSession) -> dict[Named, Ledger]:
    """The sales with their refunds, under every name that a report may use."""
    wanted = [
        {
            "business_id": report.business_id,
            "id": report.refund.sale_id,
            "source": report.refund.source,
            "external_id": report.refund.sale_external_id,
        }
        for report in reports
    ]
    sales = await lock_sales(session, wanted)
    nets = {row.id: Money(minor=row.net_minor, currency=row.currency) for row in sales}
    by_id = await with_refunds(sales, nets, session=session)
    ledgers: dict[Named, Ledger] = {}
    for row in sales:
        ledgers[row.business_id, row.id, None] = by_id[row.id]
        ledgers[row.business_id, row.source, row.external_id] = by_id[row.id]
    return ledgers


async def _save(ledgers: Sequence[Ledger], session: AsyncSession) -> None:
    rows = [row for ledger in ledgers for row in ledger.rows()]
    if rows:
        await save_refunds(session, rows)
    changed = [ledger for ledger in ledgers if ledger.events]
    if not changed:
        return
    totals = await save_totals(session, [_total(ledger) for ledger in changed])
    await say(session, [said for each in changed for said in _said(each, totals)])


def _total(ledger: Ledger) -> Mapping[str, Any]:
    return {
        "business_id": ledger.business_id,
        "id": ledger.sale_id,
        "refunded_minor": ledger.total.minor,
        "events": len(ledger.events),
    }


def _said(ledger: Ledger, totals: Mapping[UUID, Row[Any]]) -> list[Said]:
    row = totals[ledger.sale_id]
    first = row.seq - len(ledger.events) + 1
    return [Said(event, first + at, row.last_tx) for at, event in enumerate(ledger.events)]
