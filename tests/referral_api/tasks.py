"""Tasks that other services open."""

from typing import Any

from tests.referral_api.conftest import House

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import TaskOpened
from goodword.testing.events import deliver
from referral_api.main import HANDLERS

REWARD = ids.show("rwd", ids.new())


async def a_task(house: House, db: Database, **fields: Any) -> str:
    """A task that another service has opened; its id as shown."""
    ordinary = {"kind": "hand_over_reward", "opener": "rewards-worker", "proof": "reference"}
    subjects = {"subjects": (REWARD, ids.show("per", ids.new()))}
    opened = TaskOpened(
        business_id=house.business_id, task_id=ids.new(), **ordinary | subjects | fields
    )
    await deliver(db, HANDLERS, [Said(opened, 1)])
    return opened.subject
