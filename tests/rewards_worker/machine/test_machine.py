"""Everything that can happen to the money of a business, in any order, against a model of it.

Ordinarily some lives, always the same ones; `MACHINE_LIVES=1000` lives so many others. A life that
goes wrong is told as it was lived: to make it short would take longer than to read it.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.rewards_worker.machine.machine import Machine
from tests.rewards_worker.machine.steps import BUSINESSES, LIFE
from tests.rewards_worker.use_cases.test_any_order import another
from tests.rewards_worker.world import World

LIVES = int(os.environ.get("MACHINE_LIVES", "15"))
IS_LONG = "MACHINE_LIVES" in os.environ


@pytest.mark.timeout(300 + 30 * LIVES)
@settings(
    max_examples=LIVES,
    derandomize=not IS_LONG,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(programs=BUSINESSES, life=LIFE)
async def test_whatever_happens_the_ledger_is_what_the_model_says(
    world: World, programs: Any, life: Any
):
    first, steps = life
    async with world.admin() as connection:
        machine = Machine(another(world), connection, list(programs))
        await machine.begin()

        await machine.live([*first, *steps])
