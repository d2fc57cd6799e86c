"""How an introduction stands whose letter is about to go."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Hasher
from notifier.db import state, suppressions
from notifier.db.introductions import introductions_of
from notifier.domain.copies import Person
from notifier.domain.introductions.introducing import OVER, SILENT, Introducing
from notifier.domain.introductions.letter import IntroductionFacts
from notifier.domain.message import Message


async def look_at_introduction(
    message: Message, *, session: AsyncSession, hasher: Hasher
) -> Introducing:
    """Of a letter that is locked. What ends the introduction in this moment waits for that lock,
    and finds a letter that is on its way."""
    if message.facts is None:
        return Introducing(over=OVER)
    facts = IntroductionFacts.model_validate(message.facts)
    key = message.business_id, facts.referral
    row = (await introductions_of(session, [key])).get(key)
    if row is None or row.request_id != message.cause_id:
        return Introducing(over=OVER)
    if row.ended is not None:
        return Introducing(over=row.ended)
    who = message.business_id, facts.prospect
    prospect = (await state.people(session, [who]))[who].person
    silent = await _wants_silence(message.business_id, prospect, session, hasher)
    return Introducing(prospect, row.permitted, SILENT if silent else None)


async def _wants_silence(
    business_id: UUID, prospect: Person | None, session: AsyncSession, hasher: Hasher
) -> bool:
    if prospect is None or prospect.email is None:
        return False
    hashed = hasher.address(business_id, "email", prospect.email)
    return await suppressions.asked_for_silence(session, business_id, hashed)
