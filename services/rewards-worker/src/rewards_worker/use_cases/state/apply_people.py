"""People as referral-api tells them: whom a reward reaches, and how."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.database.people import aliases_of, newest
from goodword.events import Envelope, PersonChanged
from rewards_worker.db.rewards.limit_subjects import move_limits
from rewards_worker.db.state import PEOPLE
from rewards_worker.use_cases.rewards.resume_rewards import resume_rewards


async def apply_people(batch: Sequence[Envelope[PersonChanged]], *, session: AsyncSession) -> None:
    """Copy what is newer, count an alias's rewards for who stands for them, and go on with rewards
    that waited for a way to reach somebody."""
    people = newest(batch)
    told = [(one.business_id, one.person_id) for one in people]
    await PEOPLE.save(session, people)
    await move_limits(
        session, [(one.business_id, one.person_id) for one in people if one.merged_into]
    )
    await resume_rewards([*told, *await aliases_of(session, told)], session=session)
    await wake(session, [f"person:{ids.show('per', one.person_id)}" for one in people])
