"""Somebody becomes the rep of somebody else."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Problem, RejectedError
from referral_api.db.people.people import person_of
from referral_api.domain.people.person import PersonRef
from referral_api.use_cases.people.upsert_people import upsert_people


async def appoint_rep(business_id: UUID, rep_id: UUID | None, *, session: AsyncSession) -> None:
    """Note that this person is a rep; RejectedError `person_unknown` where there is none."""
    if rep_id is None:
        return
    if await person_of(session, (business_id, rep_id)) is None:
        detail = "There is no person with this id."
        problem = Problem("/rep_id", "person_unknown", detail)
        raise RejectedError("person_unknown", detail, problems=[problem])
    rep = PersonRef(business_id=business_id, person_id=rep_id, roles=frozenset({"rep"}))
    await upsert_people([rep], session=session)
