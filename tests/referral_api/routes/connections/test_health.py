"""How a connection fares, as an operator sees it."""

from tests.referral_api.shopify import payload


async def test_a_connection_turns_green_with_its_first_verified_delivery(shop, house):
    path = f"/v1/connections/{shop.connection['id']}"

    async def condition():
        return (await house.get(f"{path}/health")).json()["condition"]

    new = await condition()
    await house.post(f"{path}/test")
    tried = await condition()
    await shop.post(payload("orders_paid"))

    assert (new, tried, await condition()) == ("new", "new", "green")
    await house.patch(path, {"status": "disabled"})
    assert await condition() == "disabled"


async def test_failures_are_counted_by_reason_until_they_are_mended(shop, house):
    for body in (b"nonsense", b"rubbish", b"[]"):
        last = await shop.post(body)
    await shop.apply()

    found = (await house.get(f"/v1/connections/{shop.connection['id']}/health")).json()

    assert (found["object"], found["condition"]) == ("connection_health", "failing")
    assert (found["connection_id"], found["usual_silence_s"]) == (shop.connection["id"], None)
    assert [(each["reason"], each["count"]) for each in found["failures"]] == [
        ("The body is not JSON.", 2),
        ("The body is not a JSON object.", 1),
    ]
    assert found["failures"][1]["last_delivery_id"] == last.json()["id"]


async def test_of_a_connection_that_is_not_there_nothing_is_told(house):
    unknown = await house.get("/v1/connections/con_01jd0000000000000000000000/health")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
