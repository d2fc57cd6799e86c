"""A person by identifiers, over the API: known or new, and whatever is said of them is taken."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.db.people.identifiers import find_people
from referral_api.domain.people.person import PersonRef
from referral_api.use_cases.people.appoint_rep import appoint_rep
from referral_api.use_cases.people.check_words import check_words
from referral_api.use_cases.people.conflicts import identifiers_conflict
from referral_api.use_cases.people.read_identifiers import read_identifiers
from referral_api.use_cases.people.upsert_people import KnownPerson, upsert_people


async def upsert_person(ref: PersonRef, *, session: AsyncSession) -> KnownPerson:
    """The person; RejectedError `identifiers_conflict` where identifiers are of several people,
    `words_refused` where their story may not be told."""
    await check_words(ref.business_id, ref.sets, None, session=session)
    ref = replace(
        ref,
        sets=await appoint_rep(ref.business_id, ref.sets, session=session),
        identifiers=await read_identifiers(ref.business_id, ref.identifiers, session=session),
    )
    if _names_favourites(ref.sets):
        captured = {"favourites_captured_at": await clock.now(session, ref.business_id)}
        # The first time counts: whoever changes their mind later was asked before.
        ref = replace(ref, fills={**ref.fills, **captured})
    [found] = await upsert_people([ref], session=session)
    # Asked afterwards: what others are first to in the meantime is a conflict too.
    owners = await find_people(session, [(ref.business_id, each) for each in ref.identifiers])
    whose = {each: owners.get((ref.business_id, each)) for each in ref.identifiers}
    if any(owner != found.person_id for owner in whose.values()):
        raise identifiers_conflict(found.person_id, ref.identifiers, whose)
    return found


def _names_favourites(sets: Any) -> bool:
    return any(sets.get(name) for name in ("favourite_restaurant", "favourite_charity"))
