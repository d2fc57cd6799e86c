"""What a person has not handed over yet is called back, for less of it is owed than they were told.

A provider's order cannot be called back, so a refund after it becomes a claim. A task can, as long
as nobody has said that it is done: then the claim lowers what is owed, and the rest, if any, is
asked for in another payout, with a task of its own.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job, settle
from goodword.tasks import cancel_tasks
from rewards_worker.db.payouts.payout_keys import open_payouts_of
from rewards_worker.db.rewards.locked_rewards import rewards_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.by_hand import HAND_OVER_REWARD
from rewards_worker.domain.occurrences import PayoutRefused
from rewards_worker.domain.payout import PayoutState
from rewards_worker.domain.reward import RewardAction
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.move_on import move_on
from rewards_worker.use_cases.payouts.timers import HAND_OVER, hand_over_key
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.timers import is_asked_too_much

RECALLED = "recalled"


async def recall_handovers(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Call back what these rewards ask a person for. What is just being asked for, so that there is
    no task yet, stays: what is too much of it is claimed."""
    keys = [(job.business_id, UUID(job.payload["reward_id"])) for job in jobs]
    rewards = await rewards_by_id(session, keys)
    asked = [
        key for key, one in rewards.items() if one.standing and is_asked_too_much(one.standing)
    ]
    payouts = {str(row.idem_key): row for row in await open_payouts_of(session, asked)}
    occasions = [(row.business_id, HAND_OVER_REWARD, key) for key, row in payouts.items()]
    changes = []
    for task in await cancel_tasks(session, occasions, RECALLED):
        row = payouts[task.occasion]
        found = await locked(row.business_id, row.id, session=session)
        assert found is not None, "it is open"
        reward, payout = found
        assert reward.standing is not None, "it has a payout"
        await move_on(payout, PayoutState.CANCELED, session=session)
        await settle(session, payout.business_id, HAND_OVER, [hand_over_key(payout.id)])
        refused = PayoutRefused(payout.generation, RewardAction.REQUEUE, RECALLED)
        changes.append(Change(reward, apply(reward.standing, refused)))
    await record_changes(changes, session=session)
