"""What a delivery only names is asked for, kept as a delivery of its own, and told of."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import orjson
import pytest
from sqlalchemy import text

from goodword import ids
from goodword.jobs import Kinds
from goodword.testing.jobs import move_clock, run_due
from referral_api.db.connections.connections import note_reconciled, reconciled_until
from referral_api.db.connections.delivery_pages import tell
from referral_api.domain.businesses.rates import Rates
from referral_api.domain.connections.about import About, Setting
from referral_api.domain.connections.delivery import Ignored
from referral_api.domain.connections.wanted import Changed, Fetched, Wanted
from referral_api.main import asking_kinds
from referral_api.sources import CLIENTS, shopify
from referral_api.sources.calling import Caller
from referral_api.use_cases.fetching.fetcher import Fetcher

pytestmark = pytest.mark.usefixtures("thin")
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


class Till:
    """The API of a shop: answers with what it is given, and remembers what it was asked."""

    def __init__(self):
        self.answers, self.asked = [], []

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head)
        status, body = self.answers.pop(0)
        raw = orjson.dumps(body)
        more = "Retry-After: 7\r\n" if status == 429 else ""
        writer.write(
            f"HTTP/1.1 {status} x\r\n{more}Content-Length: {len(raw)}\r\n\r\n".encode() + raw
        )
        await writer.drain()
        writer.close()


class Orders:
    """Asks the till, as a source's client does."""

    url = ""

    def __init__(self, asking):
        headers = {"authorization": f"Bearer {asking.credentials['token']}"}
        who = str(asking.connection_id)
        self.caller = Caller(asking.http, asking.pace, who=who, headers=headers)

    async def fetch(self, wanted):
        body = await self.caller.get(f"{self.url}/orders/{wanted.id}")
        return self.read(orjson.loads(body)) if body else None

    async def changed(self, since, page):
        body = orjson.loads(await self.caller.get(f"{self.url}/orders", {"page": page or "1"}))
        found = tuple(self.read(each) for each in body["orders"])
        return Changed(found, NOW, body.get("next"))

    @staticmethod
    def read(order):
        return Fetched("order", str(order["id"]), str(order["version"]), orjson.dumps(order))


@pytest.fixture
async def till():
    made = Till()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    Orders.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture
def thin(monkeypatch):
    """A source whose webhooks name an order and no more."""

    def translate(topic, body, settings):
        if topic.startswith("fetched/"):
            return Ignored(f"order {orjson.loads(body)['id']}")
        return (Wanted("order", str(orjson.loads(body)["id"])),)

    token = Setting(name="token", meaning="a token", example="t")
    about = About(title="Till", brings=("sales",), proof="-", steps=(), credentials=(token,))
    monkeypatch.setattr(shopify, "translate", translate)
    monkeypatch.setattr(shopify, "ABOUT", about)


@pytest.fixture
def reconciled(monkeypatch):
    """The source's sender is asked for what it changed, too."""
    monkeypatch.setitem(CLIENTS, "shopify", Orders)


@pytest.fixture
async def kinds(tools, till) -> Kinds:
    async with httpx.AsyncClient() as http:
        yield asking_kinds(
            Fetcher(
                tools.db,
                tools.sealer,
                {"shopify": Orders},
                http,
                Rates(1000, burst=1000),
                tools.intake.writer.arrived,
            ),
        )


@pytest.fixture
async def connection(shop, house):
    path = f"/v1/connections/{shop.connection['id']}"
    changed = await house.patch(path, {"credentials": {"token": "secret-token"}})
    assert changed.json()["credentials"] == ["token"]
    return changed.json()


async def deliveries(house):
    return {
        each["topic"]: each for each in (await house.get("/v1/deliveries", limit=50)).json()["data"]
    }


async def test_what_is_named_is_asked_for_and_goes_the_way_of_every_webhook(
    shop, house, connection, till, kinds
):
    till.answers = [(200, {"id": 7, "version": 3})]
    await shop.post({"id": 7})
    await shop.apply()
    named = (await deliveries(house))["orders/paid"]

    await run_due(shop.db, kinds)
    await shop.apply()

    assert named["reason"] == "Its sender is asked for order 7."
    found = await deliveries(house)
    assert found["fetched/order"]["reason"] == "order 7"
    fetched = found["fetched/order"]["id"]
    assert found["orders/paid"]["reason"] == f"It was fetched as {fetched}."
    assert till.asked[0].startswith("GET /orders/7 ")
    assert "authorization: bearer secret-token" in till.asked[0].lower()


