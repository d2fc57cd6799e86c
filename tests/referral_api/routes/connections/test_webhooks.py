"""Webhooks at the door: verified, kept, answered 202."""

import asyncio
import base64
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from standardwebhooks.webhooks import Webhook
from tests.referral_api.people import ana_joins
from tests.referral_api.said import said
from tests.referral_api.shopify import headers as signed_headers
from tests.referral_api.shopify import payload, raw

from goodword import ids
from goodword.events import ReferralCreated, SaleClosed


async def kept(house):
    return (await house.get("/v1/deliveries", order="asc")).json()["data"]


async def test_a_signed_order_with_a_code_is_kept_and_becomes_a_sale(shop, house, referral_db):
    ana = await ana_joins(house)

    answer = await shop.post(payload("orders_paid"))
    await shop.apply()

    assert answer.status_code == 202
    assert answer.json()["duplicate"] is False
    (delivery,) = await kept(house)
    (sale,) = (await house.get("/v1/sales")).json()["data"]
    assert delivery["id"] == answer.json()["id"]
    assert (delivery["status"], delivery["facts"]) == ("applied", [sale["id"]])
    assert sale["net"] == {"minor": 7990, "currency": "USD"}
    assert sale["participant_id"] == ana["id"]
    (closed,) = await said(referral_db, SaleClosed)
    (created,) = await said(referral_db, ReferralCreated)
    assert closed.referral.referral_id == created.referral_id


async def test_duplicates_at_once_are_one_delivery_and_one_sale(shop, house, referral_db):
    body = payload("orders_paid")

    answers = await asyncio.gather(*[shop.post(body, delivery_id="same") for _ in range(12)])
    await shop.apply()

    assert {answer.status_code for answer in answers} == {202}
    assert sorted(answer.json()["duplicate"] for answer in answers) == [False] + [True] * 11
    assert len(await kept(house)) == 1
    assert len(await said(referral_db, SaleClosed)) == 1


async def test_a_wrong_signature_is_refused_and_nothing_is_kept(shop, house):
    body = raw(payload("orders_paid"))

    wrong = await shop.post(body, secret="another")
    unsigned = await shop.http.post(shop.path, content=body)

    assert (wrong.status_code, unsigned.status_code) == (401, 401)
    assert wrong.json()["code"] == "invalid_signature"
    assert await kept(house) == []


async def test_an_unknown_connection_is_not_found(shop):
    unknown = f"/webhooks/{ids.show('con', ids.new())}"

    assert (await shop.http.post(unknown, content=b"{}")).status_code == 404
    assert (await shop.http.post("/webhooks/nonsense", content=b"{}")).status_code == 404


async def test_a_body_over_five_mebibytes_is_refused_and_one_of_just_that_is_kept(shop, house):
    full = b'{"note": "' + b"x" * ((5 << 20) - 12) + b'"}'

    assert (await shop.post(full)).status_code == 202
    assert (await shop.post(full + b" ")).status_code == 413
    assert len(await kept(house)) == 1


async def test_without_a_delivery_id_the_body_tells_a_duplicate(shop, house):
    body = raw(payload("orders_paid"))
    signed = (await shop.post(body, delivery_id="first")).request.headers
    bare = {name: signed[name] for name in ("x-shopify-hmac-sha256", "x-shopify-topic")}

    again = [await shop.http.post(shop.path, content=body, headers=bare) for _ in range(2)]
    other = await shop.http.post(
        shop.path, content=body, headers={**bare, "x-shopify-topic": "orders/updated"}
    )

    assert [answer.json()["duplicate"] for answer in again] == [False, True]
    assert other.json()["duplicate"] is False
    assert (await kept(house))[1]["external_id"].startswith("sha256:")


async def test_a_delivery_id_is_the_connections_own(shop, house):
    made = await house.post("/v1/connections", {"source": "shopify", "name": "Second shop"})
    second = replace(shop, connection=made.json())

    first = await shop.post(payload("orders_paid"), delivery_id="same")
    other = await second.post(payload("orders_paid"), delivery_id="same")

    assert [first.json()["duplicate"], other.json()["duplicate"]] == [False, False]


async def test_an_unknown_topic_is_kept_and_ignored(shop, house):
    await shop.post({"shop_id": 1}, topic="themes/publish")
    await shop.apply()

    (delivery,) = await kept(house)
    assert (delivery["status"], delivery["topic"]) == ("ignored", "themes/publish")
    assert delivery["reason"] == "Nothing is made of the topic 'themes/publish'."


