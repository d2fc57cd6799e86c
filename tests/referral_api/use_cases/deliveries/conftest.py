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
