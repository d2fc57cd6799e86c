"""Asking HubSpot: a deal with the first of its contacts."""

import asyncio
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import orjson
import pytest
from tests.referral_api.sources.test_hubspot import CONTACT, DEAL, read

from goodword.errors import PermanentError, TransientError
from referral_api.domain.businesses.rates import Rates
from referral_api.domain.connections.wanted import Wanted
from referral_api.ports import Asking
from referral_api.sources import hubspot
from referral_api.sources.hubspot.client import HubSpotClient


class Api:
    """HubSpot's CRM API: a deal, and a contact."""

    def __init__(self):
        self.objects, self.asked, self.raw = {}, [], None

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = urlsplit(head.split()[1])
        self.asked.append((path.path, parse_qs(path.query), head.lower()))
        found = self.objects.get(path.path.removeprefix("/crm/v3/objects/"))
        said = orjson.dumps(found) if self.raw is None else self.raw
        status = b"404 x" if found is None and self.raw is None else b"200 x"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(said), said))
        await writer.drain()
        writer.close()


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
        settings, token = {"code_field": "who_sent_you"}, {"access_token": "pat-1"}
        asking = Asking(http, Rates(1000, burst=1000), uuid4(), settings, token)
        yield HubSpotClient(asking, api.url)


async def test_a_deal_is_fetched_with_its_first_contact_and_read_like_any(api, client):
    api.objects = {"deals/4711": DEAL, "contacts/8": CONTACT}

    fetched = await client.fetch(Wanted("deal", "4711"))

    assert fetched.external_id == "fetched:deal:4711:2026-03-05T10:05:00.123Z"
    assert hubspot.translate(fetched.topic, fetched.body, {}) == read()
    (_, of_deal, head), (_, of_contact, _) = api.asked
    assert of_deal["associations"] == ["contacts"]
    assert of_deal["properties"] == [
        "amount,deal_currency_code,closedate,hs_is_closed_won,hubspot_owner_id,who_sent_you"
    ]
    assert of_contact["properties"] == ["email,phone,mobilephone,firstname,lastname,who_sent_you"]
    assert "authorization: bearer pat-1" in head


async def test_a_deal_without_a_contact_is_fetched_alone(api, client):
    api.objects = {"deals/4711": {**DEAL, "associations": {}}, "contacts/8": CONTACT}

    fetched = await client.fetch(Wanted("deal", "4711"))

    assert hubspot.translate(fetched.topic, fetched.body, {}) == read(contact=None)
    assert len(api.asked) == 1


async def test_a_contact_that_is_gone_costs_no_sale(api, client):
    api.objects = {"deals/4711": DEAL}

    fetched = await client.fetch(Wanted("deal", "4711"))

    assert hubspot.translate(fetched.topic, fetched.body, {}) == read(contact=None)


async def test_a_deal_that_is_gone_is_none(client):
    assert await client.fetch(Wanted("deal", "4711")) is None


@pytest.mark.parametrize("raw", [b"<html>maintenance</html>", b"[]", b'{"id":"x"}', b"7"])
async def test_what_is_no_answer_is_asked_for_again(api, client, raw):
    api.raw = raw

    with pytest.raises(TransientError):
        await client.fetch(Wanted("deal", "4711"))


async def test_a_connection_without_its_token_says_what_it_lacks():
    async with httpx.AsyncClient() as http:
        with pytest.raises(PermanentError, match="access_token"):
            HubSpotClient(Asking(http, Rates(1, burst=1), uuid4(), {}, {}))
