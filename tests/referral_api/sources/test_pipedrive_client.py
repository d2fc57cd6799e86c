"""Asking Pipedrive: a deal with its person, and all that changed."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import orjson
import pytest
from tests.referral_api.sources.test_pipedrive import DEAL, FIELD, NOW, PERSON, eur, read

from goodword.errors import PermanentError, TransientError
from referral_api.domain.businesses.rates import Rates
from referral_api.domain.connections.wanted import Wanted
from referral_api.ports import Asking
from referral_api.sources import pipedrive
from referral_api.sources.pipedrive.client import PER_PAGE, PipedriveClient


class Api:
    """Pipedrive's API v2: one deal, pages of deals, and persons by their ids."""

    def __init__(self):
        self.deals, self.persons, self.asked, self.raw = [], [PERSON], [], None

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = urlsplit(head.split()[1])
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        self.asked.append((path.path, query, head.lower()))
        said = self.raw if self.raw is not None else self.answer(path.path, query)
        status = b"404 x" if said is None else b"200 x"
        body = said if isinstance(said, bytes) else orjson.dumps(said)
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        await writer.drain()
        writer.close()

    def answer(self, path, query):
        if path == "/api/v2/persons":
            ids = query["ids"].split(",")
            return {"data": [each for each in self.persons if str(each["id"]) in ids]}
        if path != "/api/v2/deals":
            found = [each for each in self.deals if path == f"/api/v2/deals/{each['id']}"]
            return {"success": True, "data": found[0]} if found else None
        begin, limit = int(query.get("cursor", 0)), int(query["limit"])
        rows = [each for each in self.deals if each["update_time"] >= query["updated_since"]]
        more = str(begin + limit) if begin + limit < len(rows) else None
        return {"data": rows[begin : begin + limit], "additional_data": {"next_cursor": more}}


@pytest.fixture
async def api():
    made = Api()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture
async def client(api):
    async with httpx.AsyncClient() as http:
        asking = Asking(http, Rates(1000, burst=1000), uuid4(), {}, {"api_token": "token-1"})
        yield PipedriveClient(asking, api.url)


async def test_a_deal_is_fetched_with_its_person_and_read_like_any(api, client):
    api.deals = [DEAL]

    fetched = await client.fetch(Wanted("deal", "17"))

    assert fetched.external_id == "fetched:deal:17:2026-03-05T10:05:00Z"
    assert pipedrive.translate(fetched.topic, fetched.body, {"code_field": FIELD}) == read()
    path, query, head = api.asked[0]
    assert (path, query) == ("/api/v2/deals/17", {"include_fields": "first_won_time"})
    assert "x-api-token: token-1" in head


async def test_an_amount_is_passed_on_digit_by_digit(api, client):
    written = b"195.660000000000030000001"
    api.raw = orjson.dumps({"data": {**DEAL, "value": 0, "person_id": None}}).replace(
        b'"value":0', b'"value":' + written
    )

    fetched = await client.fetch(Wanted("deal", "17"))
    (sale,) = pipedrive.translate(fetched.topic, fetched.body, {})

    assert written in fetched.body
    assert sale.gross == eur("195.66")


async def test_a_deal_whose_person_is_gone_is_a_sale_by_their_number(api, client):
    api.deals, api.persons = [DEAL], []

    fetched = await client.fetch(Wanted("deal", "17"))
    (sale,) = pipedrive.translate(fetched.topic, fetched.body, {})

    assert (sale.buyer.external_id, sale.buyer.email) == (("pipedrive", "8"), None)


async def test_a_deal_that_is_gone_is_none(client):
    assert await client.fetch(Wanted("deal", "17")) is None


async def test_of_all_that_changed_what_is_or_was_won_is_found_page_by_page(api, client):
    open_deal = {"status": "open", "first_won_time": None}
    api.deals = [
        {
            **DEAL,
            "id": n,
            "update_time": f"2026-03-05T10:{n // 60:02}:{n % 60:02}Z",
            **(open_deal if n % 2 else {}),
        }
        for n in range(PER_PAGE + 30)
    ]

    first = await client.changed(datetime(2026, 3, 5, tzinfo=UTC), None)
    second = await client.changed(datetime(2026, 3, 5, tzinfo=UTC), first.next_page)

    found = [int(each.id) for each in (*first.objects, *second.objects)]
    assert found == list(range(0, PER_PAGE + 30, 2))
    assert first.until == datetime(2026, 3, 5, 10, 1, 39, tzinfo=UTC)
    assert second.next_page is None
    assert [path for path, _, _ in api.asked] == ["/api/v2/deals", "/api/v2/persons"] * 2
    assert api.asked[0][1]["updated_since"] == "2026-03-05T00:00:00Z"
    assert (api.asked[0][1]["sort_by"], api.asked[1][1]["ids"]) == ("update_time", "8")


@pytest.mark.parametrize(
    "raw",
    [
        b"<html>maintenance</html>",
        b"[]",
        b'{"data":[{"id":1}]}',
        b'{"data":[{"id":1,"status":"won","update_time":"0001-01-01T00:00:00+14:00"}]}',
        b'{"data":7}',
    ],
)
async def test_what_is_no_answer_is_asked_for_again(api, client, raw):
    api.raw = raw

    with pytest.raises(TransientError):
        await client.changed(NOW, None)
    with pytest.raises(TransientError):
        await client.fetch(Wanted("deal", "17"))


async def test_a_connection_without_its_token_says_what_it_lacks():
    async with httpx.AsyncClient() as http:
        with pytest.raises(PermanentError, match="api_token"):
            PipedriveClient(Asking(http, Rates(1, burst=1), uuid4(), {}, {}))
