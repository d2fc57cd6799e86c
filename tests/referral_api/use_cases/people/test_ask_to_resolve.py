"""Identifiers that point at two people: nobody is merged, and one human is asked once."""

import asyncio
from typing import Any

from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword.database import Database
from goodword.events import PersonChanged, TaskClosed, TaskOpened

SALE = {
    "source": "till",
    "occurred_at": "2026-03-01T10:00:00Z",
    "gross": {"minor": 7990, "currency": "USD"},
}


async def ana_and_ben(house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ana by her number in the shop, Ben by his e-mail."""
    ana = await house.post("/v1/people", {"external_ids": [{"source": "shop", "id": "7"}]})
    return ana.json(), await a_person(house, "ben@example.com")


async def somebody_buys(house: House, number: str) -> dict[str, Any]:
    """With Ana's number and Ben's e-mail."""
    ref = {"external_id": {"source": "shop", "id": "7"}, "email": "ben@example.com"}
    answer = await house.post("/v1/sales", {**SALE, "external_id": number, "buyer_ref": ref})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_source_that_mixes_two_people_up_merges_nobody_and_asks_a_human(
    referral_db: Database, house: House
):
    ana, ben = await ana_and_ben(house)

    sale = await somebody_buys(house, "1")

    assert sale["buyer_id"] == ana["id"]
    assert (await house.get(f"/v1/people/{ben['id']}")).json()["emails"] == ["ben@example.com"]
    [task] = await said(referral_db, TaskOpened)
    assert (task.kind, task.opener) == ("resolve_identifiers", "referral-api")
    assert set(task.subjects) == {ana["id"], ben["id"]}
    told = [each.merged_into for each in await said(referral_db, PersonChanged)]
    assert set(told) == {None}


async def test_of_each_pair_there_is_one_task_however_often_and_at_once_it_happens(
    referral_db: Database, house: House
):
    await ana_and_ben(house)

    await asyncio.gather(*(somebody_buys(house, str(number)) for number in range(5)))
    await somebody_buys(house, "later")

    assert len(await said(referral_db, TaskOpened)) == 1


async def test_merging_them_ends_the_task(referral_db: Database, house: House):
    ana, ben = await ana_and_ben(house)
    await somebody_buys(house, "1")

    await house.post(f"/v1/people/{ben['id']}/merge", {"into": ana["id"]})
    await somebody_buys(house, "2")

    [opened] = await said(referral_db, TaskOpened)
    [closed] = await said(referral_db, TaskClosed)
    assert (closed.task_id, closed.outcome, closed.reason) == (
        opened.task_id,
        "cancelled",
        "merged",
    )


async def test_a_caller_who_mixes_them_up_is_told_and_nobody_else_is_asked(
    referral_db: Database, house: House
):
    await ana_and_ben(house)

    body = {"external_ids": [{"source": "shop", "id": "7"}], "emails": ["ben@example.com"]}
    answer = await house.post("/v1/people", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "identifiers_conflict")
    assert await said(referral_db, TaskOpened) == []


async def test_people_of_two_businesses_are_never_one_pair(
    referral_db: Database, open_house: OpenHouse
):
    one, other = await open_house(), await open_house()
    await one.post("/v1/people", {"external_ids": [{"source": "shop", "id": "7"}]})
    await a_person(other, "ben@example.com")

    await somebody_buys(one, "1")
    await somebody_buys(other, "1")

    assert await said(referral_db, TaskOpened) == []
