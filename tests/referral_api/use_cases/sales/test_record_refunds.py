"""Money back, told as often and in whatever order it is."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.referral_api.conftest import HASH_KEY
from tests.referral_api.said import said

from goodword import ids
from goodword.events import SaleRefunded
from goodword.money import Money
from goodword.seal import Hasher
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.use_cases.sales.record_refunds import (
    RecordedRefund,
    RefundRefused,
    RefundReport,
    SaleAwaited,
    record_refunds,
)
from referral_api.use_cases.sales.record_sales import record_sales

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def usd(minor):
    return Money(minor=minor, currency="USD")


def refund(external_id="r1", minor=2000, *, sale="1", minute=0, **given):
    return ReportedRefund(
        source="till",
        sale_external_id=sale,
        external_id=external_id,
        amount=usd(minor),
        occurred_at=NOON,
        reported_at=NOON + timedelta(minutes=minute),
        **given,
    )


@pytest.fixture
async def sales(house, referral_db):
    """Sales 1 to 9, of 79.90 each."""
    reports = [
        SaleReport(
            house.business_id,
            ReportedSale(
                source="till",
                external_id=f"{number}",
                closed_at=NOON,
                gross=usd(9130),
                net=usd(7990),
                net_basis="goods",
                buyer=Buyer(email="ben@buyers.example"),
            ),
        )
        for number in range(1, 10)
    ]
    async with referral_db.begin([house.business_id]) as session:
        return await record_sales(reports, session=session, hasher=Hasher(HASH_KEY))


@pytest.fixture
def record(house, referral_db, sales):
    async def all_at_once(*refunds):
        async with referral_db.begin([house.business_id]) as session:
            reports = [RefundReport(house.business_id, each) for each in refunds]
            return await record_refunds(reports, session=session)

    return all_at_once


async def test_refunds_add_up_and_each_is_told_with_the_total(record, referral_db):
    first, second = await record(refund("r1", 2000), refund("r2", 990))
    (again,) = await record(refund("r1", 2000))

    assert isinstance(first, RecordedRefund)
    assert again.refund_id == first.refund_id
    assert second.refund_id != first.refund_id
    assert (first.applied.is_new, again.applied.is_new) == (True, False)
    told = await said(referral_db, SaleRefunded)
    assert [(each.refunded_total.minor, each.net.minor) for each in told] == [
        (2000, 5990),
        (2990, 5000),
    ]
    assert {each.original_net.minor for each in told} == {7990}
    assert told[0].refund_id == first.refund_id


async def test_a_refund_that_fails_later_is_taken_back(record, referral_db):
    await record(refund(minute=0))
    await record(refund(minute=5, state="failed"))
    await record(refund(minute=0))

    told = await said(referral_db, SaleRefunded)
    assert [each.refunded_total.minor for each in told] == [2000, 0]


async def test_more_than_the_sale_never_goes_back(record, referral_db):
    await record(refund("r1", 7000), refund("r2", 7000), refund("cancelled", 7990))

    told = await said(referral_db, SaleRefunded)
    assert [each.net.minor for each in told] == [990, 0]


async def test_what_moves_nothing_is_kept_and_not_told(record, referral_db, house):
    await record(refund("r1", 0), refund("r2", 500, state="pending"))

    assert await said(referral_db, SaleRefunded) == []
    listed = (await house.get("/v1/sales", external_id="1")).json()["data"][0]["refunds"]
    assert [(each["external_id"], each["status"]) for each in listed] == [
        ("r1", "succeeded"),
        ("r2", "pending"),
    ]


async def test_what_cannot_be_applied_says_so(record):
    nobody = ids.new()

    unknown, awaited, foreign = await record(
        ReportedRefund(
            sale_id=nobody,
            external_id="r1",
            amount=usd(1),
            occurred_at=NOON,
            reported_at=NOON,
        ),
        refund(sale="none"),
        ReportedRefund(
            source="till",
            sale_external_id="1",
            external_id="r1",
            amount=Money(minor=1, currency="EUR"),
            occurred_at=NOON,
            reported_at=NOON,
        ),
    )

    assert unknown == RefundRefused(f"There is no sale {ids.show('sal', nobody)}.")
    assert awaited == SaleAwaited("sale:till:none")
    assert foreign == RefundRefused("The refund is in EUR and its sale in USD.")


async def test_refunds_of_one_sale_at_once_all_count(record, referral_db):
    await asyncio.gather(*[record(refund(f"r{number}", 100)) for number in range(8)])

    told = await said(referral_db, SaleRefunded)
    assert [each.refunded_total.minor for each in told] == [100 * n for n in range(1, 9)]


async def test_a_batch_takes_a_constant_number_of_statements(record, statements):
    with statements() as one:
        await record(refund("r1", 1))
    with statements() as many:
        await record(*[refund("r2", 1, sale=f"{number}") for number in range(1, 10)])

    assert len(many) == len(one) <= 10
