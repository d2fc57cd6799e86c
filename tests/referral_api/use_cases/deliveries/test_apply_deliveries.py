"""From deliveries to facts: each once, whatever crashes or comes in the wrong order."""

import asyncio

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from tests.referral_api.conftest import HASH_KEY
from tests.referral_api.said import said
from tests.referral_api.shopify import payload

from goodword.events import SaleClosed, SaleRefunded
from goodword.seal import Hasher, Sealer
from referral_api.sources import SOURCES, shopify
from referral_api.use_cases.deliveries import apply_deliveries as applying
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries
from referral_api.use_cases.sales import record_sales as recording

KEYS = {"hasher": Hasher(HASH_KEY), "sealer": Sealer([Fernet.generate_key().decode()])}


def order(number, **changes):
    return payload("orders_paid", id=9_100_000_000_000_000_000 + number, **changes)


def refund(number, **changes):
    return payload("refunds_create", order_id=9_100_000_000_000_000_000 + number, **changes)


async def deliveries(house, **filters):
    return (await house.get("/v1/deliveries", order="asc", limit=100, **filters)).json()["data"]


async def test_the_same_order_created_paid_and_updated_is_one_sale(shop, house, referral_db):
    await shop.post(order(1, financial_status="pending"), topic="orders/create")
    await shop.post(order(1), topic="orders/paid")
    await shop.post(order(1), topic="orders/create")
    await shop.apply()
    await shop.post(order(1, tags="changed"), topic="orders/updated")
    await shop.apply()

    assert [each["status"] for each in await deliveries(house)] == [
        "ignored",
        "applied",
        "applied",
        "applied",
    ]
    assert len(await said(referral_db, SaleClosed)) == 1
    (sale,) = (await house.get("/v1/sales")).json()["data"]
    assert (sale["version"], sale["tags"]) == (1, ["spring", "newsletter"])


async def test_a_refund_waits_for_its_order_and_is_woken_by_it(shop, house, referral_db):
    await shop.post(refund(1), topic="refunds/create")
    await shop.apply()
    (waiting,) = await deliveries(house)
    assert waiting["status"] == "waiting"
    assert waiting["reason"] == "It waits for sale:shopify:9100000000000000001."
    assert waiting["next_at"] > waiting["received_at"]

    await shop.post(order(1))
    await shop.apply()

    assert [each["status"] for each in await deliveries(house)] == ["applied", "applied"]
    (refunded,) = await said(referral_db, SaleRefunded)
    assert (refunded.net.minor, refunded.refunded_total.minor) == (5990, 2000)


async def test_a_refund_finds_its_order_in_the_same_batch(shop, house, referral_db):
    await shop.post(refund(1), topic="refunds/create")
    await shop.post(order(1))

    assert await shop.apply() == 2
    assert len(await said(referral_db, SaleRefunded)) == 1
    assert [each["status"] for each in await deliveries(house)] == ["applied", "applied"]


async def test_backoff_tries_again_where_the_wake_up_was_missed(shop, house, referral_db):
    await shop.post(refund(1), topic="refunds/create")
    await shop.apply()
    await shop.post(order(1))
    await shop.apply()
    # As if the refund had been put to wait just after the order woke those that waited.
    await run(referral_db, house, "update delivery set status = 'waiting', attempts = 3")
    assert await shop.apply() == 2

    await run(referral_db, house, "update delivery set next_at = now() + interval '1 hour'")
    assert await shop.apply() == 0


async def test_what_waited_seven_days_in_vain_is_failed(shop, house, referral_db):
    await shop.post(refund(1), topic="refunds/create")
    await shop.apply()
    past = "queued_at = now() - interval '7 days 1 minute', next_at = now()"
    await run(referral_db, house, f"update delivery set {past}")

    await shop.apply()

    (failed,) = await deliveries(house)
    assert failed["status"] == "failed"
    assert "never came" in failed["reason"]


async def test_what_is_not_understood_is_kept_with_its_reason_and_can_be_replayed(
    shop, house, monkeypatch
):
    await shop.post(b'{"id": 1}')
    await shop.apply()
    (failed,) = await deliveries(house)
    assert (failed["status"], failed["facts"]) == ("failed", [])
    assert failed["reason"] == "currency: This field is needed."

    monkeypatch.setattr(shopify, "translate", lambda topic, body, settings: ())
    replayed = await house.post(f"/v1/deliveries/{failed['id']}/replay")
    await shop.apply()

    assert replayed.json()["status"] == "received"
    (applied,) = await deliveries(house)
    assert (applied["status"], applied["reason"]) == ("applied", None)


