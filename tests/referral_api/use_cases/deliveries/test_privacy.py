"""Shopify's privacy topics, carried out."""

from sqlalchemy import text
from tests.referral_api.people import ana_joins
from tests.referral_api.shop import Shop
from tests.referral_api.shopify import payload

from goodword import ids
from goodword.events import PersonErased, TaskOpened
from goodword.testing.events import events_of
from referral_api.use_cases.erasure.sweep_erasures import sweep_erasures

BEN = {"id": 5550001, "email": "ben@buyers.example", "phone": "555-625-1199"}


async def rows(db, house, query):
    async with db.begin([house.business_id]) as session:
        return (await session.execute(text(query))).all()


async def an_order(shop, number, email, customer):
    given = {"id": number, "email": email, "contact_email": email, "customer": customer}
    given |= {"billing_address": None, "shipping_address": None, "phone": None}
    await shop.post(payload("orders_paid", **given))


async def erased(db):
    facts = [each.event for each in await events_of(db)]
    return [ids.show("per", each.person_id) for each in facts if isinstance(each, PersonErased)]


async def buyers(house):
    sales = (await house.get("/v1/sales")).json()["data"]
    return {each["external_id"]: each["buyer_id"] for each in sales}


async def test_a_customer_is_erased_with_every_webhook_that_names_them(
    house, shop, referral_db, tools
):
    await ana_joins(house)
    await an_order(shop, 1001, BEN["email"], {"id": BEN["id"], "email": BEN["email"]})
    await an_order(shop, 1002, "cleo@example.com", None)
    await shop.apply()
    of = await buyers(house)

    redact = payload("customers_redact", customer=BEN, orders_to_redact=[1001])
    await shop.post(redact, topic="customers/redact")
    await shop.apply()
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert await erased(referral_db) == [of["1001"]]
    kept = await rows(referral_db, house, "select topic, status, raw from delivery order by id")
    assert [(row.topic, row.status, row.raw == b"") for row in kept] == [
        ("orders/paid", "applied", True),
        ("orders/paid", "applied", False),
        ("customers/redact", "applied", True),
    ]
    asked = await rows(referral_db, house, "select asked_by, sought, swept_at from erasure")
    assert len(asked) == 2
    assert all(row.asked_by == "shopify" and row.swept_at and not row.sought for row in asked)


async def test_a_guest_is_found_by_the_order(house, shop, referral_db, tools):
    await an_order(shop, 1001, None, None)
    await shop.apply()
    of = await buyers(house)

    body = payload("customers_redact", customer={"id": 9999999}, orders_to_redact=[1001])
    await shop.post(body, topic="customers/redact")
    await shop.apply()
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert await erased(referral_db) == [of["1001"]]


async def test_somebody_unknown_is_still_looked_for(house, shop, referral_db, tools):
    """An order that was never paid made nobody known, and its webhook names them all the same."""
    given = {"email": BEN["email"], "customer": None, "financial_status": "pending"}
    await shop.post(payload("orders_paid", **given), topic="orders/create")
    await shop.apply()

    await shop.post(payload("customers_redact", customer=BEN), topic="customers/redact")
    await shop.apply()
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert await erased(referral_db) == []
    assert await rows(referral_db, house, "select 1 from delivery where raw <> ''") == []


async def test_a_repeated_request_erases_once(house, shop, referral_db, tools):
    await an_order(shop, 1001, BEN["email"], None)
    await shop.apply()

    for _ in range(2):
        await shop.post(payload("customers_redact", customer=BEN), topic="customers/redact")
        await shop.apply()
        await sweep_erasures(referral_db, eraser=tools.eraser)

    assert len(await erased(referral_db)) == 1


async def test_a_question_becomes_a_task_for_a_human(house, shop, referral_db):
    await an_order(shop, 1001, BEN["email"], {"id": BEN["id"], "email": BEN["email"]})
    await shop.apply()
    of = await buyers(house)

    asking = payload("customers_data_request", customer=BEN, orders_requested=[1001])
    await shop.post(asking, topic="customers/data_request", delivery_id="question")
    await shop.apply()

    [task] = [e.event for e in await events_of(referral_db) if isinstance(e.event, TaskOpened)]
    listed = (await house.get("/v1/deliveries")).json()["data"]
    question = next(each for each in listed if each["topic"] == "customers/data_request")
    assert (task.kind, task.opener) == ("data_request", "referral-api")
    assert task.subjects == (of["1001"], question["id"])
    assert question["facts"] == [of["1001"], task.subject]
    assert task.due_at is not None
    assert await erased(referral_db) == []


async def test_a_shop_that_left_takes_all_its_customers_along(
    house, shop, referral_db, tools, open_house
):
    await ana_joins(house)
    for number in range(3):
        await an_order(shop, 2000 + number, f"p{number}@example.com", None)
    await shop.apply()
    of = await buyers(house)

    await shop.post(payload("shop_redact"), topic="shop/redact")
    await shop.apply()
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert sorted(await erased(referral_db)) == sorted(of.values())
    people = (await house.get("/v1/people")).json()["data"]
    assert [each["emails"] for each in people] == [["ana@friends.example"]]
    left = await rows(referral_db, house, "select topic from delivery where raw <> ''")
    assert [row.topic for row in left] == ["shop/redact"]


async def test_the_customers_of_another_shop_of_the_business_stay(
    house, shop, visitor, referral_db, tools
):
    made = await house.post("/v1/connections", {"source": "shopify", "name": "Outlet"})
    outlet = Shop(visitor, referral_db, made.json(), tools.hasher, tools.sealer)
    await an_order(shop, 2001, "p1@example.com", None)
    await an_order(outlet, 2002, "p2@example.com", None)
    await shop.apply()
    of = await buyers(house)

    await outlet.post(payload("shop_redact"), topic="shop/redact")
    await outlet.apply()
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert await erased(referral_db) == [of["2002"]]
