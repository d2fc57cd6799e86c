"""Saying people as they are now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from referral_api.db.people.identifiers import known_by
from referral_api.domain.people.person import Person, person_changed


async def say_people(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    """Say `PersonChanged` of rows that are locked and counted for it."""
    known = await known_by(session, [(row.business_id, row.id) for row in rows])
    await say(
        session,
        [
            Said(
                person_changed(Person.of(row), row.version, known[row.business_id, row.id]),
                row.seq,
                row.last_tx,
            )
            for row in rows
        ],
    )
