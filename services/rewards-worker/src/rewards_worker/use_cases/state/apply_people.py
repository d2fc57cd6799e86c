"""People as referral-api tells them: whom a reward reaches, and how."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.events import Envelope, PersonChanged
from rewards_worker.db import state
from rewards_worker.use_cases.rewards.resume_rewards import resume_rewards


async def apply_people(batch: Sequence[Envelope[PersonChanged]], *, session: AsyncSession) -> None:
    """Copy what is newer, and go on with rewards that waited for a way to reach somebody."""
    newest: dict[tuple[object, object], PersonChanged] = {}
    for event in (envelope.event for envelope in batch):
        known = newest.get((event.business_id, event.person_id))
        if known is None or event.version > known.version:
            newest[event.business_id, event.person_id] = event
    people = list(newest.values())
    await state.save_people(session, people)
    await resume_rewards([(one.business_id, one.person_id) for one in people], session=session)
    await wake(session, [f"person:{ids.show('per', one.person_id)}" for one in people])
