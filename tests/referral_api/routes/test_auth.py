"""Who may: keys that are forged, foreign or gone open nothing."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House

from goodword.database import Database
from goodword.errors import Kind, RejectedError
from referral_api.domain.businesses.api_keys import make_key, read_key
from referral_api.use_cases.businesses.recognise_caller import recognise_caller


def key_of(house: House) -> str:
    return house.http.headers["authorization"].removeprefix("Bearer ")


async def test_a_living_key_tells_whose_it_is(referral_db: Database, house: House):
    caller = await recognise_caller(key_of(house), db=referral_db)

    assert (caller.business_id, caller.mode) == (house.business_id, "test")
    assert caller.scopes == {"read", "write", "operate", "admin"}


@pytest.mark.parametrize("forge", ["secret", "mode", "public_id"])
async def test_a_forged_key_opens_nothing(referral_db: Database, house: House, forge: str):
    """Its form and checksum are right, so only what is stored can tell."""
    real = read_key(key_of(house))
    assert real is not None
    other = make_key("live")
    forged = replace(real, **{forge: getattr(other, forge)})

    with pytest.raises(RejectedError) as refused:
        await recognise_caller(forged.token, db=referral_db)

    assert (refused.value.code, refused.value.kind) == ("invalid_api_key", Kind.UNAUTHENTICATED)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic eDp5", "Bearer gw_live_é"]
)
async def test_without_a_key_nothing_is_told(visitor: httpx.AsyncClient, header: str | None):
    headers = {} if header is None else {"Authorization": header.encode()}

    answer = await visitor.get("/v1/business", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_last_use_is_kept_but_not_written_at_every_request(
    referral_db: Database, house: House
):
    for _ in range(3):
        await house.get("/v1/business")

    [key] = (await house.get("/v1/api_keys")).json()["data"]
    assert key["last_used_at"] is not None
    async with referral_db.begin([house.business_id]) as session:
        first = await session.scalar(text("select xmin::text from api_key"))
    await house.get("/v1/business")
    async with referral_db.begin([house.business_id]) as session:
        assert await session.scalar(text("select xmin::text from api_key")) == first


async def test_a_key_is_never_stored(referral_db: Database, house: House):
    async with referral_db.begin([house.business_id]) as session:
        stored = await session.scalar(text("select api_key::text from api_key"))

    secret = key_of(house).split("_")[3]
    assert secret not in stored
    assert secret.encode().hex() not in stored
