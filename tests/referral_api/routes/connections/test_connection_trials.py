"""Trying a connection with a sample, and a payload without sending it."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from tests.referral_api.people import all_joined_at, ana_joins
from tests.referral_api.said import said
from tests.referral_api.shop import new_connection
from tests.referral_api.shopify import headers as signed_headers
from tests.referral_api.shopify import payload, raw

from goodword import ids
from goodword.events import PersonChanged, ReferralCreated, SaleClosed
from referral_api.domain.connections.trial import MADE_UP
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries

COUNTED = ("delivery", "sale", "refund", "person", "referral", "task", "erasure", "opened_task")


@pytest.fixture
async def applying(tools):
    """Deliveries are applied as they come."""
    stop = asyncio.Event()
    loop = asyncio.create_task(tools.intake.applier.run(stop))
    yield
    stop.set()
    await loop


async def connected(house, source):
    made = await house.post("/v1/connections", new_connection(source))
    assert made.status_code == 201, made.text
    return made.json()


async def sampled(house, connection):
    """What came of a sample: told at once, or a moment later on a busy machine."""
    delivery = (await house.post(f"/v1/connections/{connection['id']}/test")).json()
    async with asyncio.timeout(60):
        while delivery["status"] == "received":
            delivery = (await house.get(f"/v1/deliveries/{delivery['id']}")).json()
    return delivery


async def counts(db, house):
    """How many rows there are of what a delivery may make, and how many facts were said."""
    async with db.begin([house.business_id]) as session:
        found = {
            table: await session.scalar(text(f"select count(*) from {table}")) for table in COUNTED
        }
        found["said"] = await session.scalar(text("select count(*) from bus.outbox"))
    return found


OTHERWISE = {
    "bigcommerce": ("ignored", MADE_UP),
    "delighted": ("ignored", MADE_UP),
    "google": ("ignored", MADE_UP),
    "hubspot": ("ignored", MADE_UP),
    "inbound_mail": ("ignored", "It names no mailbox of an ask or a referral."),
    "judgeme": ("ignored", MADE_UP),
    "mail_reports": ("ignored", "It names no letter of ours."),
    "pipedrive": ("ignored", MADE_UP),
    "podium": ("ignored", MADE_UP),
}
"""What comes of a sample that reports no sale."""


@pytest.mark.parametrize("source", SOURCES)
async def test_a_sample_of_each_source_is_applied_and_answered(house, applying, source):
    status, reason = OTHERWISE.get(source, ("applied", None))
    connection = await connected(house, source)

    delivery = await sampled(house, connection)

    assert (delivery["status"], delivery["reason"], delivery["test"]) == (status, reason, True)
    shown = (await house.get(f"/v1/deliveries/{delivery['id']}")).json()
    assert shown["connection_id"] == connection["id"]
    assert connection["secret"] not in str(shown)


async def test_the_sales_of_samples_are_tests_of_one_nobody(house, applying, referral_db):
    await ana_joins(house)
    connection = await connected(house, "shopify")

    for _ in range(2):
        delivery = await sampled(house, connection)

    sales = (await house.get("/v1/sales")).json()["data"]
    assert delivery["facts"] == [sales[0]["id"]]
    assert {(sale["test"], sale["referral_id"]) for sale in sales} == {(True, None)}
    assert len({sale["buyer_id"] for sale in sales}) == 1
    nobody = (await house.get(f"/v1/people/{sales[0]['buyer_id']}")).json()
    assert nobody["external_ids"] == [{"source": "goodword_test", "id": "nobody"}]
    assert (nobody["emails"], nobody["first_purchase_at"]) == ([], None)
    told = await said(referral_db, SaleClosed)
    assert [(each.test, each.referral) for each in told] == [(True, None)] * 2
    assert await said(referral_db, ReferralCreated) == []


async def test_nobody_earns_by_what_is_marked_as_a_test_whatever_it_says(
    house, referral_db, tools, shop
):
    """The mark counts, not the body: one that names a code and a buyer is of nobody too."""
    await ana_joins(house)
    await shop.post(payload("orders_paid"))
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text("update delivery set test = true"))

    while await apply_deliveries(
        referral_db, sources=SOURCES, hasher=tools.hasher, sealer=tools.sealer
    ):
        pass

    (sale,) = (await house.get("/v1/sales")).json()["data"]
    assert (sale["test"], sale["referral_id"], sale["codes"]) == (True, None, [])
    told = [person.emails for person in await said(referral_db, PersonChanged)]
    assert told == [("ana@friends.example",), ()]


async def test_where_nobody_applies_it_yet_the_delivery_is_answered(house):
    connection = await connected(house, "standard")

    answer = await house.post(f"/v1/connections/{connection['id']}/test")

    assert answer.status_code == 202
    assert (answer.json()["status"], answer.json()["test"]) == ("received", True)


async def test_each_test_is_a_delivery_of_its_own_and_a_repeat_is_not(house, applying):
    connection = await connected(house, "standard")
    path = f"/v1/connections/{connection['id']}/test"

    first = await house.post(path, headers={"Idempotency-Key": "once"})
    again = await house.post(path, headers={"Idempotency-Key": "once"})
    other = await house.post(path)

    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["id"] == first.json()["id"] != other.json()["id"]
    assert len((await house.get("/v1/deliveries")).json()["data"]) == 2


async def test_what_we_sent_ourselves_is_no_sign_that_the_sender_delivers(house, applying):
    connection = await connected(house, "standard")

    await house.post(f"/v1/connections/{connection['id']}/test")

    shown = (await house.get(f"/v1/connections/{connection['id']}")).json()
    assert (shown["last_delivery_at"], shown["failures_24h"]) == (None, 0)


async def test_a_connection_that_is_disabled_or_unknown_is_not_tried(house):
    connection = await connected(house, "standard")
    path = f"/v1/connections/{connection['id']}"
    await house.patch(path, {"status": "disabled"})

    disabled = await house.post(f"{path}/test")
    unknown = await house.post(f"/v1/connections/{ids.show('con', ids.new())}/test")

    assert (disabled.status_code, disabled.json()["code"]) == (409, "connection_disabled")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    assert (await house.get("/v1/deliveries")).json()["data"] == []


async def tried(house, connection, **body):
    answer = await house.post(f"/v1/connections/{connection['id']}/dry_run", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_pasted_order_says_whose_sale_it_would_be_and_changes_nothing(house, referral_db):
    await ana_joins(house)
    await all_joined_at(referral_db, house, datetime(2020, 1, 1, tzinfo=UTC))
    connection = await connected(house, "shopify")
    before = await counts(referral_db, house)

    found = await tried(house, connection, topic="orders/paid", body=payload("orders_paid"))

    assert (found["status"], found["reason"], found["signature"]) == (
        "applied",
        None,
        "not_given",
    )
    (fact,) = found["facts"]
    assert (fact["type"], fact["data"]["net"]) == ("sale", {"minor": 7990, "currency": "USD"})
    assert "ANA20" in fact["sentence"]
    assert fact["data"]["buyer"]["email"]
    assert await counts(referral_db, house) == before
    assert (await house.get("/v1/sales")).json()["data"] == []


async def test_a_signature_is_looked_at_where_headers_are_given(house):
    connection = await connected(house, "shopify")
    body = raw(payload("orders_paid"))
    good = signed_headers(connection["secret"], body)
    bad = signed_headers("another secret", body)

    signed = await tried(house, connection, headers=good, body=body.decode())
    forged = await tried(house, connection, headers=bad, body=body.decode())

    assert (signed["signature"], signed["topic"], signed["external_id"]) == (
        "valid",
        "orders/paid",
        "b7c6",
    )
    assert (forged["signature"], forged["status"]) == ("invalid", "applied")
    assert len(forged["facts"]) == 1


async def test_a_pasted_name_is_read_and_nobody_is_made_of_it(house, referral_db):
    ana = await ana_joins(house)
    connection = await connected(house, "standard")
    name = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"], "permission": True}
    data = name | {"prospect_ref": {"email": "ben@buyers.example"}}
    body = {"type": "referral", "timestamp": "2026-03-05T12:00:00Z", "data": data}
    before = await counts(referral_db, house)

    answer = await house.post(f"/v1/connections/{connection['id']}/dry_run", {"body": body})

    assert answer.status_code == 200, answer.text
    (fact,) = answer.json()["facts"]
    assert (fact["type"], fact["sentence"]) == ("referral", None)
    assert {each: fact["data"][each] for each in name} == name
    assert fact["data"]["prospect_ref"]["email"] == "ben@buyers.example"
    assert await counts(referral_db, house) == before


async def test_what_came_before_is_named(house, shop):
    body = payload("orders_paid")
    kept = await shop.post(body, delivery_id="b7c6")

    found = await tried(
        house, shop.connection, headers=signed_headers("x", raw(body)), body=raw(body).decode()
    )

    assert found["duplicate_of"] == kept.json()["id"]


@pytest.mark.parametrize(
    ("source", "body", "status", "reason"),
    [
        ("shopify", "nonsense", "failed", "The body is not JSON."),
        ("shopify", {"id": 1}, "failed", "currency: This field is needed."),
        (
            "standard",
            {"type": "weather", "timestamp": "2026-03-01T10:00:00Z", "data": {}},
            "ignored",
            "Nothing is made of the type 'weather'.",
        ),
        (
            "standard",
            {
                "type": "refund",
                "timestamp": "2026-03-01T10:00:00Z",
                "data": {
                    "sale": {"source": "till", "external_id": "7"},
                    "external_id": "R-1",
                    "amount": {"minor": 100, "currency": "USD"},
                    "occurred_at": "2026-03-01T10:00:00Z",
                },
            },
            "waiting",
            "It waits for sale:till:7.",
        ),
        (
            "mail_reports",
            "Subject: hello",
            "ignored",
            "It reports neither a bounce nor a complaint.",
        ),
        ("tremendous", {"event": "ORDERS.APPROVED"}, "failed", "payload.resource.id is not an id"),
    ],
)
async def test_what_would_come_to_nothing_says_why(
    house, referral_db, source, body, status, reason
):
    connection = await connected(house, source)
    before = await counts(referral_db, house)

    found = await tried(house, connection, topic="orders/paid", body=body)

    assert found["status"] == status
    assert found["reason"].startswith(reason)
    assert await counts(referral_db, house) == before


async def test_a_shops_wish_to_forget_its_customers_is_read_and_not_carried_out(house, referral_db):
    connection = await connected(house, "shopify")
    before = await counts(referral_db, house)

    asked = await tried(
        house, connection, topic="customers/redact", body=payload("customers_redact")
    )
    shop = await tried(house, connection, topic="shop/redact", body=payload("shop_redact"))

    assert [each["type"] for each in asked["facts"]] == ["erasure"]
    assert "sought" not in asked["facts"][0]["data"]
    assert [each["type"] for each in shop["facts"]] == ["shop_erasure"]
    assert await counts(referral_db, house) == before


@pytest.mark.parametrize("body", [{"id": 10**30}, {"id": {"é": [1e300, -0.0, None, ""]}}])
async def test_any_json_can_be_pasted(house, body):
    connection = await connected(house, "standard")

    found = await tried(house, connection, body=body)

    assert found["status"] == "failed"


async def test_payloads_have_limits(house):
    connection = await connected(house, "standard")
    path = f"/v1/connections/{connection['id']}/dry_run"

    long = await house.post(path, {"body": "x" * 1_000_001})
    many = await house.post(path, {"body": "", "headers": {f"x-{n}": "" for n in range(101)}})
    odd = await house.post(path, {"body": "", "headers": {"a b": "", "c": "1\r\n2"}})

    assert [answer.status_code for answer in (long, many, odd)] == [422, 422, 422]
