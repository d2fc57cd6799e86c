"""A person has handed over what was owed beside a gift that is out, or has given it up."""

from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.tasks import DoneTask, Occasion
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.use_cases.rewards.differences import SETTLE_DIFFERENCE, difference_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

log = structlog.get_logger()


async def lock_differences(occasions: Sequence[Occasion], *, session: AsyncSession) -> None:
    """Lock the rewards that these tasks are about, before the tasks."""
    await rewards_by_id(session, [(one[0], difference_of(one, None)[0]) for one in occasions])


async def finish_differences(done: Sequence[DoneTask], *, session: AsyncSession) -> None:
    """Book each as its task says; what was paid counts also where its task had been called off."""
    for one in done:
        task = one.task
        occasion = task.business_id, SETTLE_DIFFERENCE, task.occasion
        reward_id, settled = difference_of(occasion, task.outcome)
        key = task.business_id, reward_id
        reward = (await rewards_by_id(session, [key]))[key]
        assert reward.standing is not None, "something of it is out"
        step = apply(reward.standing, settled)
        if not step.transfers:
            log.warning("a difference is not what it was", reward=reward.shown_id)
        await record_changes([Change(reward, step)], session=session)
