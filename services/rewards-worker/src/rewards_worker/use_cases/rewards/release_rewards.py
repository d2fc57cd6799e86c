"""The end of a hold: what was earned may go out, or somebody has to look at it first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job
from goodword.programs import Outcome, Reason, ReasonCode, Verdict
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import HoldEnded
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.standing import CHOICE, Standing
from rewards_worker.use_cases.rewards.choosing import choose_by
from rewards_worker.use_cases.rewards.forget_owed import ERASED
from rewards_worker.use_cases.rewards.grounds import grounds_of
from rewards_worker.use_cases.rewards.reach import Reach, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

APPROVAL = "approval"

LEGAL = frozenset({ReasonCode.FORBIDDEN_BY_LAW, ReasonCode.LAW_UNKNOWN, ReasonCode.SIGNOFF_MISSING})

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
    barred = {one.reward.key: one for one in await _barred(rewards, session)}
    changes = [
        _hold(barred[one.key], one.standing, ended[one.key])
        if one.key in barred and not _is_erased(one, reach)
        else _end(one, one.standing, ended[one.key], reach)
        for one in rewards
        if one.standing
    ]
    await record_changes(changes, session=session)


@dataclass(frozen=True, slots=True)
class _Barred:
    """A reward that the law does not allow any more, and the verdict that says so."""

    reward: Reward
    verdict: Verdict


async def _barred(rewards: Sequence[Reward], session: AsyncSession) -> list[_Barred]:
    """The law is asked again where something is about to go out (R-INC-01)."""
    pending = [one for one in rewards if one.standing and one.standing.state is RewardState.PENDING]
    found = []
    for grounds in await grounds_of(pending, session=session):
        now = grounds.verdict()
        before = Verdict.from_json(grounds.reward.verdict)
        if now is not None and (reasons := _of_the_law(now, before)):
            held = replace(before, outcome=Outcome.HELD, reasons=reasons, law=now.law)
            found.append(_Barred(grounds.reward, held))
    return found


def _of_the_law(now: Verdict, before: Verdict) -> tuple[Reason, ...]:
    """Why the gift of before is not to be given now: the law is against it, or another gift would
    be given instead."""
    reasons = tuple(reason for reason in now.reasons if reason.code in LEGAL)
    kinds = {option.kind for option in now.options} or {now.kind}
    if reasons or before.kind in kinds:
        return reasons
    rules = tuple(dict.fromkeys(one.rule for one in now.law))
    return (Reason(ReasonCode.LAW_UNKNOWN, before.kind, rules),)


def _hold(barred: _Barred, standing: Standing, hold_no: int) -> Change:
    """It waits for a person; whatever changes the law's answer decides it again."""
    reason = barred.verdict.reasons[0].code.value
    ended = HoldEnded(hold_no, RewardAction.REVIEW, reason)
    reward = replace(barred.reward, verdict=barred.verdict.as_json())
    return Change(reward, apply(standing, ended), chosen=True)


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
