"""One test business seen from outside: all over HTTP, as its owner and its shop would."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import httpx

from goodword.errors import GoodwordError
from standalone.demo.orders import Delivery, signed

WAIT_S = 60.0
POLL_S = 0.05
DAY_S = 86_400
HOUR_S = 3_600

Json = dict[str, Any]


class Shop:
    """A business in test mode, with a key of its own and a Shopify connection."""

    def __init__(self, client: httpx.AsyncClient, business: Json, connection: Json) -> None:
        self.client = client
        self.business = business
        self.connection = connection

    @classmethod
    async def open(
        cls, client: httpx.AsyncClient, operator_token: str, name: str = "Demo shop", **wanted: Any
    ) -> "Shop":
        """A new one; `client` knows the address of the API, and this business's key from now on."""
        platform = {"Authorization": f"Bearer {operator_token}"}
        body = {
            "name": name,
            "slug": f"demo-{secrets.token_hex(4)}",
            "mode": "test",
            "industry": "retail",
            "place": {"country": "US", "region": "CA"},
            "postal_address": "1 Demo Street, Oakland, CA 94607",
            # A demo by night shows its letters too.
            "parameters": {"mail_hours": {"opens": "00:00", "closes": "24:00"}},
            **wanted,
        }
        business = _answered(await client.post("/v1/businesses", json=body, headers=platform))
        client.headers["Authorization"] = f"Bearer {business['api_key']}"
        made = await client.post("/v1/connections", json={"source": "shopify", "name": "Shop"})
        return cls(client, business, _answered(made))

    async def post(self, path: str, body: Json | None = None) -> Json:
        """The answer; GoodwordError with the problem where it is none of success."""
        return _answered(await self.client.post(path, json=body or {}))

    async def put(self, path: str, body: Json) -> Json:
        return _answered(await self.client.put(path, json=body))

    async def get(self, path: str, **query: Any) -> Json:
        return _answered(await self.client.get(path, params=query))

    async def all_of(self, path: str, **query: Any) -> list[Json]:
        """Every object of a list, over all its pages, the oldest first."""
        found: list[Json] = []
        cursor: Json = {}
        while True:
            page = await self.get(path, limit=100, order="asc", **query, **cursor)
            found += page["data"]
            if not page["next_cursor"]:
                return found
            cursor = {"cursor": page["next_cursor"]}

    async def publish(self, document: Json) -> Json:
        """A program with this document, published."""
        program = await self.post("/v1/programs", {"document": document})
        return await self.post(f"/v1/programs/{program['id']}/publish")

    async def join(self, program: Json, email: str, name: str, code: str | None = None) -> Json:
        """Somebody takes part in the program."""
        given, _, family = name.partition(" ")
        called = {"display": name, "given": given, "family": family or None}
        body = {
            "program_id": program["id"],
            "person_ref": {"email": email, "name": called},
        }
        return await self.post("/v1/participants", body | ({"code": code} if code else {}))

    def webhook(self, topic: str, content: Json) -> Delivery:
        """A webhook of this shop, signed with its secret."""
        return signed(topic, content, self.connection["secret"])

    async def send(self, delivery: Delivery, connection: Json | None = None) -> httpx.Response:
        """Post a webhook to this business's connection: its shop's, unless another is given."""
        path = f"/webhooks/{(connection or self.connection)['id']}"
        return await self.client.post(path, content=delivery.body, headers=delivery.headers)

    async def wait_for(
        self, path: str, enough: Callable[[list[Json]], bool], what: str, **query: Any
    ) -> list[Json]:
        """The list at `path` once it is `enough`; GoodwordError where it is not in time."""
        found: list[Json] = []
        try:
            async with asyncio.timeout(WAIT_S):
                while not enough(found := await self.all_of(path, **query)):  # noqa: ASYNC110
                    await asyncio.sleep(POLL_S)
        except TimeoutError as error:
            raise GoodwordError(
                f"Waited {WAIT_S:.0f} s for {what} at {path}; there is {found!r}."
            ) from error
        return found

    async def advance(self, days: int = 0, hours: int = 0) -> None:
        """Move this business's clock, and wait until every service has followed."""
        await self.post("/v1/test_clock/advance", {"by_s": days * DAY_S + hours * HOUR_S})
        async with asyncio.timeout(WAIT_S):
            while not await self._clock_applied():  # noqa: ASYNC110 - facts are polled over HTTP
                await asyncio.sleep(POLL_S)

    async def _clock_applied(self) -> bool:
        clock = await self.get("/v1/test_clock")
        followed = {each["service"] for each in clock["services"] if each["applied"]}
        return followed >= {"rewards-worker", "notifier"}


def _answered(response: httpx.Response) -> Json:
    if not response.is_success:
        raise GoodwordError(
            f"{response.request.method} {response.request.url} answered {response.status_code}: "
            f"{response.text}"
        )
    answer: Json = response.json()
    return answer
