"""People who are erased: nothing of them stays but their ids, and nothing is written to them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.database.people import newest
from goodword.events import Envelope, PersonErased
from notifier.db import erasing
from notifier.db.introductions import forget_introductions
from notifier.use_cases.asks.forget_asks import forget_asks
from notifier.use_cases.following.close_contacts import call_off_contacts
from notifier.use_cases.messages.forget_letters import forget_letters


async def erase_people(batch: Sequence[Envelope[PersonErased]], *, session: AsyncSession) -> None:
    """Empty the copies and the letters, and wake whoever waited for them: that they are erased is
    all that will ever be known."""
    erased = newest(batch)
    people = [(one.business_id, one.person_id) for one in erased]
    await erasing.erase_people(session, erased)
    await forget_letters(people, session=session)
    await forget_asks(people, session=session)
    over = await forget_introductions(session, people)
    await call_off_contacts(over, "erased", session=session)
    await wake(session, [f"person:{ids.show('per', person_id)}" for _, person_id in people])
