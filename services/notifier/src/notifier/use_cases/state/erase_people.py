"""People who are erased: nothing of them stays but their ids, and nothing is written to them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.events import Envelope, PersonErased
from notifier.db import state
from notifier.use_cases.messages.forget_letters import forget_letters


async def erase_people(batch: Sequence[Envelope[PersonErased]], *, session: AsyncSession) -> None:
    """Empty the copies and the letters, and wake whoever waited for them: that they are erased is
    all that will ever be known."""
    newest = {(one.event.business_id, one.event.person_id): one.event for one in batch}
    for envelope in batch:
        key = envelope.event.business_id, envelope.event.person_id
        if envelope.event.version > newest[key].version:
            newest[key] = envelope.event
    await state.erase_people(session, list(newest.values()))
    await forget_letters(newest, session=session)
    await wake(session, [f"person:{ids.show('per', person_id)}" for _, person_id in newest])
