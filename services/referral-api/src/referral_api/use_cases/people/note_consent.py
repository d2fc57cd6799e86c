"""Keep what somebody allowed, or took back."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.db.people import people
from referral_api.db.people.consents import add_consent
from referral_api.domain.people.consents import Consent, check_said
from referral_api.domain.people.person import Person
from referral_api.use_cases.people.look_up import standing_person
from referral_api.use_cases.people.say_people import say_people


async def note_consent(
    business_id: UUID, person_id: UUID, said: Consent, *, session: AsyncSession
) -> Row[Any]:
    """The word as it is kept; the person is said with the consents in effect after it.

    RejectedError `not_found`, or `invalid_request` for a word of the future.
    """
    row = await standing_person(business_id, person_id, session=session)
    check_said(said, await clock.now(session, business_id))
    said = said.under_law_of(row.country, row.region)
    kept = await add_consent(session, (business_id, row.id), said)
    changed = await people.change_people(session, [Person.of(row)])
    await say_people(session, list(changed.values()))
    return kept
