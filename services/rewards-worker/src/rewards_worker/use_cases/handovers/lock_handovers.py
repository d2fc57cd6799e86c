"""One order of locks about what people hand over: first the reward, then payout and task."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.tasks import Occasion
from rewards_worker.db.payouts.payout_keys import payouts_of_keys
from rewards_worker.db.rewards.locked_rewards import rewards_by_id


async def lock_handovers(occasions: Sequence[Occasion], *, session: AsyncSession) -> None:
    """Lock the rewards that the tasks of these occasions hand over."""
    keys = [(business_id, UUID(key)) for business_id, _, key in occasions]
    rows = await payouts_of_keys(session, keys)
    await rewards_by_id(session, [(row.business_id, row.reward_id) for row in rows.values()])
