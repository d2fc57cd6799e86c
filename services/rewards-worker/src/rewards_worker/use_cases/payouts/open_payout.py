"""The first beat of a payout: the intent, committed before anything is sent."""

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids, jobs
from goodword.errors import PermanentError
from rewards_worker.db import state
from rewards_worker.db.payouts import NewPayout, Payout, add_payout, payout_of
from rewards_worker.db.rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged, Occurrence, PayoutOpened
from rewards_worker.domain.payout import PayoutState
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.ports import Order, Provider
from rewards_worker.use_cases.payouts.attempts import Attempt, begin
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.payouts.timers import notice
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.release_rewards import NO_CONTACT_WAY, NO_PROVIDER

GIFT_NOT_SUPPORTED = "gift_not_supported"


async def open_payout(
    reward_key: tuple[UUID, UUID], generation: int, desk: Desk, *, session: AsyncSession
) -> Attempt | None:
    """Open payout `generation` of a reward, or begin another attempt of the one that is open.

    None where nothing is to be sent: it was sent already, it is another's turn to find out what
    became of it, or the reward is to be handed over no longer.
    """
    reward = (await rewards_by_id(session, [reward_key])).get(reward_key)
    if reward is None or reward.standing is None:
        return None
    known = await payout_of(session, *reward_key, generation)
    if known is None:
        ready = reward.state is RewardState.APPROVED
        if not ready or generation != reward.standing.generation + 1:
            return None
        known = await _open(reward, desk, session)
        if known is None:
            return None
    # An attempt without an end may have paid: only asking the provider can tell.
    if known.state is not PayoutState.SUBMITTING or known.in_flight_for is not None:
        return None
    return await _begin(known, desk, session)


async def _begin(payout: Payout, desk: Desk, session: AsyncSession) -> Attempt | None:
    attempt = await begin(payout, session=session)
    if attempt is not None:
        at = await clock.now(session, payout.business_id) + desk.lost_after
        occasion = str(attempt.number)
        await jobs.add(session, [notice(payout.business_id, payout.id, occasion, at)])
    return attempt


async def _open(reward: Reward, desk: Desk, session: AsyncSession) -> Payout | None:
    """The payout, and everything that is available reserved for it; or the reward put aside."""
    provider, order, reason = await _order(reward, desk, session)
    if provider is None or order is None:
        await _record(reward, Judged(RewardAction.REVIEW, reason), session)
        return None
    try:
        request = provider.compose(order)
    except PermanentError:
        await _record(reward, Judged(RewardAction.REVIEW, GIFT_NOT_SUPPORTED), session)
        return None
    generation = _generation(reward) + 1
    await _record(reward, PayoutOpened(generation, provider.name), session)
    new = NewPayout(
        business_id=reward.business_id,
        id=ids.new(),
        reward_id=reward.id,
        generation=generation,
        provider=provider.name,
        idem_key=order.key,
        request=request,
        amount=order.amount,
        key_window=provider.key_window,
    )
    await add_payout(session, new)
    return await payout_of(session, *reward.key, generation)


async def _order(
    reward: Reward, desk: Desk, session: AsyncSession
) -> tuple[Provider | None, Order | None, str | None]:
    """Who hands what to whom; or why nobody can, which may have changed since the hold's end."""
    business = (await state.businesses(session, [reward.business_id])).get(reward.business_id)
    provider = desk.providers.get((business.provider or "") if business else "")
    if provider is None:
        return None, None, NO_PROVIDER
    assert reward.beneficiary_id is not None, "it is approved"
    assert reward.standing is not None, "it is approved"
    key = reward.business_id, reward.beneficiary_id
    person = (await state.people(session, [key])).get(key)
    if person is None or person.contact_email is None:
        return None, None, NO_CONTACT_WAY
    standing = reward.standing
    order = Order(
        key=uuid4(),
        kind=reward.kind,
        amount=standing.amount.model_copy(update={"minor": standing.balances.available}),
        recipient_name=person.contact_name or person.contact_email,
        recipient_email=person.contact_email,
    )
    return provider, order, None


def _generation(reward: Reward) -> int:
    return reward.standing.generation if reward.standing else 0


async def _record(reward: Reward, occurrence: Occurrence, session: AsyncSession) -> None:
    assert reward.standing is not None, "it is approved"
    await record_changes([Change(reward, apply(reward.standing, occurrence))], session=session)
