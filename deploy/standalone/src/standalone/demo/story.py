"""Story A, told while it happens: a code, an order, a refund, a denial and why, two gift cards.
Then story B."""

from pathlib import Path
from typing import Any

import httpx

from goodword.errors import GoodwordError
from standalone.demo.introduction import introduction
from standalone.demo.orders import Order
from standalone.demo.place import Place
from standalone.demo.shop import Json, Shop
from standalone.demo.telling import came, dollars, request, step

PROGRAM: Json = {
    "name": "Give $50, get $50",
    "kind": "code",
    "currency": "USD",
    "window": {"days": 30, "from": "share"},
    "destination_url": "https://shop.example/welcome",
    "hold_days": 30,
    "rewards": [
        {
            "rule": rule,
            "to": to,
            "on": "sale",
            "when": [
                {"field": "sale.net", "op": "gte", "value": "50.00"},
                {"field": "prospect.is_new", "op": "eq", "value": True},
            ],
            "give": {"kind": "gift_card", "amount": {"fixed": "50.00"}},
        }
        for rule, to in (("referrer", "referrer"), ("friend", "prospect"))
    ],
}


async def play(place: Place) -> None:
    """Play the story at `place`; GoodwordError where it fails."""
    async with httpx.AsyncClient(base_url=place.url, timeout=30) as client:
        try:
            # Any answer will do: where the operations port is another one, it is a 404.
            await client.get("/health/live")
        except httpx.TransportError as error:
            raise GoodwordError(f"Nothing answers at {place.url}: {place.start}.") from error
        await _story(await Shop.open(client, place.operator_token), place.mail)
        await introduction(client, place.operator_token, place.mail)


async def _story(shop: Shop, mail: Path) -> None:
    ana = await _ana_shares(shop)
    order = await _ben_buys(shop, ana["code"])
    (sale,) = await shop.all_of("/v1/sales")
    await _ben_returns_goods(shop, order)
    await _ben_buys_again(shop, ana["code"])
    await _the_hold_ends(shop)
    await _what_came_of_it(shop, sale, mail)


async def _ana_shares(shop: Shop) -> Json:
    step("A shop publishes a program, and Ana takes part in it")
    request("POST /v1/businesses, /v1/programs, /v1/programs/{id}/publish, /v1/participants")
    program = await shop.publish(PROGRAM)
    ana = await shop.join(program, "ana@example.com", "Ana Archer", code="ANA20")
    came(f'"{PROGRAM["name"]}" is active; Ana shares {ana["code"]} and {ana["link"]}')
    return ana


async def _ben_buys(shop: Shop, code: str) -> Order:
    order = Order(total="79.90", buyer_email="ben@example.com", code=code)
    step("Ben buys for $79.90 with Ana's code; the shop says so twice, as shops do")
    delivery = shop.webhook("orders/paid", order.paid())
    for _ in range(2):
        answer = await shop.send(delivery)
        request(f"POST /webhooks/{shop.connection['id']} orders/paid: {answer.status_code}")
    await shop.wait_for("/v1/sales", bool, "the sale")
    rewards = await shop.wait_for("/v1/rewards", _are("pending"), "two rewards")
    for reward in rewards:
        came(f"{reward['to']}: {dollars(reward['amount'])} {reward['status']}")
    return order


async def _ben_returns_goods(shop: Shop, order: Order) -> None:
    step("Ben returns goods worth $20.00")
    answer = await shop.send(shop.webhook("refunds/create", order.refunded("20.00")))
    request(f"POST /webhooks/{shop.connection['id']} refunds/create: {answer.status_code}")
    lowered = await shop.wait_for(
        "/v1/rewards",
        lambda found: all(each["amount"]["minor"] == 3748 for each in found),
        "the rewards to shrink",
    )
    for reward in lowered:
        came(f"{reward['to']}: {dollars(reward['amount'])}, which is 50 x 59.90 / 79.90")


async def _ben_buys_again(shop: Shop, code: str) -> None:
    step("Ben buys again with the code, and somebody asks why nobody gets anything for it")
    again = Order(total="64.00", buyer_email="ben@example.com", code=code)
    answer = await shop.send(shop.webhook("orders/paid", again.paid()))
    request(f"POST /webhooks/{shop.connection['id']} orders/paid: {answer.status_code}")
    sales = await shop.wait_for("/v1/sales", lambda found: len(found) == 2, "the second sale")
    sale = sales[-1]
    await shop.wait_for("/v1/rewards", _are("denied"), "two denials", sale_id=sale["id"])
    request(f"GET /v1/sales/{sale['id']}/explain")
    told = await shop.get(f"/v1/sales/{sale['id']}/explain")
    for entry in told["story"]:
        came(f"{entry['what']}: {entry['sentence']}")
    came(f"for Ana: {told['for_referrer']}")


async def _the_hold_ends(shop: Shop) -> None:
    step("Thirty days pass: the business's test clock is moved")
    await shop.advance(days=31)
    request("POST /v1/test_clock/advance: every service has followed")


async def _what_came_of_it(shop: Shop, sale: Json, mail: Path) -> None:
    step("The gift cards go out, once each; each is thanked, and Ana has had her terms in writing")
    issued = await shop.wait_for(
        "/v1/rewards", _are("issued"), "both rewards to be issued", sale_id=sale["id"]
    )
    for reward in issued:
        came(f"{reward['to']}: {dollars(reward['amount'])} {reward['status']}")
    sent = await shop.wait_for(
        "/v1/messages", lambda found: len([m for m in found if m["status"] == "sent"]) == 3, "mails"
    )
    for message in sent:
        came(f"{message['kind']} by {message['channel']}: {mail}/{message['message_id']}.eml")
    step("What happened, as the business sees it")
    for event in await shop.all_of("/v1/events"):
        came(event["type"])


def _are(status: str) -> Any:
    return lambda found: [each["status"] for each in found] == [status] * 2
