"""A person gives one sale to another referral, or to nobody."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.bus import Said, say
from goodword.events import ReferrerSales, SaleReattributed, as_actor
from goodword.money import Money
from referral_api.db.people.people import lock_people
from referral_api.db.referrals.referrals import lock_referrals
from referral_api.db.sales.attributing import give_sale, lock_sale, uncount_for_referrer
from referral_api.db.sales.recording import count_for_referrers
from referral_api.db.sales.standing import referrers_behind
from referral_api.domain.referrals.referral import Referral
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.closing import LONG_AGO, Client, Closing, sale_closed
from referral_api.domain.sales.giving import AttributeBody, given_away
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.versions import check_version
from referral_api.use_cases.attribution.refer_buyers import refer_buyers
from referral_api.use_cases.attribution.standing import read_referrers
from referral_api.use_cases.sales.look_up import known_sale
from referral_api.use_cases.sales.reading import reported_sale
from referral_api.use_cases.sales.who_is_meant import who_is_meant


@dataclass(frozen=True, slots=True)
class Giving:
    """Which sale (business and id), to whom, and who decided it."""

    sale: tuple[UUID, UUID]
    to: AttributeBody
    actor: str
    expected: Set[int] | None = None


async def attribute_sale(giving: Giving, *, session: AsyncSession) -> Row[Any]:
    """The sale, with whom it belongs to now; said as SaleReattributed, with its history kept.

    Where it belongs there already nothing happens. RejectedError `not_found`, `buyer_differs`,
    `self_referral`, or `illegal_transition` for a referral that was withdrawn.
    """
    business_id, sale_id = giving.sale
    row = await _locked(giving, session)
    attribution = await who_is_meant(row, giving.to, giving.actor, session=session)
    report = SaleReport(business_id, reported_sale(row))
    client = await _client(row, session)
    ([referral], said) = await refer_buyers([report], [attribution], [client], session=session)
    if (referral.referral_id if referral else None) == row.referral_id:
        return await known_sale(business_id, sale_id, session=session)
    closing = await _closing(row, attribution, client, referral, session)
    event = _event(row, closing, giving.actor)
    now = (await clock.now(session, business_id)).isoformat()
    to = event.to_referral
    changes = {
        "referral_id": to,
        "participant_id": event.sale.participant_id,
        "match": attribution.explanation,
        "attributions": [*row.attributions, given_away(row, attribution, to, now)],
    }
    kept = await give_sale(session, business_id, sale_id, changes)
    await say(session, [*said, Said(event, kept.seq, kept.last_tx)])
    return await known_sale(business_id, sale_id, session=session)


async def _locked(giving: Giving, session: AsyncSession) -> Row[Any]:
    """In the order in which sales are recorded: the buyer's row before the sale's."""
    seen = await known_sale(*giving.sale, session=session)
    await lock_people(session, [(giving.sale[0], seen.buyer_id)])
    row = await lock_sale(session, *giving.sale)
    assert row is not None, "sales are never removed"
    check_version(row.version, giving.expected)
    return row


async def _client(row: Row[Any], session: AsyncSession) -> Client:
    """The buyer as they are now; whether they were new stays what it was."""
    who = row.business_id, row.buyer_id
    person = (await lock_people(session, [who]))[who]
    return Client(
        person_id=row.buyer_id,
        country=person.country,
        tags=tuple(person.tags),
        bought_before=None if row.is_new else LONG_AGO,
    )


async def _closing(
    row: Row[Any],
    attribution: Attribution,
    client: Client,
    referral: Referral | None,
    session: AsyncSession,
) -> Closing:
    counts = await _count_anew(row, referral, session)
    wanted = [(row.business_id, referral.referrer_id)] if referral else []
    referrers = read_referrers(await referrers_behind(session, wanted))
    return Closing(
        business_id=row.business_id,
        sale_id=row.id,
        sale=reported_sale(row),
        attribution=attribution,
        client=client,
        household=row.household,
        number=max(row.number, 1),
        referral=referral,
        referrer=referrers.get(referral.referrer_id) if referral else None,
        referrer_sales=counts,
    )


async def _count_anew(
    row: Row[Any], referral: Referral | None, session: AsyncSession
) -> ReferrerSales:
    """The sale counts for whom it belongs to now, and no more for whom it did."""
    if row.test:
        return ReferrerSales()
    if row.referral_id:
        (before,) = await lock_referrals(session, [(row.business_id, row.referral_id)])
        await uncount_for_referrer(session, row.business_id, before.referrer_id, row.closed_at)
    if referral is None:
        return ReferrerSales()
    counted = {
        "position": 0,
        "business_id": row.business_id,
        "referrer_id": referral.referrer_id,
        "closed_at": row.closed_at,
    }
    return ReferrerSales(**(await count_for_referrers(session, [counted]))[0])


def _event(row: Row[Any], closing: Closing, actor: str) -> SaleReattributed:
    left = row.net_minor - row.refunded_minor
    return SaleReattributed(
        business_id=row.business_id,
        sale_id=row.id,
        from_referral=row.referral_id,
        to_referral=closing.referral.referral_id if closing.referral else None,
        actor=as_actor(actor),
        sale=sale_closed(closing),
        net=Money(minor=left, currency=row.currency),
    )
