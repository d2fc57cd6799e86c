"""A sale as it would be told now, were it told again: the facts that this would freeze."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Kind, RejectedError
from goodword.events import ReferrerSales
from goodword.money import Money
from goodword.programs import Facts
from referral_api.db.referrals.referrals import referral_of
from referral_api.db.sales.attributing import participation_named
from referral_api.db.sales.facts import facts_of
from referral_api.db.sales.standing import referrers_behind
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.closing import LONG_AGO, Client, Closing, sale_closed
from referral_api.use_cases.attribution.standing import participation, read_referrers
from referral_api.use_cases.referrals.reading import read_referral
from referral_api.use_cases.sales.look_up import known_sale
from referral_api.use_cases.sales.reading import reported_sale


async def sale_as_it_is(business_id: UUID, sale_id: UUID, *, session: AsyncSession) -> Facts:
    """With what refunds have left of it. RejectedError `not_found`, or `not_referred`."""
    sale = await known_sale(business_id, sale_id, session=session)
    now = await facts_of(session, business_id, sale_id, _click(sale.match))
    if now is None:
        raise _not_referred()
    told = sale_closed(await _closing(sale, now, session)).facts
    if told is None:
        raise _not_referred()
    return told


async def _closing(sale: Row[Any], now: Row[Any], session: AsyncSession) -> Closing:
    referral = await referral_of(session, sale.business_id, sale.referral_id)
    behind = await referrers_behind(session, [(sale.business_id, now.referrer_id)])
    counts = ReferrerSales(
        in_month=now.sales_in_month, in_year=now.sales_in_year, lifetime=now.sales_lifetime
    )
    left = Money(minor=sale.net_minor - sale.refunded_minor, currency=sale.currency)
    return Closing(
        business_id=sale.business_id,
        sale_id=sale.id,
        sale=replace(reported_sale(sale), net=left),
        attribution=await _attribution(sale, now, session),
        client=Client(
            person_id=sale.buyer_id,
            country=now.buyer_country,
            tags=tuple(now.buyer_tags),
            bought_before=None if sale.is_new else LONG_AGO,
        ),
        household=sale.household,
        number=max(sale.number, 1),
        referral=replace(read_referral(referral), referrer_id=now.referrer_id)
        if referral
        else None,
        referrer=read_referrers(behind).get(now.referrer_id),
        referrer_sales=ReferrerSales() if sale.test else counts,
    )


async def _attribution(sale: Row[Any], now: Row[Any], session: AsyncSession) -> Attribution:
    joined = None
    if sale.participant_id is not None:
        joined = await participation_named(session, sale.business_id, sale.participant_id, None)
    return Attribution(
        by=sale.match["by"],
        participation=participation(joined) if joined else None,
        clicked_at=now.clicked_at,
        explanation=sale.match,
    )


def _click(match: dict[str, Any]) -> UUID | None:
    """The click that decided whose sale it is, if one did."""
    chosen = (each["value"] for each in match["candidates"] if each["outcome"] == "chosen")
    value = next(chosen, "")
    return ids.read("clk", value) if value.startswith("clk_") else None


def _not_referred() -> RejectedError:
    return RejectedError(
        "not_referred",
        "This sale belongs to no referral; give it to one, or try example facts.",
        kind=Kind.CONFLICT,
    )
