"""What one business is just writing holds up no write of another, whatever is the same in both."""

from fastapi import FastAPI
from tests.fixtures.database import Databases
from tests.fixtures.rows import held
from tests.referral_api.conftest import OpenHouse
from tests.referral_api.everything import fill, ids_of
from tests.referral_api.writes import WRITES, Stage, request

from goodword.database import Database


async def test_every_write_is_done_while_another_business_holds_the_same_keys(
    open_house: OpenHouse,
    app: FastAPI,
    databases: Databases,
    referral_db: Database,
    hearing: None,
):
    """A write that waited would be answered 503 after five seconds, as our lock time-out has it."""
    one, other = await open_house(), await open_house()
    await fill(one, referral_db)

    async with held(databases, one.business_id, "referral"):
        await fill(other, referral_db)
        stage = Stage(other, referral_db, await ids_of(other, app))
        for route in WRITES:
            answer = await (await request(stage, route)).send(other)
            assert answer.is_success, f"{route}: {answer.text}"

    people = (await one.get("/v1/people", email="ana@example.com")).json()["data"]
    assert len(people) == 1, "the first business has what it had"
