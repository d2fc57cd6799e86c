"""A person says that they looked at a payout: its provider is asked what came of that."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.jobs import NewJob, add
from goodword.tasks import DoneTask
from rewards_worker.use_cases.payouts.timers import reread


async def look_again(done: Sequence[DoneTask], *, session: AsyncSession) -> None:
    """Ask once for each task that was done."""
    await add(session, [_reread(one) for one in done])


def _reread(done: DoneTask) -> NewJob:
    payout_id = ids.read("pay", done.task.occasion.partition(":")[0])
    return reread(done.task.business_id, payout_id, ids.show("tsk", done.task.id))
