"""The end of a hold: what was earned may go out, or somebody has to look at it first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import HoldEnded
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.standing import APPROVAL, CHOICE, SELF_REFERRAL, Standing
from rewards_worker.use_cases.rewards.choosing import choose_by
from rewards_worker.use_cases.rewards.forget_owed import ERASED
from rewards_worker.use_cases.rewards.lawful import Barred, barred_by_law
from rewards_worker.use_cases.rewards.reach import Reach, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.self_referral import self_referred

Way = Literal[RewardAction.APPROVE, RewardAction.REVIEW, RewardAction.ASK]


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
    found = _Found(
        reach,
        await barred_by_law(pending, session=session),
        await self_referred(pending, session=session),
    )
    changes = [_end(one, one.standing, ended[one.key], found) for one in rewards if one.standing]
    await record_changes(changes, session=session)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of rewards whose hold is over."""

    reach: Reach
    barred: Mapping[Key, Barred]
    self_referred: Mapping[Key, Reward]


def _end(reward: Reward, standing: Standing, hold_no: int, found: _Found) -> Change:
    if _is_erased(reward, found.reach):
        return Change(reward, apply(standing, HoldEnded(hold_no, RewardAction.REVOKE, ERASED)))
    if reward.key in found.self_referred:
        ended = HoldEnded(hold_no, RewardAction.REVOKE, SELF_REFERRAL)
        return Change(found.self_referred[reward.key], apply(standing, ended), chosen=True)
    if reward.key in found.barred:
        return _hold(found.barred[reward.key], standing, hold_no)
    return _let_go(reward, standing, hold_no, found.reach)


def _hold(barred: Barred, standing: Standing, hold_no: int) -> Change:
    """It waits for a person; whatever changes the law's answer decides it again."""
    ended = HoldEnded(hold_no, RewardAction.REVIEW, barred.reason)
    return Change(barred.reward, apply(standing, ended), chosen=True)


def _is_erased(reward: Reward, reach: Reach) -> bool:
    """Who was erased is owed nothing, whatever has brought it back since."""
    person = reach.person(reward)
    return person is not None and person.erased


def _let_go(reward: Reward, standing: Standing, hold_no: int, reach: Reach) -> Change:
    way, reason = _way(reward, standing, reach)
    until = choose_by(reward, reach) if reason == CHOICE else None
    return Change(reward, apply(standing, HoldEnded(hold_no, way, reason)), until=until)


def _way(reward: Reward, standing: Standing, reach: Reach) -> tuple[Way, str | None]:
    """Whether it may go out; else what is missing."""
    if reward.verdict.get("needs_approval"):
        return RewardAction.REVIEW, APPROVAL
    missing = reach.missing(reward) or (CHOICE if standing.choice_open else None)
    return (RewardAction.ASK, missing) if missing else (RewardAction.APPROVE, None)
