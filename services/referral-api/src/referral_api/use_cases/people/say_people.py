"""Saying people as they are now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import PersonErased
from referral_api.db.people.consents import consents_of
from referral_api.db.people.identifiers import known_by
from referral_api.domain.people.consents import in_effect
from referral_api.domain.people.person import Person, person_changed

FIRST_VERSION = 1


async def say_people(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    """Say `PersonChanged` of rows that are locked and counted for it; `PersonErased` of those who
    are."""
    known = await known_by(session, [(row.business_id, row.id) for row in rows])
    # Who is new has said nothing yet, and most people of a batch of sales are new.
    consents = await consents_of(
        session, [(row.business_id, row.id) for row in rows if row.version > FIRST_VERSION]
    )
    said = []
    for row in rows:
        who = (row.business_id, row.id)
        if row.erased_at is not None:
            erased = PersonErased(
                business_id=row.business_id, person_id=row.id, version=row.version
            )
            said.append(Said(erased, row.seq, row.last_tx))
            continue
        event = person_changed(
            Person.of(row), row.version, known[who], in_effect(consents.get(who, ()))
        )
        said.append(Said(event, row.seq, row.last_tx))
    await say(session, said)