async def test_a_source_with_a_bug_fails_its_delivery_and_no_other(shop, house, monkeypatch):
    translate = shopify.translate

    def broken(topic, body, settings):
        return 1 / 0 if topic == "orders/create" else translate(topic, body, settings)

    monkeypatch.setattr(shopify, "translate", broken)
    await shop.post(order(1), topic="orders/create")
    await shop.post(order(2), topic="orders/paid")
    await shop.apply()

    failed, applied = await deliveries(house)
    assert (failed["status"], applied["status"]) == ("failed", "applied")
    assert failed["reason"] == "Its source failed to read it (ZeroDivisionError); see the log."


async def test_one_that_cannot_be_applied_does_not_cost_the_batch(shop, house, referral_db):
    # Its event would be larger than the log takes.
    await shop.post(order(1))
    await shop.post(order(2, tags="x" * 300_000))
    await shop.post(order(3))

    assert await shop.apply() == 3
    statuses = [each["status"] for each in await deliveries(house)]
    assert statuses == ["applied", "failed", "applied"]
    assert len(await said(referral_db, SaleClosed)) == 2


async def test_a_crash_between_claim_and_commit_loses_nothing(
    shop, house, referral_db, monkeypatch
):
    class KilledError(BaseException):
        pass

    async def killed(*_):
        raise KilledError

    await shop.post(order(1))
    with monkeypatch.context() as crashing, pytest.raises(KilledError):
        crashing.setattr(applying, "settle_deliveries", killed)
        await apply_deliveries(referral_db, sources=SOURCES, **KEYS)
    assert await said(referral_db, SaleClosed) == []

    await shop.apply()

    assert len(await said(referral_db, SaleClosed)) == 1
    (applied,) = await deliveries(house)
    assert applied["status"] == "applied"


async def test_many_appliers_at_once_apply_each_delivery_once(
    shop, house, referral_db, monkeypatch
):
    monkeypatch.setattr(applying, "BATCH", 3)
    for number in range(24):
        await shop.post(order(number))

    counts = await asyncio.gather(*[until_none_is_left(referral_db) for _ in range(4)])

    assert sum(counts) == 24
    assert len([count for count in counts if count]) > 1
    assert len(await said(referral_db, SaleClosed)) == 24
    assert {each["status"] for each in await deliveries(house)} == {"applied"}


async def test_the_same_order_in_two_appliers_at_once_is_one_sale(
    shop, house, referral_db, monkeypatch
):
    meeting = asyncio.Barrier(2)
    known_sales = recording.known_sales
    first_times = iter([True, True])

    async def meet(*arguments):
        found = await known_sales(*arguments)
        # Both have looked and found nothing before either of them writes.
        if next(first_times, False):
            await meeting.wait()
        return found

    monkeypatch.setattr(recording, "known_sales", meet)
    monkeypatch.setattr(applying, "BATCH", 1)
    await shop.post(order(1), topic="orders/create")
    await shop.post(order(1), topic="orders/paid")

    await asyncio.gather(*[until_none_is_left(referral_db) for _ in range(2)])
    await shop.apply()

    assert len(await said(referral_db, SaleClosed)) == 1
    assert {each["status"] for each in await deliveries(house)} == {"applied"}
    assert len((await house.get("/v1/sales")).json()["data"]) == 1


async def test_a_batch_is_bounded_by_its_size_in_memory(shop, referral_db, monkeypatch):
    monkeypatch.setattr(applying, "MAX_BATCH_BYTES", 15_000)
    for number in range(4):
        await shop.post(order(number, note="x" * 9_000))

    assert await apply_deliveries(referral_db, sources=SOURCES, **KEYS) == 1 + 1
    assert await shop.apply() == 2


async def test_deliveries_of_many_businesses_share_a_batch(
    shop, open_house, visitor, referral_db, house
):
    other = await open_house(slug="green-door")
    made = await other.post("/v1/connections", {"source": "shopify", "name": "Other shop"})
    theirs = type(shop)(visitor, referral_db, made.json(), shop.hasher, shop.sealer)
    await shop.post(order(1))
    await theirs.post(order(1))

    assert await apply_deliveries(referral_db, sources=SOURCES, **KEYS) == 2

    ours = (await house.get("/v1/sales")).json()["data"]
    not_ours = (await other.get("/v1/sales")).json()["data"]
    assert len(ours) == len(not_ours) == 1
    assert ours[0]["id"] != not_ours[0]["id"]


async def until_none_is_left(db):
    count = 0
    while True:
        try:
            found = await apply_deliveries(db, sources=SOURCES, **KEYS)
        except Exception as error:
            if not applying.may_pass(error):
                raise
            continue
        if not found:
            return count
        count += found


async def run(db, house, statement):
    async with db.begin([house.business_id]) as session:
        await session.execute(text(statement))
