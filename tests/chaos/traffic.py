"""What flows: sales, refunds and reviews, by webhook and REST, told until acknowledged."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import httpx

from goodword import ids
from standalone.demo.orders import Order
from standalone.demo.shop import Shop

SENDERS = 24
PRICE, BACK = "79.90", "20.00"
EARNED, LOWERED = 5000, 3748
"""What each side gets of a sale, and of one of which goods for BACK were returned."""

AGAIN_AFTER_S = 0.2
LATER = (409, 429, 500, 502, 503)
"""Not now: the same again. 409 is a request whose first try is still running, or a refund that
overtook its sale's commit."""

Say = Callable[[], Awaitable[httpx.Response]]


@dataclass
class Told:
    """What was acknowledged of one business, by the name that its sender gave it."""

    shop: Shop
    code: str
    sales: set[str] = field(default_factory=set)
    refunds: set[str] = field(default_factory=set)
    reviews: set[str] = field(default_factory=set)

    @property
    def worth(self) -> int:
        """What all sales earn, both sides together, in minor units."""
        whole = len(self.sales) - len(self.refunds)
        return 2 * (EARNED * whole + LOWERED * len(self.refunds))

    @property
    def business_id(self):
        return ids.read("biz", self.shop.business["id"])


@dataclass(frozen=True)
class Fact:
    """One thing that a sender says, of one buyer's order."""

    told: Told
    kind: str
    order: Order


def facts(told: Told, count: int, seed: str) -> Iterator[Fact]:
    """So many sales, and what follows of them."""
    dice = random.Random(seed)
    for n in range(count):
        order = Order(PRICE, f"{seed}{n}@example.com".replace(" ", "-"), code=told.code)
        kinds = dice.choices(
            (
                ("webhook",),
                ("webhook", "draft"),
                ("webhook", "refund"),
                ("rest",),
                ("bought back",),
            ),
            (6, 1, 2, 1, 1),
        )[0]
        for kind in (*kinds, *(("review",) if dice.random() < 0.1 else ())):
            yield Fact(told, kind, order)


class Writers:
    """Sends facts until each is acknowledged; counts acknowledgements, and tries that were not."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    async def send_all(self, work: list[Fact]) -> None:
        waiting = iter(work)

        async def sender() -> None:
            for fact in waiting:
                await self._tell(fact)

        async with asyncio.TaskGroup() as tasks:
            for _ in range(SENDERS):
                tasks.create_task(sender())

    async def _tell(self, fact: Fact) -> None:
        shop, order, told = fact.told.shop, fact.order, fact.told
        if fact.kind == "webhook":
            await self._hook(shop, "orders/paid", order.paid())
            told.sales.add(f"{order.id}")
        elif fact.kind == "draft":
            await self._hook(shop, "orders/create", order.paid() | {"financial_status": "pending"})
        elif fact.kind == "refund":
            body = order.refunded(BACK)
            await self._hook(shop, "refunds/create", body)
            told.refunds.add(f"{body['id']}")
        elif fact.kind == "review":
            name = f"review of {order.id}"
            await self._post(shop, "/v1/reviews", _review(name, order))
            told.reviews.add(name)
        else:
            await self._rest(fact)

    async def _rest(self, fact: Fact) -> None:
        """A till's sale, and perhaps its refund."""
        shop, order, told = fact.told.shop, fact.order, fact.told
        name = f"till {order.id}"
        sale = (await self._post(shop, "/v1/sales", _sale(name, order))).json()
        told.sales.add(name)
        if fact.kind == "bought back":
            refund = {"external_id": f"R {name}", "amount": _usd(BACK), "occurred_at": _at(order)}
            await self._post(shop, f"/v1/sales/{sale['id']}/refunds", refund)
            told.refunds.add(refund["external_id"])

    async def _hook(self, shop: Shop, topic: str, body: dict) -> None:
        delivery = shop.webhook(topic, body)
        await self._until_taken(lambda: shop.send(delivery))

    async def _post(self, shop: Shop, path: str, body: dict) -> httpx.Response:
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        return await self._until_taken(lambda: shop.client.post(path, json=body, headers=headers))

    async def _until_taken(self, say: Say) -> httpx.Response:
        while True:
            try:
                answer = await say()
            except httpx.HTTPError as error:
                self.counts[type(error).__name__] += 1
            else:
                if answer.is_success:
                    self.counts["acknowledged"] += 1
                    return answer
                assert answer.status_code in LATER, answer.text
                self.counts[f"{answer.status_code}"] += 1
            await asyncio.sleep(AGAIN_AFTER_S)


def _usd(major: str) -> dict:
    return {"minor": int(major.replace(".", "")), "currency": "USD"}


def _at(order: Order) -> str:
    return order.paid()["processed_at"]


def _sale(name: str, order: Order) -> dict:
    return {
        "source": "till",
        "external_id": name,
        "occurred_at": _at(order),
        "gross": _usd(order.total),
        "buyer_ref": {"email": order.buyer_email},
        "codes": [order.code],
    }


def _review(name: str, order: Order) -> dict:
    return {
        "source": "google",
        "external_id": name,
        "person_ref": {"email": order.buyer_email},
        "rating": {"value": "5", "out_of": "5"},
        "written_at": _at(order),
    }
