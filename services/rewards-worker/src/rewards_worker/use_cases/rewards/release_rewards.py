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
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.standing import APPROVAL, CHOICE, Standing
from rewards_worker.use_cases.rewards.choosing import choose_by
from rewards_worker.use_cases.rewards.forget_owed import ERASED
from rewards_worker.use_cases.rewards.lawful import Barred, barred_by_law
from rewards_worker.use_cases.rewards.reach import Reach, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

Way = Literal[RewardAction.APPROVE, RewardAction.REVIEW, RewardAction.ASK, RewardAction.REVOKE]


async def release_rewards(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Move rewards on whose hold is over. A timer of an earlier hold changes nothing."""
    in_order = sorted(jobs, key=lambda job: int(job.payload["hold_no"]))
    ended = {
        (job.business_id, UUID(job.payload["reward_id"])): int(job.payload["hold_no"])
        for job in in_order
    }
    rewards = list((await rewards_by_id(session, ended)).values())
    reach = await reach_of(rewards, session=session)
    pending = [one for one in rewards if one.state is RewardState.PENDING]
    barred = await barred_by_law(pending, session=session)
    changes = [
        _hold(barred[one.key], one.standing, ended[one.key])
        if one.key in barred and not _is_erased(one, reach)
        else _end(one, one.standing, ended[one.key], reach)
        for one in rewards
        if one.standing
    ]
    await record_changes(changes, session=session)


def _hold(barred: Barred, standing: Standing, hold_no: int) -> Change:
    """It waits for a person; whatever changes the law's answer decides it again."""
    ended = HoldEnded(hold_no, RewardAction.REVIEW, barred.reason)
    return Change(barred.reward, apply(standing, ended), chosen=True)


def _is_erased(reward: Reward, reach: Reach) -> bool:
    person = reach.person(reward)
    return person is not None and person.erased


def _end(reward: Reward, standing: Standing, hold_no: int, reach: Reach) -> Change:
    way, reason = _way(reward, standing, reach)
    until = choose_by(reward, reach) if reason == CHOICE else None
    return Change(reward, apply(standing, HoldEnded(hold_no, way, reason)), until=until)


def _way(reward: Reward, standing: Standing, reach: Reach) -> tuple[Way, str | None]:
    """Whether it may go out; else what is missing. Who was erased is owed nothing, whatever has
    brought it back since."""
    if _is_erased(reward, reach):
        return RewardAction.REVOKE, ERASED
    if reward.verdict.get("needs_approval"):
        return RewardAction.REVIEW, APPROVAL
    missing = reach.missing(reward) or (CHOICE if standing.choice_open else None)
    return (RewardAction.ASK, missing) if missing else (RewardAction.APPROVE, None)
