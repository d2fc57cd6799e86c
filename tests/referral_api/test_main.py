"""The service as a whole: it serves, takes facts in, and stops when told."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from cryptography.fernet import Fernet
from tests.fixtures.database import Databases

from goodword.bus import Said, say
from goodword.database import Database
from goodword.errors import GoodwordError
from goodword.events import ClockApplied
from goodword.observability import Watch
from referral_api.main import SERVICE, serve
from referral_api.settings import ReferralApiSettings
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.create_business import create_business

WAIT_S = 20


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def settings_for(databases: Databases, port: int) -> ReferralApiSettings:
    return ReferralApiSettings(
        referral_database_url=databases.url("referral"),
        secret_keys=Fernet.generate_key().decode(),
        hash_key="a hash key that is long enough to be one",
        port=port,
    )


@asynccontextmanager
async def running(databases: Databases) -> AsyncIterator[httpx.AsyncClient]:
    port, stop = free_port(), asyncio.Event()
    settings = settings_for(databases, port)
    serving = asyncio.create_task(serve(settings, stop=stop, watch=Watch(SERVICE)))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        async with asyncio.timeout(WAIT_S):
            while not await answers(client):
                assert not serving.done()
                await asyncio.sleep(0.05)
        yield client
    stop.set()
    await asyncio.wait_for(serving, WAIT_S)


async def answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/v1/business")).status_code == 401
    except httpx.TransportError:
        return False


async def test_it_serves_takes_facts_in_and_stops_when_told(
    databases: Databases, referral_db: Database
):
    async with referral_db.begin() as session:
        row = await create_business(
            {"name": "Shop", "mode": "test", "time_zone": "UTC", "locale": "en", "currency": "USD"},
            session=session,
        )
        _, key = await create_api_key(row.business_id, NewKey("tests"), session=session)
        applied = ClockApplied(business_id=row.business_id, service="notifier", offset_s=0)
        await say(session, [Said(applied, 1)])
    headers = {"Authorization": f"Bearer {key}"}

    async with running(databases) as client, asyncio.timeout(WAIT_S):
        followed = []
        while not followed:
            clock = (await client.get("/v1/test_clock", headers=headers)).json()
            followed = [each["service"] for each in clock["services"] if each["applied"]]
            await asyncio.sleep(0.05)

    assert followed == ["notifier"]


async def test_a_port_that_is_taken_ends_the_service_with_one_sentence(databases: Databases):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        settings = settings_for(databases, listener.getsockname()[1])

        with pytest.raises(ExceptionGroup) as ended:
            await serve(settings, stop=asyncio.Event(), watch=Watch(SERVICE))

    [cause] = ended.value.exceptions
    assert isinstance(cause, GoodwordError)
    assert "cannot be had" in str(cause)
