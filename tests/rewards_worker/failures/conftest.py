"""A live business that pays through Tremendous, which our sandbox plays, faults and all."""

import pytest
from tests.rewards_worker.failures.shop import Shop, open_shop
from tests.rewards_worker.world import World


@pytest.fixture
async def shop(world: World) -> Shop:
    return await open_shop(world)
