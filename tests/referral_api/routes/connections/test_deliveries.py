"""Deliveries: what came, what came of it, once more."""

from tests.referral_api.said import said
from tests.referral_api.shopify import payload

from goodword.events import SaleClosed


async def test_deliveries_are_listed_by_what_came_of_them(shop, house):
    await shop.post(payload("orders_paid"))
    await shop.post(b"nonsense")
    await shop.post({}, topic="themes/publish")
    await shop.apply()

    async def found(**filters):
        listed = (await house.get("/v1/deliveries", order="asc", **filters)).json()["data"]
        return [each["status"] for each in listed]

    assert await found() == ["applied", "failed", "ignored"]
    assert await found(status="failed") == ["failed"]
    assert await found(topic="themes/publish") == ["ignored"]
    assert await found(connection_id=shop.connection["id"]) == ["applied", "failed", "ignored"]
    assert (await house.get("/v1/deliveries", status="odd")).status_code == 422
    listed = (await house.get("/v1/deliveries")).json()["data"][0]
    assert not {"headers", "body", "raw"} & listed.keys()


async def test_a_replayed_delivery_changes_nothing_that_was_applied(shop, house, referral_db):
    accepted = await shop.post(payload("orders_paid"))
    await shop.apply()
    path = f"/v1/deliveries/{accepted.json()['id']}"

    replayed = await house.post(f"{path}/replay")
    again = await house.get(path)
    await shop.apply()

    assert (replayed.status_code, again.json()["status"]) == (202, "received")
    assert (await house.get(path)).json()["status"] == "applied"
    assert len(await said(referral_db, SaleClosed)) == 1


async def test_all_that_failed_is_replayed_at_once(shop, house):
    for _ in range(3):
        await shop.post(b"nonsense")
    await shop.post(payload("orders_paid"))
    await shop.apply()

    replayed = await house.post("/v1/deliveries/replay")
    others = await house.post("/v1/deliveries/replay", {"status": ["applied", "ignored"]})

    assert replayed.status_code == 202
    assert (replayed.json()["count"], replayed.json()["has_more"]) == (3, False)
    assert others.json()["count"] == 1
    assert await shop.apply() == 4


async def test_what_came_in_a_range_of_time_is_replayed_and_nothing_else(shop, house):
    for _ in range(3):
        await shop.post(b"nonsense")
    await shop.apply()
    listed = (await house.get("/v1/deliveries", order="asc")).json()["data"]
    first, second, third = (each["received_at"] for each in listed)

    async def replayed(**wanted):
        return (await house.post("/v1/deliveries/replay", wanted)).json()["count"]

    assert await replayed(received_before=first) == 0
    assert await replayed(received_from=second, received_before=third) == 1
    assert await shop.apply() == 1
    assert await replayed(received_from=second) == 2
    assert await replayed() == 1


async def test_bytes_that_are_no_text_are_shown_as_well_as_they_can(shop, house):
    accepted = await shop.post(b"\xff\x00{")

    shown = (await house.get(f"/v1/deliveries/{accepted.json()['id']}")).json()

    assert shown["body"] == "\ufffd\x00{"
