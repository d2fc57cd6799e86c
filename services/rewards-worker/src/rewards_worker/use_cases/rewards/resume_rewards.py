"""Somebody can be reached, or has told a favourite: what was to be given to them goes on."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.rewards.locked_rewards import rewards_waiting_for
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.standing import CHOICE, Standing
from rewards_worker.use_cases.rewards.choosing import choose_by
from rewards_worker.use_cases.rewards.reach import Reach, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes


async def resume_rewards(people: Iterable[tuple[UUID, UUID]], *, session: AsyncSession) -> None:
    """Approve the rewards of these people (business and person) that lacked their address or
    favourite."""
    waiting = await rewards_waiting_for(session, people)
    if not waiting:
        return
    reach = await reach_of(waiting, session=session)
    changes = [
        _resume(one, one.standing, reach)
        for one in waiting
        if one.standing and reach.missing(one) is None
    ]
    await record_changes(changes, session=session)


def _resume(reward: Reward, standing: Standing, reach: Reach) -> Change:
    if standing.choice_open and standing.state is RewardState.NEEDS_ACTION:
        asked = apply(standing, Judged(RewardAction.ASK, CHOICE))
        return Change(reward, asked, until=choose_by(reward, reach))
    return Change(reward, apply(standing, Judged(RewardAction.APPROVE)))
