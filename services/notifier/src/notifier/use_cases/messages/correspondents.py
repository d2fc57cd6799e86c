"""Who writes to whom, as they are now."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import TransientError
from notifier.db import state
from notifier.domain.copies import Business, Person
from notifier.domain.message import Message

SEEN_AGAIN_AFTER_S = 30.0
"""How long to wait where somebody else holds the message, or a merge has not arrived whole."""


async def correspondents(session: AsyncSession, message: Message) -> tuple[Business, Person]:
    """The business, and the person whom the message is for by now.

    TransientError where a merge has not arrived whole yet.
    """
    business = (await state.businesses(session, [message.business_id]))[message.business_id]
    who = (message.business_id, message.person_id)
    survivor = (await state.people(session, [who]))[who]
    if survivor.person is None:
        raise TransientError("a merge is not seen whole yet", retry_after_s=SEEN_AGAIN_AFTER_S)
    return business, survivor.person
