"""Deliveries as the door hands them in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from tests.fixtures.database import Databases
from tests.referral_api.conftest import House

from goodword import ids
from referral_api.db.connections.deliveries import NewDelivery

SLOW_COMMIT = """
create function referral.slow() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.3); return null; end $$;
create constraint trigger slow after insert on referral.delivery deferrable initially deferred
    for each row execute function referral.slow()
"""


@pytest.fixture
async def connection_id(house: House) -> UUID:
    made = await house.post("/v1/connections", {"source": "shopify", "name": "Web shop"})
    return ids.read("con", made.json()["id"])


@pytest.fixture
def delivery(house: House, connection_id: UUID) -> Callable[..., NewDelivery]:
    """Makes a delivery: `delivery("d1")`."""

    def make(external_id: str, raw: bytes = b"{}", connection: UUID | None = None) -> NewDelivery:
        return NewDelivery(
            business_id=house.business_id,
            id=ids.new(),
            connection_id=connection or connection_id,
            external_id=external_id,
            topic="orders/paid",
            raw=raw,
            headers="{}",
            traceparent=None,
        )

    return make


@pytest.fixture
async def slow_commits(databases: Databases) -> AsyncIterator[None]:
    """Every commit of a delivery takes 0.3 s."""
    connection = await asyncpg.connect(databases.owner_url("referral"), ssl=False)
    try:
        await connection.execute(SLOW_COMMIT)
        yield
        await connection.execute("drop function referral.slow cascade")
    finally:
        await connection.close()


class HeldCommits:
    """Every commit of a delivery waits until it is let go."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def begin(self) -> None:
        await self._connection.execute(SLOW_COMMIT.replace("pg_sleep(0.3)", _WAIT))
        await self._connection.execute("select pg_advisory_lock(7)")

    async def until_waited_for(self) -> None:
        async with asyncio.timeout(WAIT_S):
            while not await self._connection.fetchval(_WAITING):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)

    async def let_go(self) -> None:
        await self._connection.execute("select pg_advisory_unlock_all()")


WAIT_S = 20
_WAIT = "pg_advisory_xact_lock_shared(7)"
_WAITING = """
    select exists (select from pg_locks l join pg_database d on d.oid = l.database
                   where d.datname = current_database() and l.locktype = 'advisory'
                     and not l.granted)
"""


@pytest.fixture
async def held_commits(databases: Databases) -> AsyncIterator[HeldCommits]:
    connection = await asyncpg.connect(databases.owner_url("referral"), ssl=False)
    try:
        held = HeldCommits(connection)
        await held.begin()
        yield held
        await held.let_go()
        await connection.execute("drop function referral.slow cascade")
    finally:
        await connection.close()


@asynccontextmanager
async def running(loop: Callable[[asyncio.Event], object]) -> AsyncIterator[asyncio.Task[object]]:
    """A loop that runs until the end of the block."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(loop(stop))
    await asyncio.sleep(0)
    try:
        yield task
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)
