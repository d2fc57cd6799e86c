"""Reading the payouts of whole pages of rewards, to tell them again."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from rewards_worker.db.payouts.payouts import PAYOUT_COLUMNS, Payout, read_payout

_REWARDS = text("""
    select distinct reward_id from payout
    where business_id = :business_id and reward_id > :after order by reward_id limit :at_most
""")
_PAYOUTS = text(f"""
    select {PAYOUT_COLUMNS} from payout p
    where p.business_id = :business_id and p.reward_id = any(cast(:rewards as uuid[]))
    order by p.reward_id, p.generation for update of p
""")  # noqa: S608  # constants of this package


async def rewards_with_payouts(
    session: AsyncSession, business_id: UUID, after: UUID, at_most: int
) -> list[UUID]:
    """The next rewards that have payouts, in the order of their ids."""
    asked = {"business_id": business_id, "after": after, "at_most": at_most}
    return list(await session.scalars(_REWARDS, asked))


async def payouts_of_rewards(
    session: AsyncSession, business_id: UUID, rewards: Sequence[UUID]
) -> list[Payout]:
    """All payouts of these locked rewards, locked, the first of each first."""
    asked = {"business_id": business_id, "rewards": list(rewards)}
    return [read_payout(row) for row in await session.execute(_PAYOUTS, asked)]
