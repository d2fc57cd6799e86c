"""Webhooks hold personal data, and are not kept for ever."""

import pytest
from sqlalchemy import text
from tests.referral_api.said import said
from tests.referral_api.shopify import payload

from goodword.events import SaleClosed
from referral_api.use_cases.deliveries.prune_deliveries import prune_deliveries


async def settled(db, house, status, days):
    """As if every delivery had come to `status` that many days ago."""
    async with db.begin([house.business_id]) as session:
        await session.execute(
            text("""update delivery set status = :status, created_at = now() - interval '1 year',
                    updated_at = now() - make_interval(days => :days)"""),
            {"status": status, "days": days},
        )


async def kept(house):
    return [each["status"] for each in (await house.get("/v1/deliveries")).json()["data"]]


@pytest.mark.parametrize(
    ("status", "days", "is_kept"),
    [
        ("applied", 91, False),
        ("ignored", 91, False),
        ("applied", 89, True),
        ("ignored", 89, True),
        ("received", 300, True),
        ("waiting", 300, True),
        ("failed", 364, True),
        ("failed", 366, False),
    ],
)
async def test_what_came_to_its_end_is_forgotten_after_its_days(
    shop, house, referral_db, status, days, is_kept
):
    await shop.post(payload("orders_paid"))
    await settled(referral_db, house, status, days)

    dropped = await prune_deliveries(referral_db, keep_days=90, keep_failed_days=365)

    assert dropped == (0 if is_kept else 1)
    assert await kept(house) == ([status] if is_kept else [])


async def test_many_are_forgotten_some_at_a_time(shop, house, referral_db, statements):
    for _ in range(5):
        await shop.post(payload("orders_paid"))
    await settled(referral_db, house, "applied", 91)

    with statements() as executed:
        dropped = await prune_deliveries(referral_db, keep_days=90, keep_failed_days=365, at_once=2)

    assert (dropped, await kept(house)) == (5, [])
    assert sum("prune_deliveries" in each for each in executed) == 3


async def test_a_webhook_that_was_forgotten_changes_nothing_when_it_comes_again(
    shop, house, referral_db
):
    await shop.post(payload("orders_paid"), delivery_id="one")
    await shop.apply()
    await settled(referral_db, house, "applied", 91)
    await prune_deliveries(referral_db, keep_days=90, keep_failed_days=365)

    again = await shop.post(payload("orders_paid"), delivery_id="one")
    await shop.apply()

    assert again.json()["duplicate"] is False
    assert await kept(house) == ["applied"]
    assert len((await house.get("/v1/sales")).json()["data"]) == 1
    assert len(await said(referral_db, SaleClosed)) == 1
