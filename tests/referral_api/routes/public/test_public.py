"""Links that are shared, and the way out of letters."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.stories import a_participant, a_program

from goodword.database import Database
from goodword.ids import show
from referral_api.use_cases.public.prune_clicks import prune_clicks

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


@pytest.mark.parametrize(
    ("move", "title"),
    [("pause", "This offer is taking a break"), ("end", "This offer has ended")],
)
async def test_a_program_that_is_not_offered_says_so_politely_and_shows_the_way_on(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, move: str, title: str
):
    ana = await a_participant(house, code="Ana20")
    await house.post(f"/v1/programs/{ana['program_id']}/{move}")

    answer = await visitor.get(f"/r/{house.slug}/Ana20", headers=BROWSER)
    preview = await visitor.get(f"/r/{house.slug}/Ana20", headers=WHATSAPP)

    assert answer.status_code == 200
    assert title in answer.text
    [click] = await clicks(referral_db, house)
    assert f"ref=Ana20&amp;gw_click={click}" in answer.text
    assert "gw_click" not in preview.text
    assert "ana@example.com" not in answer.text


async def test_the_page_speaks_the_visitors_language_and_dates_end_offers_too(
    house: House, visitor: httpx.AsyncClient
):
    await a_participant(house, code="Ana20", program_id=(await ending(house))["id"])
    await house.post("/v1/test_clock/advance", {"by_s": 6 * 365 * 24 * 3600})

    headers = {**BROWSER, "Accept-Language": "fr-CA,en;q=0.5"}
    answer = await visitor.get(f"/r/{house.slug}/Ana20", headers=headers)

    assert "Cette offre est terminée" in answer.text
    assert '<html lang="fr">' in answer.text


async def ending(house: House) -> dict[str, Any]:
    return await a_program(house, ends_at="2030-01-01T00:00:00Z")


@pytest.mark.parametrize(
    "path",
    [
        "/r/{slug}/Ana20?url=https://evil.example",
        "/r/{slug}/Ana20?destination_url=//evil.example&ref=EVIL&gw_click=clk_x",
        "/r/{slug}/Ana20?next=https:evil.example#@evil.example",
    ],
)
async def test_nothing_in_a_link_changes_where_it_leads(
    house: House, visitor: httpx.AsyncClient, path: str
):
    await a_participant(house, code="Ana20")

    headers = {**BROWSER, "X-Forwarded-Host": "evil.example", "Referer": "https://evil.example"}
    answer = await visitor.get(path.format(slug=house.slug), headers=headers)

    there = urlsplit(answer.headers["location"])
    assert (there.scheme, there.netloc, there.path) == ("https", "shop.example", "/welcome")
    assert parse_qs(there.query)["ref"] == ["Ana20"]
    assert "evil" not in answer.headers["location"].lower()


@pytest.mark.parametrize(
    "code", ["//evil.example", "%2F%2Fevil.example", "..%2f..", "Ana20%0d%0aX"]
)
async def test_a_code_that_is_none_redirects_nowhere(
    house: House, visitor: httpx.AsyncClient, code: str
):
    await a_participant(house, code="Ana20")

    answer = await visitor.get(f"/r/{house.slug}/{code}", headers=BROWSER)

    assert answer.status_code == 404
    assert "location" not in answer.headers


async def test_the_same_code_of_two_businesses_leads_to_each_ones_shop(
    referral_db: Database, open_house: OpenHouse, visitor: httpx.AsyncClient
):
    one, other = await open_house(), await open_house()
    there = await a_program(other, destination_url="https://other.example/")
    await a_participant(one, code="ANA20")
    await a_participant(other, code="ANA20", program_id=there["id"])

    answers = [
        await visitor.get(f"/r/{house.slug}/ANA20", headers=BROWSER) for house in (one, other)
    ]

    hosts = [urlsplit(answer.headers["location"]).netloc for answer in answers]
    assert hosts == ["shop.example", "other.example"]
    assert [len(await clicks(referral_db, house)) for house in (one, other)] == [1, 1]
    visitors = {await visited(referral_db, house) for house in (one, other)}
    assert len(visitors) == 2, "the same visitor is known from one business to the other"


async def visited(db: Database, house: House) -> str:
    async with db.begin([house.business_id]) as session:
        return str(await session.scalar(text("select visitor from click")))


async def test_of_a_visitor_only_a_keyed_hash_of_the_day_is_kept(
    referral_db: Database, house: House, visitor: httpx.AsyncClient
):
    await a_participant(house, code="ANA20")
    await visitor.get(f"/r/{house.slug}/ANA20", headers=BROWSER)

    async with referral_db.begin([house.business_id]) as session:
        row = (await session.execute(text("select c::text from click c"))).scalar_one()
        [visit] = (await session.execute(text("select visitor from click"))).scalars()

    assert re.fullmatch(r"[0-9a-f]{64}", visit)
    assert "127.0.0.1" not in row
    assert "Firefox" not in row


async def test_clicks_are_forgotten_first_by_whom_and_then_at_all(
    referral_db: Database, house: House, visitor: httpx.AsyncClient
):
    await a_participant(house, code="ANA20")
    for days in (1, 31, 401):
        await visitor.get(f"/r/{house.slug}/ANA20", headers=BROWSER)
        async with referral_db.begin([house.business_id]) as session:
            await session.execute(
                text(
                    "update click set created_at = now() - make_interval(days => :days)"
                    " where created_at > now() - interval '1 h'"
                ),
                {"days": days},
            )

    await prune_clicks(referral_db)

    async with referral_db.begin([house.business_id]) as session:
        rows = await session.execute(
            text("select visitor is not null as told from click order by created_at desc")
        )
        assert [row.told for row in rows] == [True, False]
