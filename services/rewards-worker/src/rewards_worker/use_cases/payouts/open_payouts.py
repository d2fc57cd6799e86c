"""The first beat of a payout: the intent, committed before anything is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import PermanentError
from goodword.jobs import Job, NewJob, add
from rewards_worker.db.payouts.payout_objects import stopped_queues
from rewards_worker.db.payouts.payouts import NewPayout, add_payouts, blocked
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged, PayoutOpened
from rewards_worker.domain.payout import PayoutState
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.standing import SELF_REFERRAL, TAX_FORM_MISSING, Standing
from rewards_worker.domain.worth import worth
from rewards_worker.ports import Provider
from rewards_worker.use_cases.payouts.counter import Counter
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.payouts.orders import order_of
from rewards_worker.use_cases.payouts.tax_forms import without_form
from rewards_worker.use_cases.payouts.tell_payouts import Stand, tell_payouts
from rewards_worker.use_cases.payouts.timers import hand_over, notice, survey
from rewards_worker.use_cases.rewards.forget_owed import ERASED
from rewards_worker.use_cases.rewards.lawful import barred_by_law
from rewards_worker.use_cases.rewards.reach import Reach, reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.self_referral import self_referred
from rewards_worker.use_cases.rewards.timers import open_again

GIFT_NOT_SUPPORTED = "gift_not_supported"
PROVIDER_UNUSABLE = "provider_unusable"
"""Why it goes back to review: its provider's set-up cannot be opened."""
PAYOUT_UNSETTLED = "payout_unsettled"
"""Why what was to be paid again is not: a person must first say what became of the last payout."""

UNSETTLED = Judged(RewardAction.BLOCK, PAYOUT_UNSETTLED)


@dataclass(frozen=True, slots=True)
class _Opening:
    """What comes of an approved reward: a payout, or (None) somebody has to look at it again."""

    change: Change
    payout: NewPayout | None

    @property
    def queue(self) -> tuple[UUID, str] | None:
        """Whose money it needs, at whom."""
        return (self.payout.business_id, self.payout.provider) if self.payout else None


async def open_payouts(jobs: Sequence[Job], *, desk: Desk, session: AsyncSession) -> None:
    """Open the next payout of approved rewards: key, exact bytes, and the money reserved.

    A reward that was refunded or paid meanwhile is left as it is; one that cannot be handed over
    after all, or that the law does not allow any more, goes back to review, one that somebody would
    get for referring themselves is revoked, and one of which money may be out already has failed
    again.
    """
    wanted = {
        (job.business_id, UUID(job.payload["reward_id"])): int(job.payload["generation"])
        for job in sorted(jobs, key=lambda job: int(job.payload["generation"]))
    }
    rewards = [
        (reward, reward.standing)
        for key, reward in (await rewards_by_id(session, wanted)).items()
        if reward.standing and _is_due(reward.standing, wanted[key])
    ]
    reach = await reach_of([reward for reward, _ in rewards], session=session)
    counter = Counter(desk, reach, await desk.set_ups.of(session, reach.businesses))
    halted = await blocked(session, [reward.key for reward, _ in rewards])
    stopped = await _stopped([reward for reward, _ in rewards], reach, session)
    openings = [
        _halt(reward, standing, UNSETTLED)
        if reward.key in halted
        else _open(reward, standing, counter, stopped.get(reward.key))
        for reward, standing in rewards
    ]
    openings, waiting = await _queued(openings, session)
    await record_changes([one.change for one in openings], session=session)
    payouts = [one.payout for one in openings if one.payout]
    await add_payouts(session, payouts)
    await tell_payouts(session, [Stand(one, PayoutState.SUBMITTING) for one in payouts])
    await add(session, [hand_over(one.business_id, one.id) for one in payouts])
    times = {one.business_id: one.now for one in reach.businesses.values()}
    await add(session, [job for one in payouts for job in _watched(one, times, desk)])
    await add(session, _later(waiting, jobs, times))


