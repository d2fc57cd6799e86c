"""A person has collected somebody's tax form: what waited for it is paid."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.database.people import Who
from goodword.tasks import DoneTask, Occasion
from rewards_worker.db.payouts.tax_years import hold_people
from rewards_worker.db.rewards.locked_rewards import rewards_without_form
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Judged
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction
from rewards_worker.use_cases.payouts.tax_forms import with_form
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes


async def lock_tax_forms(occasions: Sequence[Occasion], *, session: AsyncSession) -> None:
    """Hold the people whose forms these tasks ask for, and lock what waits, before the tasks."""
    await _waiting([(one[0], ids.read("per", one[2])) for one in occasions], session)


async def finish_tax_forms(done: Sequence[DoneTask], *, session: AsyncSession) -> None:
    """Approve what waited for these people's forms, under whatever id of theirs."""
    who = [(one.task.business_id, ids.read("per", one.task.occasion)) for one in done]
    approved = Judged(RewardAction.APPROVE)
    changes = [
        Change(with_form(one), apply(one.standing, approved), chosen=True)
        for one in await _waiting(who, session)
        if one.standing
    ]
    await record_changes(changes, session=session)


async def _waiting(who: Sequence[Who], session: AsyncSession) -> list[Reward]:
    return await rewards_without_form(session, await hold_people(session, who))
