"""Nobody chose in time: the default is taken, or what was offered is over."""

from collections.abc import Container, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.standing import CHOICE
from rewards_worker.use_cases.rewards.choosing import Choices, choices_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

NOT_CHOSEN = "not_chosen"
"""Why a reward expired whose beneficiary did not choose in time, where there is no default."""


async def end_choices(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """End the choices of these jobs that are still open; what was chosen meanwhile stays, and so
    does the choice of who was asked again later, until their own time is over."""
    asked = {(job.business_id, UUID(job.payload["reward_id"]), _hold_no(job)) for job in jobs}
    found = await rewards_by_id(session, {(business_id, one) for business_id, one, _ in asked})
    rewards = [one for one in found.values() if _waits(one, asked)]
    choices = await choices_of(rewards, session=session)
    await record_changes([_end(one, choices) for one in rewards], session=session)


def _hold_no(job: Job) -> int | None:
    """In which stretch they were asked; jobs of older versions do not say."""
    told: int | None = job.payload.get("hold_no")
    return told


def _waits(one: Reward, asked: Container[tuple[UUID, UUID, int | None]]) -> bool:
    if one.standing is None or (one.state, one.reason) != (RewardState.NEEDS_ACTION, CHOICE):
        return False
    return (*one.key, one.standing.hold_no) in asked or (*one.key, None) in asked


def _end(reward: Reward, choices: Choices) -> Change:
    default = reward.verdict.get("default")
    if default:
        return choices.choose(reward, default)
    assert reward.standing is not None, "it waits"
    return Change(reward, apply(reward.standing, Judged(RewardAction.EXPIRE, NOT_CHOSEN)))
