"""Somebody can be reached now: what was to be given to them goes on."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db import state
from rewards_worker.db.rewards import rewards_waiting_for
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged
from rewards_worker.domain.reward import RewardAction
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.release_rewards import NO_CONTACT_WAY


async def resume_rewards(people: Iterable[tuple[UUID, UUID]], *, session: AsyncSession) -> None:
    """Approve the rewards of these people, by business and person, that lacked only an address."""
    waiting = [
        (reward, reward.standing, (reward.business_id, reward.beneficiary_id))
        for reward in await rewards_waiting_for(session, people)
        if reward.standing and reward.beneficiary_id and reward.reason == NO_CONTACT_WAY
    ]
    if not waiting:
        return
    known = await state.people(
        session, {(business, person) for _, _, (business, person) in waiting if person}
    )
    approve = Judged(RewardAction.APPROVE)
    changes = [
        Change(reward, apply(standing, approve))
        for reward, standing, (business, person) in waiting
        if person and (found := known.get((business, person))) and found.contact_email
    ]
    await record_changes(changes, session=session)
