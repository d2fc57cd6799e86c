"""The end of a hold: what was earned may go out, or somebody has to look at it first."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import HoldEnded
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction
from rewards_worker.domain.standing import CHOICE, Standing
from rewards_worker.use_cases.rewards.choosing import choose_by
from rewards_worker.use_cases.rewards.forget_owed import ERASED
from rewards_worker.use_cases.rewards.reach import Reach, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

APPROVAL = "approval"

Way = Literal[RewardAction.APPROVE, RewardAction.REVIEW, RewardAction.ASK, RewardAction.REVOKE]


async def release_rewards(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Move rewards on whose hold is over. A timer of an earlier hold changes nothing."""
    in_order = sorted(jobs, key=lambda job: int(job.payload["hold_no"]))
    ended = {
        (job.business_id, UUID(job.payload["reward_id"])): int(job.payload["hold_no"])
        for job in in_order
    }
    rewards = (await rewards_by_id(session, ended)).values()
    reach = await reach_of(rewards, session=session)
    changes = [_end(one, one.standing, ended[one.key], reach) for one in rewards if one.standing]
    await record_changes(changes, session=session)


def _end(reward: Reward, standing: Standing, hold_no: int, reach: Reach) -> Change:
    way, reason = _way(reward, standing, reach)
    until = choose_by(reward, reach) if reason == CHOICE else None
    return Change(reward, apply(standing, HoldEnded(hold_no, way, reason)), until=until)


def _way(reward: Reward, standing: Standing, reach: Reach) -> tuple[Way, str | None]:
    """Whether it may go out; else what is missing. Who was erased is owed nothing, whatever has
    brought it back since."""
    person = reach.person(reward)
    if person is not None and person.erased:
        return RewardAction.REVOKE, ERASED
    if reward.verdict.get("needs_approval"):
        return RewardAction.REVIEW, APPROVAL
    missing = reach.missing(reward) or (CHOICE if standing.choice_open else None)
    return (RewardAction.ASK, missing) if missing else (RewardAction.APPROVE, None)
