"""Links that are shared, and the way out of letters."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.said import said
from tests.referral_api.stories import a_participant

from goodword.database import Database
from goodword.events import ContactSuppressed
from goodword.ids import show
from referral_api.routes.tools import Tools

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
WHATSAPP = {"User-Agent": "WhatsApp/2.23.20.0"}
PREFETCH = {**BROWSER, "Sec-Purpose": "prefetch;prerender"}


async def clicks(db: Database, house: House) -> list[str]:
    async with db.begin([house.business_id]) as session:
        rows = await session.execute(text("select id from click order by id"))
        return [show("clk", row.id) for row in rows]


async def test_a_link_leads_to_the_shop_and_the_click_is_kept(
    referral_db: Database, house: House, visitor: httpx.AsyncClient
):
    ana = await a_participant(house, code="Ana20")

    answer = await visitor.get(f"/r/{house.slug}/ana20", headers=BROWSER)

    assert answer.status_code == 302
    there = urlsplit(answer.headers["location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == "https://shop.example/welcome"
    [click] = await clicks(referral_db, house)
    assert parse_qs(there.query) == {
        "utm_source": ["friend"],
        "ref": [ana["code"]],
        "gw_click": [click],
    }
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "headers"), [("HEAD", BROWSER), ("GET", WHATSAPP), ("GET", PREFETCH), ("GET", {})]
)
async def test_what_only_looks_at_a_link_is_no_click(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, method: str, headers
):
    await a_participant(house, code="Ana20")

    headers = {"User-Agent": "", **headers}
    answer = await visitor.request(method, f"/r/{house.slug}/Ana20", headers=headers)

    assert answer.status_code == 302
    assert "gw_click" not in answer.headers["location"]
    assert await clicks(referral_db, house) == []


@pytest.mark.parametrize("path", ["/r/{slug}/nobody", "/r/nowhere/Ana20", "/r/{slug}/%00"])
async def test_an_unknown_link_shows_a_plain_page(
    house: House, visitor: httpx.AsyncClient, path: str
):
    await a_participant(house, code="Ana20")

    answer = await visitor.get(path.format(slug=house.slug), headers=BROWSER)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_link_of_who_left_leads_nowhere(house: House, visitor: httpx.AsyncClient):
    ana = await a_participant(house)
    await house.patch(f"/v1/participants/{ana['id']}", {"status": "left"})

    answer = await visitor.get(f"/r/{house.slug}/{ana['code']}", headers=BROWSER)

    assert answer.status_code == 404


def unsubscribe_path(tools: Tools, house: House, address: str = "ana@example.com") -> str:
    token = tools.signer.sign(
        "unsubscribe",
        {
            "business": show("biz", house.business_id),
            "channel": "email",
            "hash": tools.hasher.address(house.business_id, "email", address),
        },
    )
    return f"/u/{token}"


async def test_opening_the_way_out_asks_first(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools
):
    answer = await visitor.get(unsubscribe_path(tools, house))

    assert answer.status_code == 200
    assert "<form" in answer.text
    assert await said(referral_db, ContactSuppressed) == []


@pytest.mark.parametrize("form", ["urlencoded", "multipart"])
async def test_one_click_suppresses_the_address_once(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools, form: str
):
    path = unsubscribe_path(tools, house)
    field = ("List-Unsubscribe", "One-Click")
    sent = {
        "urlencoded": {"data": dict([field])},
        "multipart": {"files": {field[0]: (None, field[1])}},
    }

    answers = [await visitor.post(path, **sent[form]) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    [suppressed] = await said(referral_db, ContactSuppressed)
    assert suppressed.business_id == house.business_id
    assert suppressed.address_hash == tools.hasher.address(
        house.business_id, "email", "Ana@example.com"
    )
    assert (suppressed.channel, suppressed.scope) == ("email", "all")


@pytest.mark.parametrize("spoil", [lambda path: path + "x", lambda path: "/u/abc"])
async def test_a_token_that_is_not_ours_does_nothing(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools, spoil
):
    path = spoil(unsubscribe_path(tools, house))

    answer = await visitor.post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 404
    assert await said(referral_db, ContactSuppressed) == []
