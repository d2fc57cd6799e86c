"""People as referral-api tells them: whom a letter reaches, and in which language."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.events import Envelope, PersonChanged
from notifier.db import state


async def apply_people(batch: Sequence[Envelope[PersonChanged]], *, session: AsyncSession) -> None:
    """Copy what is newer, and wake the letters that waited for somebody."""
    people = _newest(batch)
    await state.save_people(session, people)
    await wake(session, [f"person:{ids.show('per', one.person_id)}" for one in people])


def _newest(batch: Sequence[Envelope[PersonChanged]]) -> list[PersonChanged]:
    newest: dict[tuple[UUID, UUID], PersonChanged] = {}
    for event in (envelope.event for envelope in batch):
        known = newest.get((event.business_id, event.person_id))
        if known is None or event.version > known.version:
            newest[event.business_id, event.person_id] = event
    return list(newest.values())
