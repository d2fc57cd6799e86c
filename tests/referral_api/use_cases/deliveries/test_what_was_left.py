"""What a delivery says of known sales and refunds that changes nothing is kept with its reason."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.referral_api.said import said
from tests.referral_api.use_cases.deliveries.test_apply_deliveries import (
    deliveries,
    order,
    refund,
)

from goodword.events import SaleClosed, SaleRefunded


async def of_last(house):
    return (await deliveries(house))[-1]


async def test_an_older_report_of_a_sale_says_that_a_newer_one_holds(shop, house):
    await shop.post(order(1, updated_at="2026-03-09T12:00:00Z", tags="new"))
    await shop.apply()

    await shop.post(order(1, updated_at="2026-03-08T12:00:00Z", tags="old"))
    await shop.apply()

    last = await of_last(house)
    assert last["status"] == "applied"
    assert last["reason"] == "A report of the sale that is as new holds, and differs in tags."
    assert (await house.get("/v1/sales")).json()["data"][0]["tags"] == ["new"]


async def test_a_newer_report_with_other_codes_says_that_they_are_left(shop, house):
    await shop.post(order(1, updated_at="2026-03-08T12:00:00Z"))
    await shop.apply()
    codes = {"discount_codes": [{"code": "LATE10", "amount": "1.00", "type": "fixed_amount"}]}

    await shop.post(order(1, updated_at="2026-03-09T12:00:00Z", **codes))
    await shop.apply()

    last = await of_last(house)
    assert last["status"] == "applied"
    assert last["reason"] == "The sale is known, and keeps what was first told of it: codes."


async def test_more_refunds_than_the_sale_are_kept_capped_and_say_so(shop, house, referral_db):
    await shop.post(order(1))
    await shop.post(refund(1), topic="refunds/create")
    await shop.apply()
    moved = {"transactions": [{"id": 1, "kind": "refund", "status": "success", "amount": "500.00"}]}

    await shop.post(refund(1, id=77, **moved), topic="refunds/create")
    await shop.apply()

    last = await of_last(house)
    assert last["status"] == "applied"
    assert last["reason"].endswith("are more than the sale's 79.90 USD: no more than that counts.")
    (sale,) = (await house.get("/v1/sales")).json()["data"]
    assert (sale["net"]["minor"], sale["refunded_total"]["minor"]) == (0, 7990)
    assert len(sale["refunds"]) == 2
    told = await said(referral_db, SaleRefunded)
    assert [each.refunded_total.minor for each in told] == [2000, 7990]


@pytest.mark.parametrize("first", ["refund", "cancellation"])
async def test_a_cancellation_takes_what_refunds_have_left(shop, house, first):
    cancelled = order(1, cancelled_at="2026-03-08T12:00:00Z", updated_at="2026-03-08T12:00:00Z")
    bodies = [(order(1), "orders/paid")]
    both = [(refund(1), "refunds/create"), (cancelled, "orders/cancelled")]
    bodies += both if first == "refund" else both[::-1]

    for body, topic in bodies:
        await shop.post(body, topic=topic)
        await shop.apply()

    assert [each["reason"] for each in await deliveries(house)] == [None] * 3
    (sale,) = (await house.get("/v1/sales")).json()["data"]
    assert sale["net"]["minor"] == 0


async def test_a_sale_that_cannot_have_happened_yet_waits_as_failed(shop, house, referral_db):
    in_three_days = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    when = dict.fromkeys(("processed_at", "created_at", "updated_at"), in_three_days)
    await shop.post(order(1, **when))
    await shop.post(order(2))
    await shop.apply()

    ahead, ordinary = await deliveries(house)

    assert (ahead["status"], ordinary["status"]) == ("failed", "applied")
    assert "more than a day ahead" in ahead["reason"]
    assert len(await said(referral_db, SaleClosed)) == 1

    await house.post("/v1/test_clock/advance", {"by_s": 2 * 86_400 + 3600})
    await house.post(f"/v1/deliveries/{ahead['id']}/replay")
    await shop.apply()

    assert [each["status"] for each in await deliveries(house)] == ["applied", "applied"]
    assert len(await said(referral_db, SaleClosed)) == 2
