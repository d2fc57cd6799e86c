"""A database that stops and starts again, seen from outside."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.fixtures.database import Databases, password_of
from tests.fixtures.postgres import CARELESS
from tests.referral_api.test_main import WAIT_S, free_port, settings_for

from goodword.bus.schema import BUS, installed_schemas
from goodword.database.migrating import migrate
from goodword.database.roles import prepare
from goodword.observability import Watch
from referral_api.db.schema import SCHEMA
from referral_api.main import SERVICE, serve
from standalone.postgres import EmbeddedPostgres


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Databases]:
    """A database on a server of its own, which a test may stop."""
    async with EmbeddedPostgres(tmp_path, settings=CARELESS) as server:
        await prepare(server.admin_url, "goodword", installed_schemas(), password_of)
        made = Databases(server, "goodword")
        for schema in (BUS, SCHEMA):
            await migrate([schema], {schema.name: made.owner_url(schema.name)})
        yield made


async def until_ready(watch: Watch) -> None:
    async with asyncio.timeout(WAIT_S):
        while not watch.health.ready()[0]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


async def until_told(watch: Watch, reason: str) -> None:
    """Until `watch` is not ready for a reason that begins so; each loop finds out by itself."""
    async with asyncio.timeout(WAIT_S):
        while not any(each.startswith(reason) for each in watch.health.ready()[1]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_database_that_stops_turns_readiness_red_and_one_that_starts_turns_it_back(
    own: Databases,
):
    stop, watch = asyncio.Event(), Watch(SERVICE)
    serving = asyncio.create_task(serve(settings_for(own, free_port()), stop=stop, watch=watch))
    await until_ready(watch)

    await own.server.stop()
    await until_told(watch, "database: it cannot be worked with")
    assert not watch.health.ready()[0]
    await own.server.start()
    await until_ready(watch)

    assert not serving.done()
    stop.set()
    await asyncio.wait_for(serving, WAIT_S)
