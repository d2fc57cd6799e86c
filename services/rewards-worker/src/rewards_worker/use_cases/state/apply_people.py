"""People as referral-api tells them: whom a reward reaches, and how."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids, jobs
from goodword.bus import wake
from goodword.database.people import aliases_of, newest
from goodword.events import Envelope, PersonChanged
from rewards_worker.db.rewards.limit_subjects import move_limits
from rewards_worker.db.rewards.locked_rewards import businesses_waiting_for_law
from rewards_worker.db.state import PEOPLE
from rewards_worker.use_cases.rewards.resume_rewards import resume_rewards
from rewards_worker.use_cases.rewards.timers import decide_again_job, self_referrals_job


async def apply_people(batch: Sequence[Envelope[PersonChanged]], *, session: AsyncSession) -> None:
    """Copy what is newer, count an alias's rewards for who stands for them and look whether
    they referred themselves, go on with rewards that waited for a way to reach somebody, and decide
    again what waits for a fact of the law."""
    people = newest(batch)
    told = [(one.business_id, one.person_id) for one in people]
    await PEOPLE.save(session, people)
    merged = [one for one in people if one.merged_into]
    await move_limits(session, [(one.business_id, one.person_id) for one in merged])
    looks = [self_referrals_job(one.business_id, one.person_id, one.version) for one in merged]
    await jobs.add(session, looks)
    await resume_rewards([*told, *await aliases_of(session, told)], session=session)
    await _decide_again(people, session)
    await wake(session, [f"person:{ids.show('per', one.person_id)}" for one in people])


async def _decide_again(people: Sequence[PersonChanged], session: AsyncSession) -> None:
    """One job for each business, named by the first of its people here."""
    first = {one.business_id: one for one in reversed(people)}
    waiting = await businesses_waiting_for_law(session, first)
    again = [
        decide_again_job(one, f"person:{first[one].subject}:{first[one].version}")
        for one in sorted(waiting)
    ]
    await jobs.add(session, again)
