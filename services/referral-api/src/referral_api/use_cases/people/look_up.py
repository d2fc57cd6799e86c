"""A person by their id."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Kind, RejectedError
from referral_api.db.people.people import lock_people, person_of


async def known_person(
    business_id: UUID, person_id: UUID, *, session: AsyncSession, lock: bool = False
) -> Row[Any]:
    """The person's row; RejectedError `not_found` where there is none."""
    who = (business_id, person_id)
    if lock:
        row = (await lock_people(session, [who])).get(who)
    else:
        row = await person_of(session, who)
    if row is None:
        raise RejectedError("not_found", "There is no person with this id.", kind=Kind.NOT_FOUND)
    return row
