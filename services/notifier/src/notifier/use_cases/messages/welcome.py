"""Somebody takes part in a program: send them its terms in writing, with their code and link."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids, jobs
from goodword.bus import StateUnseenError
from goodword.events import Envelope, ParticipantChanged
from goodword.jobs import NewJob
from goodword.programs import ProgramDocument
from notifier.db import state
from notifier.db.messages import Opening
from notifier.db.programs import VersionKey, documents_of
from notifier.domain.welcome_letter import (
    KIND,
    is_due,
    may_be_due,
    overdue_at,
    welcome_facts,
)
from notifier.use_cases.messages.open_messages import check_seen, open_messages

TERMS_DUE: Final = "terms_due"
"""The kind of job that looks whether terms have left."""


async def welcome(batch: Sequence[Envelope[ParticipantChanged]], *, session: AsyncSession) -> None:
    """Open a welcome for each participant whose terms are owed; StateUnseenError where the
    program, the person or the business is unknown here yet.

    However often a participant is told of, one welcome of theirs is on its way or sent; only one
    that failed makes room for another. What was talked about is looked after a day later.
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
    times = await clock.now_of(session, businesses)
    new = [_watch(one.event, times[one.business_id]) for one in due if one.event.discussed_at]
    await jobs.add(session, new)


def _watch(event: ParticipantChanged, now: datetime) -> NewJob:
    """The job that looks whether what was talked about has left in writing."""
    assert event.discussed_at is not None, "it was talked about"
    participant = event.subject
    payload = {"participant_id": participant, "person_id": ids.show("per", event.person_id)}
    at = overdue_at(event.discussed_at, now)
    return NewJob(event.business_id, TERMS_DUE, f"{TERMS_DUE}:{participant}", payload, at)


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
