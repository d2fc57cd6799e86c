"""Somebody becomes the rep of somebody else."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Problem, RejectedError
from referral_api.db.people.people import person_of
from referral_api.domain.people.person import PersonRef
from referral_api.use_cases.people.upsert_people import upsert_people


async def appoint_rep(
    business_id: UUID, sets: Mapping[str, Any], *, session: AsyncSession
) -> Mapping[str, Any]:
    """The columns to set, their `rep_id` noted as a rep and as who stands for them by now;
    RejectedError `person_unknown` where there is no such person."""
    rep_id = sets.get("rep_id")
    if rep_id is None:
        return sets
    if await person_of(session, (business_id, rep_id)) is None:
        detail = "There is no person with this id."
        problem = Problem("/rep_id", "person_unknown", detail)
        raise RejectedError("person_unknown", detail, problems=[problem])
    rep = PersonRef(business_id=business_id, person_id=rep_id, roles=frozenset({"rep"}))
    [known] = await upsert_people([rep], session=session)
    return {**sets, "rep_id": known.person_id}
