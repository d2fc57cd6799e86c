"""A letter that comes due at night waits for the morning of whoever reads it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, jobs
from notifier.domain.copies import Business, Person
from notifier.domain.hours import MailHours, next_open
from notifier.domain.message import Message
from notifier.domain.reward_letter import ALERT
from notifier.domain.zones import home_of, zones_of
from notifier.use_cases.messages.correspondents import correspondents
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
    now = await clock.now(session, message.business_id)
    opens = opening(now, business, person)
    if opens <= now:
        return False
    await jobs.add(session, [send_job(message.business_id, message.id, opens)])
    return True


def opening(now: datetime, business: Business, person: Person) -> datetime:
    """When `person` may be written to, `now` or later.

    Where there is never an open moment in all zones of their place, the business's clock decides.
    """
    hours = MailHours.read(business.parameters)
    found = next_open(now, hours, zones_of(person, business))
    return found or next_open(now, hours, home_of(business)) or now
