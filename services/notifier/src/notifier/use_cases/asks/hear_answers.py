"""Clients answer asks: what they said decides whether they are asked again (R-ASK-07)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import AskAnswered, Envelope
from notifier.db.asks import asks
from notifier.use_cases.asks.jobs_of_asks import look_again


async def hear_answers(batch: Sequence[Envelope[AskAnswered]], *, session: AsyncSession) -> None:
    """Keep the answers, and look again at what is open for whoever gave them."""
    answers = [
        ((one.business_id, one.event.ask_id), one.event.answer, one.event.answered_at)
        for one in batch
    ]
    await asks.answer(session, answers)
    people = {(one.business_id, one.event.person_id) for one in batch}
    await look_again(people, session=session)
