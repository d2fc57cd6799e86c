"""Somebody can be reached now: what was to be given to them goes on."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.rewards import rewards_waiting_for
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged
from rewards_worker.domain.reward import RewardAction
from rewards_worker.use_cases.rewards.reach import NO_CONTACT_WAY, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes


async def resume_rewards(people: Iterable[tuple[UUID, UUID]], *, session: AsyncSession) -> None:
    """Approve the rewards of these people, by business and person, that lacked only an address."""
    waiting = [
        reward
        for reward in await rewards_waiting_for(session, people)
        if reward.reason == NO_CONTACT_WAY
    ]
    if not waiting:
        return
    reach = await reach_of(waiting, session=session)
    changes = [
        Change(one, apply(one.standing, Judged(RewardAction.APPROVE)))
        for one in waiting
        if one.standing and reach.missing(one) is None
    ]
    await record_changes(changes, session=session)
