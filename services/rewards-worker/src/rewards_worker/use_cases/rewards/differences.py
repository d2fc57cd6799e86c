"""What is owed beside a gift that is out: no payout can bring it, so a person is asked."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.tasks import NewTask, Occasion, cancel_tasks, open_tasks
from rewards_worker.domain.by_hand import rest_of
from rewards_worker.domain.occurrences import DifferenceSettled
from rewards_worker.domain.record import Reward

SETTLE_DIFFERENCE: Final = "settle_difference"


async def ask_for_differences(
    changes: Sequence[tuple[Reward, Reward]], *, session: AsyncSession
) -> None:
    """Open a task for what is outstanding of locked rewards after a change, and call off the one
    for what was outstanding before."""
    asked = [(_occasion(before), _occasion(after), after) for before, after in changes]
    changed = [one for one in asked if one[0] != one[1]]
    await cancel_tasks(session, [before for before, _, _ in changed if before], "changed")
    await open_tasks(session, [_task(key, reward) for _, key, reward in changed if key])


def difference_of(occasion: Occasion, outcome: str | None) -> tuple[UUID, DifferenceSettled]:
    """The reward that a task of this occasion is about, and what somebody did about it."""
    reward_id, _, seq, minor = occasion[2].split(":")
    settled = DifferenceSettled(int(seq), int(minor), paid=outcome == "paid")
    return UUID(reward_id), settled


def _occasion(reward: Reward) -> Occasion | None:
    now = reward.standing
    if now is None or not now.outstanding:
        return None
    what = f"{reward.id}:{now.generation}:{now.sale_seq}:{now.outstanding}"
    return reward.business_id, SETTLE_DIFFERENCE, what


def _task(occasion: Occasion, reward: Reward) -> NewTask:
    to = [ids.show("per", reward.beneficiary_id)] if reward.beneficiary_id else []
    business_id, _, what = occasion
    return NewTask(
        business_id=business_id,
        kind=SETTLE_DIFFERENCE,
        occasion=what,
        subjects=(reward.shown_id, *to),
        proof="text",
        gift=rest_of(reward),
    )
