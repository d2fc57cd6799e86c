"""Give repeat purchases that came in too early to the referral that is known only now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.bus import Said, say
from goodword.events import SaleReattributed
from goodword.money import Money
from goodword.seal import Hasher
from referral_api.db.referrals.referrals import begin_earlier
from referral_api.db.sales.repeats import keep_repeats, sales_of_buyers
from referral_api.domain.referrals.referral import step
from referral_api.domain.sales.attribution import BuyerStanding
from referral_api.domain.sales.buyers import identifiers_in
from referral_api.domain.sales.closing import Closing, sale_closed
from referral_api.domain.sales.leads import evidence_of
from referral_api.domain.sales.repeats import News, attributed_late, kept, news_of, numbers_of
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.attribution.know_participants import know_participants
from referral_api.use_cases.attribution.know_priors import MATCHES, know_priors
from referral_api.use_cases.sales.close_repeats import Late, close_repeats
from referral_api.use_cases.sales.reading import reported_sale

Buyer = tuple[UUID, UUID]


async def attribute_repeats(
    closings: Sequence[Closing], *, session: AsyncSession, hasher: Hasher
) -> None:
    """Look, for each buyer of whom a code or link of `closings` tells who referred them, at what
    they are known to have bought after that; what belongs to the referral is said as
    SaleReattributed. The buyers' rows are locked, so nobody else decides meanwhile."""
    news = news_of(closings)
    if not news:
        return
    await begin_earlier(session, [row for each in news.values() for row in _beginnings(each)])
    wanted = [_wanted(buyer, each) for buyer, each in news.items()]
    rows = await sales_of_buyers(session, wanted)
    if rows:
        late = await _decide(rows, news, session, hasher)
        await _save(rows, late, session)


def _beginnings(news: News) -> list[dict[str, Any]]:
    return [
        {
            "business_id": told.business_id,
            "id": referral_id,
            "step": step(
                "named", told.sale.closed_at, f"source:{told.sale.source}", **evidence_of(told.sale)
            ),
        }
        for referral_id, told in news.by_referral.items()
    ]


def _wanted(buyer: Buyer, news: News) -> dict[str, Any]:
    return {"business_id": buyer[0], "buyer_id": buyer[1], "since": news.since}


async def _decide(
    rows: Sequence[Row[Any]], news: Mapping[Buyer, News], session: AsyncSession, hasher: Hasher
) -> list[Late]:
    """The sales that belong to another referral by the news, as if they had come in after them."""
    about = [news[row.business_id, row.buyer_id] for row in rows]
    reports = [_report(row, each) for row, each in zip(rows, about, strict=True)]
    known = await know_participants(reports, session=session)
    clients = [each.first.client for each in about]
    standings = await know_priors(reports, clients, session=session, hasher=hasher)
    buyers = [_known_by(*each) for each in zip(standings, reports, strict=True)]
    found = [
        attributed_late(report.sale, *standing, told, row.referral_id)
        for report, standing, told, row in zip(
            reports, zip(known, buyers, strict=True), about, rows, strict=True
        )
    ]
    return [
        Late(row, report, attribution, client)
        for row, report, attribution, client in zip(rows, reports, found, clients, strict=True)
        if attribution
    ]


def _report(row: Row[Any], news: News) -> SaleReport:
    """The sale, by a buyer of whom that is known which told of them."""
    sale = replace(reported_sale(row), buyer=news.first.sale.buyer)
    return SaleReport(row.business_id, sale)


def _known_by(buyer: BuyerStanding, report: SaleReport) -> BuyerStanding:
    """What this very batch taught of the buyer tells who they are, too."""
    identifiers = identifiers_in(report.sale)
    by = MATCHES[identifiers[0].kind] if identifiers else "external_id"
    told = (replace(each, by=by) if each.by == "external_id" else each for each in buyer.priors)
    return replace(buyer, priors=tuple(told))


async def _save(rows: Sequence[Row[Any]], late: Sequence[Late], session: AsyncSession) -> None:
    numbers = numbers_of(rows, {each.row.id for each in late})
    closings = await close_repeats(late, numbers, session=session)
    now = await clock.now_of(session, {row.business_id for row in rows})
    changes = [
        kept(row, numbers[row.id], closings.get(row.id), now[row.business_id])
        for row in rows
        if row.id in closings or numbers[row.id] != row.number
    ]
    saved = await keep_repeats(session, changes)
    await say(session, [_said(each.row, saved[each.row.id], closings) for each in late])


def _said(before: Row[Any], now: Row[Any], closings: Mapping[UUID, Closing]) -> Said:
    closing = closings[now.id]
    event = SaleReattributed(
        business_id=now.business_id,
        sale_id=now.id,
        from_referral=before.referral_id,
        to_referral=now.referral_id,
        actor=closing.attribution.actor,
        sale=sale_closed(closing),
        net=Money(minor=now.net_minor - now.refunded_minor, currency=now.currency),
    )
    return Said(event, now.seq, now.last_tx)
