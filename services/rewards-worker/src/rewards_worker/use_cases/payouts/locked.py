"""Finding a payout by its id, locked in the order that everybody keeps: the reward first."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.payouts.payouts import Payout, payout_by_id, reward_of
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.domain.record import Reward


async def locked(
    business_id: UUID, payout_id: UUID, *, session: AsyncSession
) -> tuple[Reward, Payout] | None:
    """A payout and its reward, both locked; None where there is no such payout."""
    reward_id = await reward_of(session, business_id, payout_id)
    if reward_id is None:
        return None
    key = business_id, reward_id
    reward = (await rewards_by_id(session, [key])).get(key)
    payout = await payout_by_id(session, business_id, payout_id)
    return (reward, payout) if reward and payout else None
