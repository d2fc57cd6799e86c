"""Two who do the same to one referral at the same moment: the second sees what the first did."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from tests.referral_api.conftest import HASH_KEY, House
from tests.referral_api.people import ana_joins
from tests.referral_api.said import said

from goodword import ids
from goodword.database import Database
from goodword.events import Event, IntroductionMade, IntroductionRequested
from goodword.seal import Hasher
from referral_api.domain.referrals.body import IntroductionBody
from referral_api.use_cases.introductions.ask_referrer import Request
from referral_api.use_cases.introductions.record_introduction import record_introduction
from referral_api.use_cases.introductions.request_introduction import request_introduction

WAIT_S = 20
MEETING = {"evidence": {"kind": "meeting_record", "ref": "calendar 7"}}

Who = tuple[Any, Any]


async def request(who: Who, session: AsyncSession) -> None:
    hasher = Hasher(HASH_KEY)
    await request_introduction(who, Request(), None, session=session, hasher=hasher)


async def record(who: Who, session: AsyncSession) -> None:
    body = IntroductionBody.model_validate(MEETING)
    await record_introduction(who, body, "operator", None, session=session)


async def until_somebody_waits(db: Database) -> None:
    waiting = text("select exists (select from pg_locks where not granted)")
    async with asyncio.timeout(WAIT_S), db.begin() as session:
        while not await session.scalar(waiting):  # noqa: ASYNC110 - locks tell nobody
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("first", "path", "body", "fact"),
    [
        (request, "request_introduction", {}, IntroductionRequested),
        (record, "introductions", MEETING, IntroductionMade),
    ],
)
async def test_whoever_comes_second_is_refused_and_nothing_is_said_twice(
    house: House,
    referral_db: Database,
    first: Callable[[Who, AsyncSession], Awaitable[None]],
    path: str,
    body: dict[str, Any],
    fact: type[Event],
):
    ana = await ana_joins(house)
    names = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"]}
    ben = {"prospect_ref": {"email": "ben@buyers.example"}, "permission": True}
    referral = (await house.post("/v1/referrals", names | ben)).json()
    who = house.business_id, ids.read("ref", referral["id"])

    async with referral_db.begin([house.business_id]) as session:
        await first(who, session)
        second: asyncio.Task[httpx.Response] = asyncio.ensure_future(
            house.post(f"/v1/referrals/{referral['id']}/{path}", body)
        )
        await until_somebody_waits(referral_db)

    refused = await second
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert len(await said(referral_db, fact)) == 1
