"""A message rendered again from what is stored here: its words are the notifier's, and not kept by
us."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import letters
from goodword.errors import Kind, RejectedError
from goodword.events import EVENTS, Event, ParticipantChanged, TaskOpened
from goodword.letters import Letter, LetterError
from goodword.letters.defaults import language_of
from goodword.programs import ProgramDocument, ProgramKind, terms
from referral_api.db.businesses.businesses import business_of
from referral_api.db.people.people import person_of, survivors_of
from referral_api.db.programs.programs import version_or_none
from referral_api.db.projections.event_feed import event_of
from referral_api.db.projections.messages import message_of
from referral_api.db.templates import published_of
from referral_api.domain.letter_facts import ALERT, facts_of_task, reward_facts
from referral_api.domain.templates import as_template

_EVENTS = {event.name.replace("-", "_"): event for event in EVENTS.values()}
"""By name, as the feed has it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A message, and its letter as it would be written now."""

    message: Row[Any]
    letter: Letter


@dataclass(frozen=True, slots=True)
class Told:
    """Who tells what to whom: `reader` is None where the business itself is told."""

    business: Row[Any]
    reader: Row[Any] | None
    language: str
    public_url: str


async def preview_message(
    business_id: UUID, message_id: UUID, *, public_url: str, session: AsyncSession
) -> Preview:
    """Render the letter again, with today's names and templates.

    RejectedError `not_found` where there is no such message, `preview_unavailable` where what it
    was made of is not kept any more.
    """
    message = await message_of(session, business_id, message_id)
    if message is None:
        raise RejectedError("not_found", "There is no such message.", kind=Kind.NOT_FOUND)
    business = await business_of(session, business_id)
    person = await _reader(message, session)
    cause = await _cause(message, session)
    reader = person if _is_for_person(message.kind, cause) else None
    language = (reader.locale if reader else None) or business.locale
    about = await _about(message.kind, cause, Told(business, reader, language, public_url), session)
    if about is None or person is None:
        raise _gone()
    named = (reader.given_name or reader.display_name) if reader else None
    facts = {
        "business_name": business.name,
        "business_address": business.postal_address,
        "business_colour": business.parameters.get("colour"),
        "business_logo_url": business.parameters.get("logo_url"),
        "first_name": named,
        "unsubscribe_url": f"{public_url}/u/hidden",
        **about,
    }
    own = await published_of(session, business_id, message.kind, language_of(language))
    template = as_template(own, own.published) if own else None
    try:
        letter = letters.render(message.kind, language, facts, template=template)
        return Preview(message, letter)
    except LetterError as error:
        raise _gone() from error


async def _reader(message: Row[Any], session: AsyncSession) -> Row[Any] | None:
    who = message.business_id, message.person_id
    survivor = (await survivors_of(session, [who])).get(who, message.person_id)
    person = await person_of(session, (message.business_id, survivor))
    return person if person is not None and person.erased_at is None else None


def _is_for_person(kind: str, cause: Event | None) -> bool:
    """Whether the letter is to its person, and not to the business about them."""
    if isinstance(cause, TaskOpened):
        return cause.assignee_id is not None
    return kind != ALERT


async def _about(
    kind: str, cause: Event | None, told: Told, session: AsyncSession
) -> dict[str, object] | None:
    if isinstance(cause, ParticipantChanged):
        return await _welcome(cause, told.business, told.language, session)
    if isinstance(cause, TaskOpened):
        zone = (told.reader.time_zone if told.reader else None) or told.business.time_zone
        return facts_of_task(kind, cause, ZoneInfo(zone))
    return reward_facts(kind, cause, told.public_url) if cause is not None else None


async def _cause(message: Row[Any], session: AsyncSession) -> Event | None:
    row = await event_of(session, message.business_id, message.cause)
    event = _EVENTS.get(row.type) if row is not None else None
    return event.read(json.dumps(row.data)) if row is not None and event is not None else None


async def _welcome(
    participant: ParticipantChanged, business: Row[Any], language: str, session: AsyncSession
) -> dict[str, object] | None:
    version = participant.program_id, participant.program_version
    raw = await version_or_none(session, participant.business_id, *version)
    if raw is None:
        return None
    document = ProgramDocument.model_validate(raw)
    shares = document.kind is ProgramKind.CODE
    return {
        "program": document.name,
        "terms": terms(document, business.name, language),
        "code": participant.code if shares else None,
        "link": participant.link if shares else None,
    }


def _gone() -> RejectedError:
    return RejectedError(
        "preview_unavailable",
        "What this message was made of is not kept any more; `goodword messages show` may know it.",
        kind=Kind.NOT_FOUND,
    )
