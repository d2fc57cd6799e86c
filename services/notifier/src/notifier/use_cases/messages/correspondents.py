"""Who writes to whom, as they are now."""

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import TransientError
from goodword.letters.tasks import TASK
from notifier.db import state
from notifier.domain.asks.ask import KIND as ASK
from notifier.domain.copies import Business, Person
from notifier.domain.introductions.letter import KINDS as INTRODUCTIONS
from notifier.domain.message import Message
from notifier.domain.reward_letter import ALERT

SEEN_AGAIN_AFTER_S = 30.0
"""How long to wait where somebody else holds the message, or a merge has not arrived whole."""


async def correspondents(session: AsyncSession, message: Message) -> tuple[Business, Person]:
    """The business, and whoever reads the message: the person whom it is for by now, or of what the
    business itself is told its contact.

    TransientError where a merge has not arrived whole yet.
    """
    business = (await state.businesses(session, [message.business_id]))[message.business_id]
    if message.person_id is None:
        return business, _contact(business)
    who = (message.business_id, message.person_id)
    survivor = (await state.people(session, [who]))[who]
    if survivor.person is None:
        raise TransientError("a merge is not seen whole yet", retry_after_s=SEEN_AGAIN_AFTER_S)
    reader = survivor.person
    return business, reader if _is_for(message, reader) else _contact(business)


async def rep_of(session: AsyncSession, message: Message) -> Person | None:
    """In whose name an ask or a letter about an introduction is written, if in anybody's."""
    if (
        message.kind not in (ASK, *INTRODUCTIONS)
        or not message.facts
        or not message.facts.get("rep")
    ):
        return None
    who = message.business_id, ids.read("per", str(message.facts["rep"]))
    return (await state.people(session, [who]))[who].person


def _is_for(message: Message, person: Person) -> bool:
    """Whether the message is to this person, and not to the business about them. Of a task the
    business hears where nobody is to do it, or whoever is cannot be written to."""
    if message.kind == TASK:
        return bool(message.facts and message.facts["assigned"]) and person.email is not None
    return message.kind != ALERT


def _contact(business: Business) -> Person:
    """Nobody by name, at the address that the business named."""
    return Person(
        person_id=None,
        name=None,
        given=None,
        email=business.contact_email or business.reply_to,
        locale=business.locale,
    )
