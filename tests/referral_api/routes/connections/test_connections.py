"""Connections: made, changed, rotated, removed; secrets are shown once."""

from sqlalchemy import text
from tests.referral_api.shopify import payload

from goodword import ids


async def test_a_connection_is_made_with_a_secret_that_is_shown_once(house):
    made = await house.post(
        "/v1/connections",
        {"source": "shopify", "name": "Web shop", "metadata": {"shop": "7"}},
    )

    assert made.status_code == 201
    body = made.json()
    assert len(body["secret"]) == 64
    assert body["url"] == f"https://goodword.example/webhooks/{body['id']}"
    assert (body["status"], body["failures_24h"], body["last_delivery_at"]) == ("active", 0, None)
    read = await house.get(f"/v1/connections/{body['id']}")
    listed = (await house.get("/v1/connections")).json()["data"]
    assert "secret" not in read.json()
    assert read.json() in listed


async def test_the_secret_is_sealed_in_every_table(house, referral_db):
    secret = "shop-secret-of-shopify"
    made = await house.post(
        "/v1/connections",
        {"source": "shopify", "name": "Web shop", "secret": secret},
        headers={"Idempotency-Key": "k1"},
    )

    assert made.json()["secret"] == secret
    async with referral_db.begin([house.business_id]) as session:
        for table in ("connection", "idempotency"):
            rows = await session.scalars(text(f"select t::text from {table} t"))
            assert all(secret not in row for row in rows)


async def test_what_can_be_no_connection_is_refused(house):
    unknown = await house.post("/v1/connections", {"source": "carrier-pigeon", "name": "x"})
    short = await house.post(
        "/v1/connections", {"source": "standard", "name": "x", "secret": "whsec_AAAA"}
    )

    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_source")
    assert unknown.json()["errors"][0]["pointer"] == "/source"
    assert (short.status_code, short.json()["code"]) == (422, "invalid_secret")


async def test_the_old_secret_is_good_for_a_while_after_a_rotation(shop, house, referral_db):
    old = shop.connection["secret"]
    assert (await shop.post(payload("orders_paid"))).status_code == 202

    rotated = await house.post(f"/v1/connections/{shop.connection['id']}/rotate_secret")
    new = rotated.json()["secret"]

    assert new != old
    for secret in (old, new):
        assert (await shop.post(payload("orders_paid"), secret=secret)).status_code == 202
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text("update connection set previous_until = now()"))
    await house.patch(f"/v1/connections/{shop.connection['id']}", {"name": "Renamed"})
    assert (await shop.post(payload("orders_paid"), secret=old)).status_code == 401
    assert (await shop.post(payload("orders_paid"), secret=new)).status_code == 202


async def test_a_secret_changed_elsewhere_is_known_at_the_first_webhook(shop, house, tools):
    assert (await shop.post(payload("orders_paid"))).status_code == 202
    remembered = dict(tools.intake.senders._remembered)
    rotated = await house.post(f"/v1/connections/{shop.connection['id']}/rotate_secret")
    tools.intake.senders._remembered.update(remembered)

    answer = await shop.post(payload("orders_paid"), secret=rotated.json()["secret"])

    assert answer.status_code == 202


async def test_a_disabled_connection_hears_nothing_until_it_is_active(shop, house):
    path = f"/v1/connections/{shop.connection['id']}"
    assert (await shop.post(payload("orders_paid"))).status_code == 202

    disabled = await house.patch(path, {"status": "disabled", "metadata": {"why": "holidays"}})
    assert (await shop.post(payload("orders_paid"))).status_code == 404
    await house.patch(path, {"status": "active"})

    assert disabled.json()["metadata"] == {"why": "holidays"}
    assert (await shop.post(payload("orders_paid"))).status_code == 202


async def test_a_change_on_an_older_version_is_refused(house):
    made = await house.post("/v1/connections", {"source": "shopify", "name": "Web shop"})
    path = f"/v1/connections/{made.json()['id']}"
    first = await house.patch(path, {"name": "A"}, headers={"If-Match": made.headers["ETag"]})

    second = await house.patch(path, {"name": "B"}, headers={"If-Match": made.headers["ETag"]})

    assert (first.status_code, second.status_code) == (200, 412)


async def test_a_removed_connection_is_gone_and_its_deliveries_stay(shop, house, referral_db):
    await shop.post(payload("orders_paid"))
    path = f"/v1/connections/{shop.connection['id']}"

    removed = await house.http.delete(path)
    await shop.apply()

    assert removed.status_code == 204
    assert (await house.get(path)).status_code == 404
    assert (await house.http.delete(path)).status_code == 404
    assert (await shop.post(payload("orders_paid"))).status_code == 404
    (delivery,) = (await house.get("/v1/deliveries")).json()["data"]
    assert delivery["status"] == "applied"


async def test_a_connection_shows_how_its_deliveries_fare(shop, house):
    await shop.post(b"nonsense")
    await shop.post(payload("orders_paid"))
    await shop.apply()

    shown = (await house.get(f"/v1/connections/{shop.connection['id']}")).json()

    newest = (await house.get("/v1/deliveries")).json()["data"][0]
    assert shown["failures_24h"] == 1
    assert shown["last_delivery_at"] == newest["received_at"]


async def test_nothing_of_another_business_is_seen_or_changed(shop, house, open_house):
    other = await open_house(slug="green-door")
    await shop.post(payload("orders_paid"))
    (delivery,) = (await house.get("/v1/deliveries")).json()["data"]
    path = f"/v1/connections/{shop.connection['id']}"

    answers = [
        await other.get(path),
        await other.patch(path, {"name": "Mine"}),
        await other.http.delete(path),
        await other.post(f"{path}/rotate_secret"),
        await other.get(f"/v1/deliveries/{delivery['id']}"),
        await other.post(f"/v1/deliveries/{delivery['id']}/replay"),
        await other.get(f"/v1/connections/{ids.show('con', ids.new())}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert (await other.get("/v1/connections")).json()["data"] == []
    assert (await other.get("/v1/deliveries")).json()["data"] == []