async def test_headers_that_may_carry_secrets_are_not_kept(shop, house):
    body = raw(payload("orders_paid"))
    signed = dict((await shop.post(body, delivery_id="a")).request.headers)
    signed |= {"x-shopify-webhook-id": "b", "authorization": "Bearer x", "cookie": "y=z"}

    await shop.http.post(shop.path, content=body, headers=signed)

    kept_now = await kept(house)
    detail = (await house.get(f"/v1/deliveries/{kept_now[-1]['id']}")).json()
    assert detail["body"] == body.decode()
    assert detail["headers"]["x-shopify-topic"] == "orders/paid"
    assert not {"authorization", "cookie", "host"} & detail["headers"].keys()


async def test_a_writer_that_does_not_run_is_no_acknowledgement(house, visitor, referral_db):
    made = await house.post("/v1/connections", {"source": "shopify", "name": "Web shop"})
    body = raw(payload("orders_paid"))
    headers = signed_headers(made.json()["secret"], body)

    answer = await visitor.post(f"/webhooks/{made.json()['id']}", content=body, headers=headers)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert await kept(house) == []


@pytest.fixture
async def standard(house, visitor):
    """Sends data of a type, and an id of its own, as Standard Webhooks."""
    secret = "whsec_" + base64.b64encode(bytes(range(32))).decode()
    made = await house.post(
        "/v1/connections", {"source": "standard", "name": "Till", "secret": secret}
    )

    async def send(kind, data, name=None):
        now = datetime.now(UTC)
        body = orjson.dumps({"type": kind, "timestamp": now, "data": data})
        message_id = f"msg_{name or kind}"
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(message_id, now, body.decode()),
        }
        path = f"/webhooks/{made.json()['id']}"
        answer = await visitor.post(path, content=body, headers=headers)
        assert answer.status_code == 202

    return send


def a_till_sale(**given):
    body = {"source": "till", "external_id": "7", "occurred_at": "2026-03-05T12:00:00Z"}
    body |= {"gross": {"minor": 9000, "currency": "USD"}}
    return body | {"buyer_ref": {"email": "ben@buyers.example"}} | given


async def test_standard_webhooks_bring_sales_and_refunds(house, standard, shop):
    refund = {
        "external_id": "r1",
        "amount": {"minor": 1000, "currency": "USD"},
        "occurred_at": "2026-03-06T12:00:00Z",
        "sale": {"source": "till", "external_id": "7"},
    }

    for kind, data in (("refund", refund), ("sale", a_till_sale()), ("something", {})):
        await standard(kind, data)
    await shop.apply()

    assert [each["status"] for each in await kept(house)] == ["applied", "applied", "ignored"]
    (kept_sale,) = (await house.get("/v1/sales", source="till")).json()["data"]
    assert kept_sale["net"]["minor"] == 8000
    assert kept_sale["net_basis"] == "gross"


async def test_standard_webhooks_bring_names_before_the_sales_they_explain(
    house, standard, shop, referral_db
):
    ana = await ana_joins(house)
    name = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"], "permission": True}
    name |= {"prospect_ref": {"email": "ben@buyers.example"}}

    await standard("sale", a_till_sale(occurred_at=datetime.now(UTC).isoformat()))
    await standard("referral", name)
    await standard("referral", name, "again")
    await shop.apply()

    (referral,) = (await house.get("/v1/referrals")).json()["data"]
    (sale,) = (await house.get("/v1/sales")).json()["data"]
    facts = [each["facts"] for each in await kept(house)]
    assert facts == [[sale["id"]], [referral["id"]], [referral["id"]]]
    assert (sale["referral_id"], referral["status"]) == (referral["id"], "won")
    assert len(await said(referral_db, ReferralCreated)) == 1
    steps = (await house.get(f"/v1/referrals/{referral['id']}/history")).json()["data"]
    assert steps[0]["actor"] == "source:standard"


async def test_a_name_that_cannot_be_taken_fails_alone_and_says_why(house, standard, shop):
    ana = await ana_joins(house)
    name = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"], "permission": True}

    await standard("referral", name | {"prospect_ref": ana["person_id"]})
    await standard("sale", a_till_sale())
    await shop.apply()

    refused, sale = await kept(house)
    assert (refused["status"], sale["status"]) == ("failed", "applied")
    assert refused["reason"] == "Nobody refers themselves: name somebody else."
    assert (await house.get("/v1/referrals")).json()["data"] == []
