"""Lists: pages that neither repeat nor skip a row, and cursors that fit one list only."""

from typing import Any

import httpx
import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.stories import a_person

from referral_api.routes.tools import Tools


async def people(house: House, count: int, prefix: str = "p") -> list[str]:
    return [(await a_person(house, f"{prefix}{n}@example.com"))["id"] for n in range(count)]


async def pages(house: House, **params: Any) -> list[list[str]]:
    found = []
    cursor = None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        page = (await house.get("/v1/people", **params, **more)).json()
        assert page["object"] == "list"
        found.append([each["id"] for each in page["data"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_pages_hold_every_row_once_while_others_write(house: House, order: str):
    ids = await people(house, 5)
    first = (await house.get("/v1/people", limit=2, order=order)).json()

    await people(house, 3, "later")
    await house.patch(f"/v1/people/{ids[2]}", {"tags": ["changed"]})
    rest = []
    cursor = first["next_cursor"]
    while cursor:
        page = (await house.get("/v1/people", limit=2, order=order, cursor=cursor)).json()
        rest += [each["id"] for each in page["data"]]
        cursor = page["next_cursor"]

    seen = [each["id"] for each in first["data"]] + rest
    assert len(seen) == len(set(seen))
    assert [each for each in seen if each in ids] == (ids if order == "asc" else ids[::-1])


async def test_the_last_page_has_no_cursor(house: House):
    await people(house, 4)

    assert [len(page) for page in await pages(house, limit=2)] == [2, 2]
    assert [len(page) for page in await pages(house, limit=3)] == [3, 1]
    assert await pages(house, tag="nobody") == [[]]


async def test_a_cursor_fits_its_own_list_only(open_house: OpenHouse, tools: Tools):
    house, other = await open_house(), await open_house()
    await people(house, 3)
    cursor = (await house.get("/v1/people", limit=1)).json()["next_cursor"]

    answers = [
        await house.get("/v1/people", limit=1, cursor=cursor, tag="vip"),
        await house.get("/v1/people", limit=1, cursor=cursor, order="asc"),
        await house.get("/v1/programs", limit=1, cursor=cursor),
        await other.get("/v1/people", limit=1, cursor=cursor),
        await house.get("/v1/people", limit=1, cursor=cursor[:-1] + "!"),
        await house.get("/v1/people", limit=1, cursor="x"),
        await house.get("/v1/people", limit=1, cursor=tools.signer.sign("unsubscribe", {"a": 1})),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (422, "invalid_cursor")
    ] * len(answers)
    assert (await house.get("/v1/people", limit=2, cursor=cursor)).status_code == 200


@pytest.mark.parametrize("limit", [0, 101, "x", -1])
async def test_a_page_has_between_1_and_100_rows(house: House, limit: Any):
    answer = await house.get("/v1/people", limit=limit)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?limit")


async def test_lists_are_cut_by_when_rows_were_made(house: House):
    first, second, third = [await a_person(house, f"p{n}@example.com") for n in range(3)]

    later = await pages(house, created_after=first["created_at"], order="asc")
    earlier = await pages(house, created_before=third["created_at"], order="asc")
    naive = await house.get("/v1/people", created_after="2026-01-01T00:00:00")

    assert later == [[second["id"], third["id"]]]
    assert earlier == [[first["id"], second["id"]]]
    assert naive.status_code == 422


async def test_the_platforms_list_pages_too(visitor: httpx.AsyncClient, operator: Any):
    for n in range(3):
        body = {"name": f"Shop {n}", "mode": "test"}
        await visitor.post("/v1/businesses", json=body, headers=operator)

    first = await visitor.get("/v1/businesses", params={"limit": 2}, headers=operator)
    cursor = first.json()["next_cursor"]
    second = await visitor.get(
        "/v1/businesses", params={"limit": 2, "cursor": cursor}, headers=operator
    )

    names = [each["name"] for each in first.json()["data"] + second.json()["data"]]
    assert names == ["Shop 2", "Shop 1", "Shop 0"]
    assert second.json()["next_cursor"] is None