async def _stopped(
    rewards: Sequence[Reward], reach: Reach, session: AsyncSession
) -> dict[Key, Change]:
    """What comes of rewards that the law does not allow any more, whose beneficiary's tax form has
    to be there first, or that are for themselves."""
    barred = await barred_by_law(rewards, session=session)
    themselves = await self_referred(rewards, session=session)
    others = [one for one in rewards if one.key not in barred and one.key not in themselves]
    formless = await without_form(others, reach.businesses, session=session)
    judged = [(one, Judged(RewardAction.REVIEW, TAX_FORM_MISSING)) for one in formless.values()]
    judged += [(one.reward, Judged(RewardAction.REVIEW, one.reason)) for one in barred.values()]
    judged += [(one, Judged(RewardAction.REVOKE, SELF_REFERRAL)) for one in themselves.values()]
    return {
        one.key: Change(one, apply(one.standing, what), chosen=True)
        for one, what in judged
        if one.standing
    }


def _later(
    waiting: Sequence[_Opening], jobs: Sequence[Job], times: Mapping[UUID, datetime]
) -> list[NewJob]:
    last = {
        (job.business_id, UUID(job.payload["reward_id"])): job
        for job in sorted(jobs, key=lambda job: int(job.payload.get("looks", 0)))
    }
    keys = [one.change.reward.key for one in waiting]
    return [open_again(last[key], times[key[0]]) for key in keys]


async def _queued(
    openings: Sequence[_Opening], session: AsyncSession
) -> tuple[list[_Opening], list[_Opening]]:
    """Those that go on now, and those that stay as they are because their queue stands still."""
    queues = {one.queue for one in openings if one.queue}
    stopped = await stopped_queues(session, queues)
    waiting = [one for one in openings if one.queue in stopped]
    return [one for one in openings if one.queue not in stopped], waiting


def _watched(payout: NewPayout, times: Mapping[UUID, datetime], desk: Desk) -> Sequence[NewJob]:
    """Whoever is to send it may die, and what comes of it may never be told."""
    business_id, now = payout.business_id, times[payout.business_id]
    return (
        notice(business_id, payout.id, 1, now + desk.lost_after),
        survey(business_id, payout.provider, now),
    )


def _is_due(standing: Standing, generation: int) -> bool:
    return standing.state is RewardState.APPROVED and generation == standing.generation + 1


def _open(reward: Reward, standing: Standing, counter: Counter, stopped: Change | None) -> _Opening:
    person = counter.reach.person(reward)
    if person is not None and person.erased:
        return _halt(reward, standing, Judged(RewardAction.REVOKE, ERASED))
    if stopped is not None:
        return _Opening(stopped, None)
    if missing := counter.reach.missing(reward):
        return _back(reward, standing, missing)
    try:
        provider = counter.provider(reward)
    except PermanentError:
        return _back(reward, standing, PROVIDER_UNUSABLE)
    try:
        payout = _payout(reward, standing, provider, counter.reach)
    except PermanentError:
        return _back(reward, standing, GIFT_NOT_SUPPORTED)
    opened = PayoutOpened(payout.generation, provider.name)
    return _Opening(Change(reward, apply(standing, opened)), payout)


def _halt(reward: Reward, standing: Standing, judged: Judged) -> _Opening:
    return _Opening(Change(reward, apply(standing, judged)), None)


def _back(reward: Reward, standing: Standing, reason: str) -> _Opening:
    return _halt(reward, standing, Judged(RewardAction.REVIEW, reason))


def _payout(reward: Reward, standing: Standing, provider: Provider, reach: Reach) -> NewPayout:
    order = order_of(reward, standing, reach)
    return NewPayout(
        business_id=reward.business_id,
        id=ids.new(),
        reward_id=reward.id,
        generation=standing.generation + 1,
        provider=provider.name,
        idem_key=order.key,
        request=provider.compose(order),
        amount=worth(standing.balances.available, standing.amount.currency),
        tax_year=reach.business(reward).year,
        key_window=provider.key_window,
    )
