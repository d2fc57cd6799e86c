"""A letter that comes due at night waits for the morning of whoever reads it."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from notifier.domain.message import Message
from notifier.domain.reward_letter import ALERT
from notifier.domain.waiting import wait_of
from notifier.use_cases.messages.correspondents import correspondents
from notifier.use_cases.messages.keep_waiting import keep_waiting
from notifier.use_cases.messages.open_messages import send_job


async def wait_for_hours(message: Message, *, session: AsyncSession) -> bool:
    """Whether `message` is to wait; a job for the opening is then added in this transaction.

    Looked at whenever it is about to be handed over, so that neither a queue that was away nor a
    retry writes at night. The job is a new one, on the business's clock: the old one's next try
    would not move with the clock of a test business. A business is told at any hour what failed.
    """
    if message.kind == ALERT:
        return False
    business, person = await correspondents(session, message)
    wait = wait_of(await clock.now(session, message.business_id), business, person)
    if wait is None:
        return False
    await jobs.add(session, [send_job(message.business_id, message.id, wait.sends_after)])
    await keep_waiting(message, wait, session=session)
    return True
