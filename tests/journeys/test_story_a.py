"""Story A: a code, orders, a refund, a hold, gift cards, mails; everything is said twice, in any
order, and happens once."""

import email
import email.policy
import random

import httpx
import pytest
from tests.journeys.observing import books, fetch, ledger, repeat_all_events
from tests.referral_api.receiver import a_receiver

from goodword import ids
from standalone.demo.orders import Order
from standalone.demo.shop import Shop
from standalone.demo.story import PROGRAM

BUYERS = 4


async def shuffled(shop, deliveries):
    """Send each webhook twice, in any order; every answer is one of success."""
    twice = [*deliveries, *deliveries]
    random.Random(7).shuffle(twice)
    for delivery in twice:
        answer = await shop.send(delivery)
        assert answer.status_code == 202, answer.text


def settled(amounts, status):
    """Whether the rewards are these, each in this state."""

    def enough(found):
        rewards = sorted((r["to"], r["amount"]["minor"], r["status"]) for r in found)
        return rewards == sorted((to, minor, status) for to, minor in amounts)

    return enough


def refused(reasons):
    """Whether these were denied, each for this reason."""

    def enough(found):
        said = sorted((r["to"], r["verdict"]["reasons"][0]["code"]) for r in found)
        return said == sorted(reasons)

    return enough


@pytest.fixture
async def receiver():
    async with a_receiver() as made:
        yield made


async def test_each_side_gets_one_reward_and_one_mail_and_the_balance_is_exact(
    place, transport, receiver
):
    async with httpx.AsyncClient(base_url=place.url, timeout=60) as client:
        shop = await Shop.open(client, place.operator_token)
        program = await shop.publish(PROGRAM)
        ana = await shop.join(program, "ana@example.com", "Ana Archer", code="ANA20")
        listening = {"url": receiver.url, "name": "Books", "event_types": ["sale_closed"]}
        endpoint = await shop.post("/v1/webhook_endpoints", listening)
        orders = [Order("79.90", f"ben{n}@example.com", code="ana20") for n in range(BUYERS)]
        stranger = Order("120.00", "stranger@example.com")
        small = Order("49.99", "small@example.com", code="ANA20")
        returned = orders[0]

        await shuffled(
            shop,
            [
                *(shop.webhook("orders/paid", each.paid()) for each in (*orders, stranger, small)),
                *(shop.webhook("orders/create", each.paid()) for each in orders),
                shop.webhook("refunds/create", returned.refunded("20.00")),
            ],
        )

        both = ("referrer", "prospect")
        amounts = [(to, 3748) for to in both] + [(to, 5000) for to in both] * (BUYERS - 1)
        unpaid = {"status": "pending"}
        await shop.wait_for("/v1/rewards", settled(amounts, "pending"), "the rewards", **unpaid)
        below = [(to, "below_minimum") for to in both]
        await shop.wait_for("/v1/rewards", refused(below), "those refused", status="denied")
        sales = await shop.wait_for(
            "/v1/sales", lambda found: len(found) == BUYERS + 2, "the sales"
        )
        assert len([sale for sale in sales if sale["referral_id"] is None]) == 1
        dispatches = f"/v1/webhook_endpoints/{endpoint['id']}/dispatches"
        was_told = {"status": "delivered"}
        await shop.wait_for(dispatches, lambda found: len(found) == len(sales), "all", **was_told)
        assert await books(place) == []

        await repeat_all_events(place, transport)
        await shop.advance(days=31)
        await shop.wait_for("/v1/rewards", settled(amounts, "issued"), "gifts", status="issued")
        mails = await shop.wait_for(
            "/v1/messages", lambda found: len(found) == len(amounts) + 1, "mails", status="sent"
        )
        await repeat_all_events(place, transport)

        assert len(await shop.all_of(dispatches)) == len(sales)
        told = {each.id: each.read(endpoint["secret"])["data"]["sale_id"] for each in receiver.told}
        assert sorted(told.values()) == sorted(sale["id"] for sale in sales)
        kinds = ["reward_thank_you"] * len(amounts) + ["welcome"]
        assert sorted(m["kind"] for m in mails) == kinds
        assert len({m["message_id"] for m in mails}) == len(kinds)
        assert len(await shop.all_of("/v1/rewards")) == len(amounts) + 2
        assert len(await shop.all_of("/v1/messages")) == len(kinds)
        await shop.wait_for(
            "/v1/participants",
            lambda found: [each["terms_sent_at"] is None for each in found] == [False],
            "the terms that went out",
        )
        orders_made = await books(place)
        paid = sum(minor for _, minor in amounts)
        assert sorted(round(o["denomination"] * 100) for o in orders_made) == sorted(
            minor for _, minor in amounts
        )
        assert await ledger(place, shop.business["id"]) == {
            "program_expense": paid,
            "handed_over": paid,
        }
        read = [
            email.message_from_bytes(f.read_bytes(), policy=email.policy.default)
            for f in place.mail.glob("*.eml")
        ]
        recipients = sorted(mail["To"].addresses[0].addr_spec for mail in read)
        assert recipients == sorted(
            ["ana@example.com"] * (BUYERS + 1) + [f"ben{n}@example.com" for n in range(BUYERS)]
        )
        for mail in read:
            words = mail.get_body(("plain",)).get_content()
            assert "79.90" not in words
            assert "stranger" not in words
            if "ana@" in mail["To"]:
                assert "ben" not in words.lower()
        assert ana["code"] == "ANA20"


async def test_one_trace_follows_a_webhook_to_the_mail(place):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with httpx.AsyncClient(base_url=place.url, timeout=60) as client:
        shop = await Shop.open(client, place.operator_token)
        await shop.join(await shop.publish(PROGRAM), "ana@example.com", "Ana", code="ANA20")
        client.headers["traceparent"] = f"00-{trace}-00f067aa0ba902b7-01"
        order = Order("79.90", "ben@example.com", code="ANA20")

        await shop.send(shop.webhook("orders/paid", order.paid()))

        del client.headers["traceparent"]
        await shop.wait_for("/v1/rewards", lambda found: len(found) == 2, "the rewards")
        await shop.advance(days=31)
        await shop.wait_for(
            "/v1/messages", lambda found: len(found) == 2, "mails", kind="reward_thank_you"
        )
    facts = await fetch(
        place,
        "bus",
        """select split_part(type, '.', 2) as fact, headers->>'traceparent' as traceparent
           from outbox where business_id = $1""",
        ids.read("biz", shop.business["id"]),
    )
    followed = {row["fact"] for row in facts if trace in (row["traceparent"] or "")}
    assert followed >= {"sale-closed", "reward-earned", "reward-approved", "reward-issued"}
    assert "message-sent" in followed
