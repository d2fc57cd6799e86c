"""Nothing is handed to somebody who is erased, and nothing of them stays in what was sent."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from rewards_worker.db.payouts.payouts import blocked
from rewards_worker.db.payouts.requests import erase_requests
from rewards_worker.db.rewards.locked_rewards import rewards_of_people
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged
from rewards_worker.domain.reward import UNPAID, RewardAction
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.timers import forget_again

ERASED = "erased"


async def forget_owed(
    people: Collection[tuple[UUID, UUID]], *, session: AsyncSession, looks: int = 1
) -> None:
    """Revoke what is owed to erased people (by business and person) and is not on its way, and
    erase the requests of payouts to them that have ended.

    While a payout is open its request must stay, since the same bytes may have to go out again:
    then this is done once more in an hour, for the `looks`-th time.
    """
    rewards = await rewards_of_people(session, people)
    if not rewards:
        return
    unsettled = await blocked(session, [one.key for one in rewards])
    revoked = Judged(RewardAction.REVOKE, ERASED)
    changes = [
        Change(one, apply(one.standing, revoked))
        for one in rewards
        if one.standing and one.state in UNPAID and one.key not in unsettled
    ]
    await record_changes(changes, session=session)
    left = await erase_requests(session, people)
    again = [await forget_again(*who, looks, session=session) for who in sorted(left)]
    await jobs.add(session, again)
