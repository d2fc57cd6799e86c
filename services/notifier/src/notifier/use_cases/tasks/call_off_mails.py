"""A task needs nobody any more: what was not written about it yet is not written."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, TaskClosed
from goodword.letters.tasks import TASK
from notifier.db.messages import unsent_about
from notifier.domain.message import MessageState, cancel
from notifier.use_cases.messages.announce import announce


async def call_off_mails(batch: Sequence[Envelope[TaskClosed]], *, session: AsyncSession) -> None:
    """Cancel the letters about tasks that ended. One that somebody is handing over in this moment
    arrives, and what became of it stays theirs to say."""
    ended = {
        (one.business_id, one.event.subject): f"task_{one.event.outcome}"
        for one in batch
        if one.event.outcome != "overdue"
    }
    for message in await unsent_about(session, TASK, list(ended)):
        if message.standing.state is MessageState.SENDING and message.leased:
            continue
        reason = ended[message.business_id, message.object_id or ""]
        standing = cancel(message.standing, reason)
        await announce(message, standing, channel=message.channel, session=session)
