"""Links that are shared, and the way out of letters."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.stories import a_participant

from goodword.database import Database
from goodword.ids import show

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
