"""Who writes to whom, as they are now."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import TransientError
from notifier.db import state
from notifier.domain.copies import Business, Person
from notifier.domain.message import Message
from notifier.domain.reward_letter import ALERT

SEEN_AGAIN_AFTER_S = 30.0
"""How long to wait where somebody else holds the message, or a merge has not arrived whole."""


async def correspondents(session: AsyncSession, message: Message) -> tuple[Business, Person]:
    """The business, and whoever reads the message: the person whom it is for by now, or of an alert
    the business's own contact.

    TransientError where a merge has not arrived whole yet.
    """
    business = (await state.businesses(session, [message.business_id]))[message.business_id]
    who = (message.business_id, message.person_id)
    survivor = (await state.people(session, [who]))[who]
    if survivor.person is None:
        raise TransientError("a merge is not seen whole yet", retry_after_s=SEEN_AGAIN_AFTER_S)
    reader = survivor.person
    return business, _contact(business, reader) if message.kind == ALERT else reader


def _contact(business: Business, about: Person) -> Person:
    """Nobody by name, at the address that the business named."""
    return Person(
        person_id=about.person_id,
        name=None,
        given=None,
        email=business.contact_email or business.reply_to,
        locale=business.locale,
    )
