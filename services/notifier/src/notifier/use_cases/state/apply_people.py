"""People as referral-api tells them: whom a letter reaches, and in which language."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import wake
from goodword.database.people import newest
from goodword.events import Envelope, PersonChanged
from notifier.db.state import PEOPLE
from notifier.use_cases.asks.jobs_of_asks import look_again
from notifier.use_cases.state.wake_letters import wake_letters


async def apply_people(batch: Sequence[Envelope[PersonChanged]], *, session: AsyncSession) -> None:
    """Copy what is newer, wake what waited for somebody, and look again at whom we may ask
    and at letters that wait for their hours."""
    people = newest(batch)
    await PEOPLE.save(session, people)
    who = {(one.business_id, one.person_id) for one in people}
    await look_again(who, session=session)
    await wake_letters(who, session=session)
    await wake(session, [f"person:{ids.show('per', one.person_id)}" for one in people])
