"""A world to tell facts to, with a sandbox that hands over what comes of them."""

from collections.abc import AsyncIterator

import pytest
from tests.fixtures.database import Databases
from tests.rewards_worker.providers.conftest import Sandbox, running
from tests.rewards_worker.world import World, a_desk

from goodword.database import Database


@pytest.fixture
async def running_sandbox() -> AsyncIterator[Sandbox]:
    async with running() as sandbox:
        yield sandbox


@pytest.fixture
async def world(rewards_db: Database, databases: Databases, running_sandbox: Sandbox) -> World:
    desk = a_desk(rewards_db, running_sandbox)
    return World(rewards_db, databases.admin_url, desk, running_sandbox)
