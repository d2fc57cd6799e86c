"""Somebody takes part in a program: send them its terms in writing, with their code and link."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import StateUnseenError
from goodword.events import Envelope, ParticipantChanged
from goodword.programs import ProgramDocument
from notifier.db import state
from notifier.db.messages import Opening
from notifier.db.programs import VersionKey, documents_of
from notifier.domain.welcome_letter import KIND, is_due, may_be_due, welcome_facts
from notifier.use_cases.messages.open_messages import check_seen, open_messages


async def welcome(batch: Sequence[Envelope[ParticipantChanged]], *, session: AsyncSession) -> None:
    """Open a welcome for each participant whose terms are owed; StateUnseenError where the
    program, the person or the business is unknown here yet.

    However often a participant is told of, one welcome of theirs is on its way or sent; only one
    that failed makes room for another.
    """
    perhaps = [one for one in batch if may_be_due(one.event)]
    documents = await _documents(perhaps, session)
    due = [one for one in perhaps if is_due(one.event, documents[_version(one.event)])]
    if not due:
        return
    await check_seen(session, [(one.business_id, one.event.person_id, one.id) for one in due])
    businesses = await state.businesses(session, {one.business_id for one in due})
    people = await state.people(session, [(one.business_id, one.event.person_id) for one in due])
    openings = []
    for one in due:
        event, business = one.event, businesses[one.business_id]
        person = people[one.business_id, event.person_id].person
        language = (person.locale if person else None) or business.locale
        document = documents[_version(event)]
        openings.append(
            Opening(
                business_id=one.business_id,
                person_id=event.person_id,
                kind=KIND,
                cause_id=one.id,
                facts=welcome_facts(event, document, business.name, language),
                object_id=event.subject,
            )
        )
    await open_messages(openings, session=session)


async def _documents(
    batch: Sequence[Envelope[ParticipantChanged]], session: AsyncSession
) -> dict[VersionKey, ProgramDocument]:
    found = await documents_of(session, {_version(one.event) for one in batch})
    waits = {
        one.id: [f"program:{_shown(one.event)}:{one.event.program_version}"]
        for one in batch
        if _version(one.event) not in found
    }
    if waits:
        raise StateUnseenError(waits)
    return {key: ProgramDocument.model_validate(raw) for key, raw in found.items()}


def _version(event: ParticipantChanged) -> VersionKey:
    return event.business_id, event.program_id, event.program_version


def _shown(event: ParticipantChanged) -> str:
    return ids.show("prg", event.program_id)
