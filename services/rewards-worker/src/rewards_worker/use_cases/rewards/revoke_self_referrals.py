"""Two people turned out to be one: what one of them earned by referring the other is taken back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database.people import Who, aliases_of, standing_for
from goodword.jobs import Job, add
from rewards_worker.db.payouts.payouts import blocked
from rewards_worker.db.rewards.locked_rewards import rewards_between
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import FoundSelfReferred
from rewards_worker.domain.record import Reward
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.self_referral import explained, was_known
from rewards_worker.use_cases.rewards.timers import (
    is_asked_too_much,
    recall_job,
    self_referrals_job,
)

AT_ONCE = 200


async def revoke_self_referrals(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Revoke what these people, each of whom is an alias by now, or whom they stand for, earned by
    referring themselves, and claim what is on its way; the rest of it in a job of its own.

    A job, and not a part of hearing of the merge: it sees what was earned meanwhile too. What a
    person must look at first is left alone; whoever lets it go on finds it out.
    """
    for job in jobs:
        after = UUID(job.payload["after"])
        who = job.business_id, UUID(job.payload["person_id"])
        rewards = await rewards_between(session, await _who_is_one(who, session), after, AT_ONCE)
        unsettled = await blocked(session, [one.key for one in rewards])
        changes = [
            Change(explained(one), apply(one.standing, FoundSelfReferred()), chosen=True)
            for one in rewards
            if one.standing and one.key not in unsettled and not was_known(one)
        ]
        await record_changes(changes, session=session)
        await add(session, [recall_job(one) for one in _asked_too_much(changes)])
        if len(rewards) == AT_ONCE:
            await add(session, [self_referrals_job(*who, job.payload["version"], rewards[-1].id)])


async def _who_is_one(who: Who, session: AsyncSession) -> dict[Who, UUID]:
    """All who are one person with that one, and who stands for them."""
    business_id, at = who[0], (await standing_for(session, [who]))[who]
    survivor = business_id, at
    return dict.fromkeys([survivor, *await aliases_of(session, [survivor])], at)


def _asked_too_much(changes: Iterable[Change]) -> list[Reward]:
    return [one.after for one in changes if is_asked_too_much(one.step.standing)]
