"""Put together what the events of sales freeze that are given to a referral late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ReferrerSales
from referral_api.db.sales.attributing import uncount_for_referrer
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.closing import LONG_AGO, Client, Closing
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.attribution.refer_buyers import refer_buyers
from referral_api.use_cases.sales.close_sales import Matched, count_matched, know_referrers


@dataclass(frozen=True, slots=True)
class Late:
    """A sale's `row`, which belongs to a referral that was not known when it was recorded."""

    row: Row[Any]
    report: SaleReport
    attribution: Attribution
    client: Client


async def close_repeats(
    late: Sequence[Late], numbers: Mapping[UUID, int], *, session: AsyncSession
) -> dict[UUID, Closing]:
    """By sale, its closing as it would be now; it counts for whom it belongs to, and no more for
    whom it did."""
    clients = [_as_it_was(each) for each in late]
    attributions = [each.attribution for each in late]
    reports = [each.report for each in late]
    referrals, _ = await refer_buyers(reports, attributions, clients, session=session)
    matched = list(map(Matched, reports, attributions, clients, referrals))
    await _uncount([each.row for each in late], session)
    counted = await count_matched(matched, session)
    referrers = await know_referrers(matched, session)
    return {
        one.row.id: Closing(
            business_id=one.row.business_id,
            sale_id=one.row.id,
            sale=each.report.sale,
            attribution=each.attribution,
            client=each.client,
            household=one.row.household,
            number=max(numbers[one.row.id], 1),
            referral=each.referral,
            referrer=referrers.get(each.referral.referrer_id) if each.referral else None,
            referrer_sales=counted.get(position, ReferrerSales()),
        )
        for position, (one, each) in enumerate(zip(late, matched, strict=True))
    }


def _as_it_was(late: Late) -> Client:
    """Who was no new client then is none now."""
    return replace(late.client, bought_before=None if late.row.is_new else LONG_AGO)


async def _uncount(rows: Sequence[Row[Any]], session: AsyncSession) -> None:
    """One by one: it is rare that two referred the same buyer and are told of out of turn."""
    for row in rows:
        if row.referrer_id is not None and not row.test:
            await uncount_for_referrer(session, row.business_id, row.referrer_id, row.closed_at)
