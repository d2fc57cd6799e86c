"""Put together what the event of each sale freezes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.events import ReferrerSales
from goodword.seal import Hasher
from referral_api.db.sales.recording import count_for_referrers, sales_before
from referral_api.db.sales.standing import referrers_behind
from referral_api.domain.referrals.referral import Referral
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.closing import Client, Closing, Referrer
from referral_api.domain.sales.numbering import Before, Numbered
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.attribution.standing import read_referrers
from referral_api.use_cases.people.look_up import MergedMeanwhileError


@dataclass(frozen=True, slots=True)
class Matched:
    """A reported sale with who bought and whose referral it is."""

    report: SaleReport
    attribution: Attribution
    client: Client
    referral: Referral | None

    @property
    def buyer(self) -> tuple[UUID, UUID]:
        return self.report.business_id, self.client.person_id


async def close_sales(
    matched: Sequence[Matched], *, session: AsyncSession, hasher: Hasher
) -> list[Closing]:
    """The closings, counted under the locks of buyers and referrers."""
    numbers = await _number(matched, session)
    counted = await count_matched(matched, session)
    referrers = await know_referrers(matched, session)
    return [
        Closing(
            business_id=each.report.business_id,
            sale_id=ids.new(),
            sale=each.report.sale,
            attribution=each.attribution,
            client=each.client,
            household=_household(each.report, hasher),
            number=number,
            referral=each.referral,
            referrer=referrers.get(each.referral.referrer_id) if each.referral else None,
            referrer_sales=counted.get(position, ReferrerSales()),
        )
        for position, (each, number) in enumerate(zip(matched, numbers, strict=True))
    ]


def _household(report: SaleReport, hasher: Hasher) -> str | None:
    home = report.sale.buyer.home
    return hasher.household(report.business_id, home) if home else None


async def _number(matched: Sequence[Matched], session: AsyncSession) -> list[int]:
    """The how-manieth to its buyer each sale is, as if one had been recorded after the other."""
    rows = [
        {
            "position": position,
            "business_id": each.report.business_id,
            "buyer_id": each.client.person_id,
            "closed_at": each.report.sale.closed_at,
        }
        for position, each in enumerate(matched)
    ]
    known = await sales_before(session, rows)
    here: dict[tuple[UUID, UUID], list[Numbered]] = {}
    numbers = []
    for position, each in enumerate(matched):
        row, sale = known.get(position), each.report.sale
        before = Before(row.bought, row.earlier, frozenset(row.told)) if row else Before()
        others = here.setdefault(each.buyer, [])
        number = before.and_then(sale.closed_at, others).number(referred=each.referral is not None)
        numbers.append(number)
        if not sale.test:
            others.append(Numbered(sale.closed_at, number, each.referral is not None))
    return numbers


async def count_matched(
    matched: Sequence[Matched], session: AsyncSession
) -> Mapping[int, ReferrerSales]:
    """By position, what each referred sale is to its referrer; tests count for nobody."""
    rows = [
        {
            "position": position,
            "business_id": each.report.business_id,
            "referrer_id": each.referral.referrer_id,
            "closed_at": each.report.sale.closed_at,
        }
        for position, each in enumerate(matched)
        if each.referral and not each.report.sale.test
    ]
    if not rows:
        return {}
    counted = await count_for_referrers(session, rows)
    return {position: ReferrerSales(**counts) for position, counts in counted.items()}


async def know_referrers(
    matched: Sequence[Matched], session: AsyncSession
) -> Mapping[UUID, Referrer]:
    """Who is behind each referral, as known now; MergedMeanwhileError, after which the same may be
    tried again."""
    wanted = {
        (each.report.business_id, each.referral.referrer_id) for each in matched if each.referral
    }
    rows = await referrers_behind(session, sorted(wanted))
    # Who was merged meanwhile has given their counters to the survivor: what was counted just now
    # would stay with the alias.
    if any(row.merged_into is not None for row in rows.values()):
        raise MergedMeanwhileError("one of these referrers was merged into another one meanwhile")
    return read_referrers(rows)
