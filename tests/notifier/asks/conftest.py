import pytest
from tests.notifier.asks.clients import Asking
from tests.notifier.world import World


@pytest.fixture
async def asking(world: World) -> Asking:
    return Asking(world)
