"""The program was talked about with a participant: from here on its terms are owed in writing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.errors import Kind, Problem, RejectedError
from goodword.programs import ProgramDocument, ProgramKind
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs import participants
from referral_api.db.programs.programs import version_of
from referral_api.db.programs.sign_offs import signed_places
from referral_api.domain.participants.offers import law_of, offer_to
from referral_api.use_cases.participants.look_up import known_participant
from referral_api.use_cases.participants.say_participant import say_participant
from referral_api.use_cases.people.look_up import known_person


async def discuss_program(
    who: tuple[UUID, UUID], at: datetime | None, *, session: AsyncSession, public_url: str
) -> Row[Any]:
    """The participant (`who`: business and id), which is said: terms that did not arrive yet are
    sent once more.

    The first talk counts. RejectedError `favourites_not_asked` where an introduction's reward
    would be raised before we know their favourites (R-REW-01).
    """
    row = await known_participant(*who, session=session, lock=True)
    now = await clock.now(session, row.business_id)
    talked = row.discussed_at or _past(at, now)
    document = ProgramDocument.model_validate(
        await version_of(session, row.business_id, row.program_id, row.program_version)
    )
    person = await known_person(row.business_id, row.person_id, session=session, standing=True)
    if row.discussed_at is None and document.kind is ProgramKind.ACTIVE_INTRO:
        _check_favourites(person, talked)
    if row.terms_sent_at is not None and row.discussed_at is not None:
        return row
    promised = row.business_id, row.program_id, row.program_version
    law = law_of(
        await business_of(session, row.business_id), await signed_places(session, *promised)
    )
    changes = {"discussed_at": talked, "offer": offer_to(person, document, law, now)}
    row = await participants.change_participant(session, *who, changes)
    await say_participant(row, session=session, public_url=public_url)
    return row


def _past(at: datetime | None, now: datetime) -> datetime:
    if at is not None and at > now:
        detail = "This is in the future; say it once you have talked."
        problem = Problem("/discussed_at", "in_the_future", detail)
        raise RejectedError("invalid_request", detail, problems=[problem])
    return at or now


def _check_favourites(person: Row[Any], talked: datetime) -> None:
    missing = [
        name for name in ("favourite_restaurant", "favourite_charity") if not getattr(person, name)
    ]
    learnt = person.favourites_captured_at
    if missing or learnt is None or learnt > talked:
        raise RejectedError(
            "favourites_not_asked",
            "Learn their favourite restaurant and charity before raising compensation.",
            kind=Kind.CONFLICT,
            missing=missing,
            captured_at=learnt.isoformat() if learnt else None,
        )
