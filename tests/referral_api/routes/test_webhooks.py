"""Webhooks at the door: verified, kept, answered 202."""

from tests.referral_api.said import said
from tests.referral_api.shopify import payload

from goodword.events import SaleClosed


async def test_a_signed_order_is_kept_and_becomes_a_sale(shop, house, referral_db):
    answer = await shop.post(payload("orders_paid"))
    claimed = await shop.apply()

    assert answer.status_code == 202
    assert claimed == 1
    (delivery,) = (await house.get("/v1/deliveries")).json()["data"]
    (sale,) = (await house.get("/v1/sales")).json()["data"]
    assert delivery["status"] == "applied"
    assert delivery["facts"] == [sale["id"]]
    assert sale["net"] == {"minor": 7990, "currency": "USD"}
    (closed,) = await said(referral_db, SaleClosed)
    assert closed.net.minor == 7990
