"""A person wants every payout told again, for a reader that misses what was said before."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import Database
from rewards_worker.db.invariants import businesses_with_ledgers
from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.db.payouts.told_again import payouts_of_rewards, rewards_with_payouts
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.use_cases.payouts.tell_payouts import Stand, tell_payouts

REWARDS_AT_ONCE = 200


async def republish_payouts(db: Database, *, business_id: UUID | None = None) -> int:
    """Say of every payout, of one business or of all, how it stands; how many that were.

    Each page of rewards is a transaction of its own, so that payouts go on meanwhile.
    """
    async with db.begin() as session:
        businesses = [business_id] if business_id else await businesses_with_ledgers(session)
    return sum([await _republish(one, db) for one in businesses])


async def _republish(business_id: UUID, db: Database) -> int:
    told, after = 0, UUID(int=0)
    while True:
        async with db.begin([business_id]) as session:
            page = await rewards_with_payouts(session, business_id, after, REWARDS_AT_ONCE)
            if not page:
                return told
            told += await _tell(business_id, page, session)
        after = page[-1]


async def _tell(business_id: UUID, rewards: Sequence[UUID], session: AsyncSession) -> int:
    await rewards_by_id(session, [(business_id, one) for one in rewards])
    payouts = await payouts_of_rewards(session, business_id, rewards)
    by_generation: dict[int, list[Payout]] = defaultdict(list)
    for one in payouts:
        by_generation[one.generation].append(one)
    for _, generation in sorted(by_generation.items()):
        stands = [Stand(one, one.state, one.provider_ref) for one in generation]
        await tell_payouts(session, stands)
    return len(payouts)
