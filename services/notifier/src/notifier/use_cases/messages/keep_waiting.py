"""A letter waits: that is said once for each thing that it waits for, not for each look at it."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import MessageWaiting
from notifier.db import messages
from notifier.db.saying import say_about
from notifier.domain.message import Message
from notifier.domain.waiting import Wait


async def keep_waiting(message: Message, wait: Wait, *, session: AsyncSession) -> None:
    """Keep what `message`, which is locked, waits for, and say it where it is news. Of a message
    about nobody nothing is said: what is said of messages is said about a person."""
    if message.wait == wait:
        return
    await messages.wait(session, message, wait)
    if message.person_id is None:
        return
    waiting = MessageWaiting(
        business_id=message.business_id,
        message_id=message.id,
        person_id=message.person_id,
        kind=message.kind,
        cause=message.cause_id,
        reason=wait.reason,
        sends_after=wait.sends_after,
        object_id=message.object_id,
    )
    await say_about(session, [((message.business_id, message.person_id), waiting)])
