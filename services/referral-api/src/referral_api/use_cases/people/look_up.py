"""A person by their id, also by the id of who was merged into them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import GoodwordError, Kind, RejectedError
from referral_api.db.people.people import lock_people, person_of


class MergedMeanwhileError(GoodwordError):
    """Somebody was merged between being found and being locked: the same again finds who stands
    for them."""

    # A serialisation failure in all but name, so it is tried again wherever those are.
    sqlstate = "40001"


async def known_person(
    business_id: UUID, person_id: UUID, *, session: AsyncSession, standing: bool = False
) -> Row[Any]:
    """The person's row, of an alias too unless who is `standing` for them is asked for.

    RejectedError `not_found` where there is none.
    """
    row = await person_of(session, (business_id, person_id))
    if row is not None and standing and row.merged_into is not None:
        row = await person_of(session, (business_id, row.merged_into))
    if row is None:
        raise RejectedError("not_found", "There is no person with this id.", kind=Kind.NOT_FOUND)
    return row


def person_erased() -> RejectedError:
    """What is said of somebody of whom nothing may be known any more."""
    return RejectedError(
        "person_erased",
        "This person was erased; whoever they are now is somebody new.",
        kind=Kind.CONFLICT,
    )


async def standing_person(business_id: UUID, person_id: UUID, *, session: AsyncSession) -> Row[Any]:
    """The row, locked, of who stands for this person by now: they, or whom they were merged into.

    RejectedError `not_found`, `person_erased`; MergedMeanwhileError, after which the same may be
    tried again.
    """
    found = await known_person(business_id, person_id, session=session)
    who = (business_id, found.merged_into or found.id)
    row = (await lock_people(session, [who])).get(who)
    if row is None or row.merged_into is not None:
        raise MergedMeanwhileError("this person was merged into another one at this moment")
    if row.erased_at is not None:
        raise person_erased()
    return row