async def test_the_same_state_fetched_twice_is_one_delivery_and_the_next_state_another(
    shop, house, connection, till, kinds
):
    till.answers = [(200, {"id": 7, "version": version}) for version in (3, 3, 4)]
    for _ in range(3):
        await shop.post({"id": 7})
    await shop.apply()
    await run_due(shop.db, kinds)
    await shop.apply()

    rows = (await house.get("/v1/deliveries", limit=50)).json()["data"]
    states = sorted(row["external_id"] for row in rows if row["topic"] == "fetched/order")
    assert states == ["fetched:order:7:3", "fetched:order:7:4"]
    named = [row["reason"] for row in rows if row["topic"] == "orders/paid"]
    assert all(reason.startswith("It was fetched as dlv_") for reason in named)


@pytest.mark.parametrize(
    ("status", "of_delivery", "reason", "of_job"),
    [
        (401, "failed", "It cannot be asked for: the sender refuses the connection's", "dead"),
        (400, "failed", "It cannot be asked for: the sender refuses what it was asked", "dead"),
        (404, "applied", "The sender knows no order of this id any more.", "done"),
        (503, "applied", "Its sender is asked for order 7.", "ready"),
        (429, "applied", "Its sender is asked for order 7.", "ready"),
        (302, "failed", "It cannot be asked for: the sender refuses what it was asked", "dead"),
    ],
)
async def test_how_it_ended_is_told_of_the_delivery_that_named_it(
    shop, house, connection, till, kinds, status, of_delivery, reason, of_job
):
    till.answers = [(status, {})]
    await shop.post({"id": 7})
    await shop.apply()

    await run_due(shop.db, kinds)

    named = (await deliveries(house))["orders/paid"]
    assert (named["status"], named["reason"][: len(reason)]) == (of_delivery, reason)
    async with shop.db.begin([house.business_id]) as session:
        found = text("select state from job where kind = 'fetch_object'")
        assert await session.scalar(found) == of_job


async def test_a_replay_asks_again_once_the_credentials_are_mended(
    shop, house, connection, till, kinds
):
    till.answers = [(401, {}), (200, {"id": 7, "version": 1})]
    await shop.post({"id": 7})
    await shop.apply()
    await run_due(shop.db, kinds)
    named = (await deliveries(house))["orders/paid"]

    await house.post(f"/v1/deliveries/{named['id']}/replay")
    await shop.apply()
    await run_due(shop.db, kinds)

    assert (await deliveries(house))["orders/paid"]["reason"].startswith("It was fetched as dlv_")


async def test_how_it_ended_is_not_told_of_a_delivery_that_was_replayed_meanwhile(
    shop, house, connection
):
    await shop.post({"id": 7})
    await shop.apply()
    named = (await deliveries(house))["orders/paid"]
    await house.post(f"/v1/deliveries/{named['id']}/replay")

    async with shop.db.begin([house.business_id]) as session:
        late = ids.read("dlv", named["id"])
        await tell(session, house.business_id, late, "failed", "It was asked for in vain.")

    again = (await deliveries(house))["orders/paid"]
    assert (again["status"], again["reason"]) == ("received", None)
    assert await shop.apply() == 1


async def test_what_was_asked_for_until_then_never_goes_back(shop, house, connection):
    connection_id = ids.read("con", connection["id"])

    async with shop.db.begin([house.business_id]) as session:
        for until in (NOW, NOW - timedelta(hours=1)):
            await note_reconciled(session, house.business_id, connection_id, until)
        kept = await reconciled_until(session, house.business_id, connection_id)

    assert kept == NOW


async def test_what_webhooks_lost_is_found_page_by_page_and_looked_for_again_each_hour(
    reconciled, shop, house, connection, till, kinds
):
    pages = [
        {"orders": [{"id": 1, "version": 1}, {"id": 2, "version": 1}], "next": "2"},
        {"orders": [{"id": 3, "version": 1}]},
    ]
    till.answers = [(200, page) for page in pages]
    await run_due(shop.db, kinds)
    first = len(till.asked)

    till.answers = [(200, {"orders": [{"id": 3, "version": 1}, {"id": 3, "version": 2}]})]
    await run_due(shop.db, kinds)
    at_once = len(till.asked)
    await move_clock(shop.db, house.business_id, int(timedelta(hours=2).total_seconds()))
    await run_due(shop.db, kinds)

    assert (first, at_once, len(till.asked)) == (2, 2, 3)
    rows = (await house.get("/v1/deliveries", limit=50)).json()["data"]
    states = sorted(row["external_id"] for row in rows)
    assert states == [f"fetched:order:{each}" for each in ("1:1", "2:1", "3:1", "3:2")]


async def test_no_credential_is_ever_shown_or_kept_open(shop, house, connection):
    async with shop.db.begin([house.business_id]) as session:
        for table in ("connection", "idempotency", "audit"):
            rows = await session.scalars(text(f"select t::text from {table} t"))
            assert all("secret-token" not in row for row in rows)
    assert "secret-token" not in (await house.get("/v1/connections")).text
