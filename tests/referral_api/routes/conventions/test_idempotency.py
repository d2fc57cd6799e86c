"""Idempotency-Key: one effect per key, committed with its answer, before it is answered."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.referral_api.conftest import PUBLIC_URL, House, OpenHouse
from tests.referral_api.said import said

from goodword.database import Database
from goodword.events import PersonChanged
from referral_api.use_cases.requests.prune_answers import prune_answers

KEY = {"Idempotency-Key": "a-key"}
ANA = {"emails": ["ana@example.com"]}


async def test_a_repeat_gets_the_same_answer_and_does_nothing(referral_db: Database, house: House):
    first = await house.post("/v1/people", ANA, headers=KEY)
    again = await house.post("/v1/people", ANA, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await said(referral_db, PersonChanged)) == 1


async def test_a_key_is_for_one_request(house: House):
    await house.post("/v1/people", ANA, headers=KEY)

    other_body = await house.post("/v1/people", {"emails": ["b@example.com"]}, headers=KEY)
    other_route = await house.post("/v1/test_clock/advance", {"by_s": 1}, headers=KEY)

    for answer in (other_body, other_route):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_two_businesses_may_use_the_same_key(open_house: OpenHouse):
    one, other = await open_house(), await open_house()

    answers = [await each.post("/v1/people", ANA, headers=KEY) for each in (one, other)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] != answers[1].json()["id"]


async def test_while_the_first_runs_the_second_is_told_so(referral_db: Database, house: House):
    held = text("""
        select pg_advisory_xact_lock(hashtextextended(cast(:business_id as text) || 'a-key', 5))
    """)
    async with referral_db.begin() as session:
        await session.execute(held, {"business_id": str(house.business_id)})
        answer = await house.post("/v1/people", ANA, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_in_use")


async def test_of_many_at_once_one_takes_effect(referral_db: Database, house: House):
    body = {"by_s": 60}

    answers = await asyncio.gather(
        *(house.post("/v1/test_clock/advance", body, headers=KEY) for _ in range(6))
    )

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert (await house.get("/v1/test_clock")).json()["offset_s"] == 60


async def test_after_a_failure_the_key_is_free(house: House):
    refused = await house.post("/v1/people", {"emails": []}, headers=KEY)
    rejected = await house.post(
        "/v1/participants",
        {"program_id": "prg_01jd0000000000000000000000", "person_ref": {"email": "a@b.example"}},
        headers=KEY,
    )

    done = await house.post("/v1/people", ANA, headers=KEY)

    assert (refused.status_code, rejected.status_code, done.status_code) == (422, 404, 201)
    assert "idempotent-replayed" not in done.headers


async def test_a_kept_answer_is_sealed(referral_db: Database, house: House):
    body = {"name": "till", "scopes": ["read"]}

    made = await house.post("/v1/api_keys", body, headers=KEY)
    again = await house.post("/v1/api_keys", body, headers=KEY)

    assert again.json()["key"] == made.json()["key"]
    async with referral_db.begin([house.business_id]) as session:
        rows = await session.execute(text("select idempotency::text as whole from idempotency"))
        [row] = rows
    assert made.json()["key"] not in row.whole


async def test_after_24_hours_the_key_is_free_and_the_answer_forgotten(
    referral_db: Database, house: House
):
    await house.post("/v1/people", ANA, headers=KEY)
    later = text("update idempotency set created_at = now() - interval '24 hours 1 second'")
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(later)

    again = await house.post("/v1/people", ANA, headers=KEY)
    kept = await prune_answers(referral_db)
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(later)
    forgotten = await prune_answers(referral_db)

    assert again.status_code == 200
    assert "idempotent-replayed" not in again.headers
    assert (kept, forgotten) == (0, 1)


async def test_a_write_is_committed_before_it_is_answered(
    app: FastAPI, referral_db: Database, house: House
):
    """FastAPI runs what follows a dependency's `yield` after the answer was sent."""
    seen: list[int] = []

    async def watching(scope: Any, receive: Any, send: Any) -> None:
        async def noting(message: Any) -> None:
            if message["type"] == "http.response.start":
                async with referral_db.begin([house.business_id]) as session:
                    seen.append(await session.scalar(text("select count(*) from person")) or 0)
            await send(message)

        await app(scope, receive, noting)

    transport = httpx.ASGITransport(app=watching)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        await client.post("/v1/people", json=ANA, headers=house.http.headers)

    assert seen == [1]


async def test_a_platform_call_is_done_once_too(visitor: httpx.AsyncClient, operator: Any):
    body = {"name": "Blue Door", "mode": "test"}

    first = await visitor.post("/v1/businesses", json=body, headers={**operator, **KEY})
    again = await visitor.post("/v1/businesses", json=body, headers={**operator, **KEY})

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
