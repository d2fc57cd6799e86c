"""A world to tell facts to, with a sandbox that hands over what comes of them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.rewards_worker.providers.conftest import Sandbox, running
from tests.rewards_worker.world import World, a_desk

from goodword.database import Database


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running() as sandbox:
        yield sandbox


@pytest.fixture
async def world(rewards_db: Database, databases: Any, sandbox: Sandbox) -> World:
    return World(rewards_db, databases.admin_url, a_desk(rewards_db, sandbox), sandbox)
