"""People who are erased: nothing of them stays but their ids, and of aliases whose they are."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.database.people import newest
from goodword.events import Envelope, PersonErased
from rewards_worker.db import state
from rewards_worker.use_cases.rewards.forget_owed import forget_owed


async def erase_people(batch: Sequence[Envelope[PersonErased]], *, session: AsyncSession) -> None:
    """Empty the copies, take back what was to be given to them, and wake whoever waited for them:
    that they are erased is all that will ever be known."""
    erased = newest(batch)
    people = [(one.business_id, one.person_id) for one in erased]
    await state.erase_people(session, erased)
    await forget_owed(people, session=session)
    await wake(session, [f"person:{ids.show('per', person_id)}" for _, person_id in people])
