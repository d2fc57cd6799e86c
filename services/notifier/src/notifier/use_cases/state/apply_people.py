"""People as referral-api tells them: whom a letter reaches, and in which language."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.database.people import newest
from goodword.events import Envelope, PersonChanged
from notifier.db.state import PEOPLE


async def apply_people(batch: Sequence[Envelope[PersonChanged]], *, session: AsyncSession) -> None:
    """Copy what is newer, and wake the letters that waited for somebody."""
    people = newest(batch)
    await PEOPLE.save(session, people)
    await wake(session, [f"person:{ids.show('per', one.person_id)}" for one in people])
