"""Whom a link to an ask's page is for, and how the ask stands."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from referral_api.db.businesses.businesses import business_of
from referral_api.db.people.people import person_of
from referral_api.db.relationships.asks import ask_of
from referral_api.domain.asks.ask import ANSWERABLE_FOR, may_ask_for_contact
from referral_api.use_cases.asks.look_up import asks_now

PageState = Literal["open", "named", "not_now", "never", "over", "gone"]


@dataclass(frozen=True, slots=True)
class AskPage:
    """What a page shows: `contact` is whether it may ask how somebody can be reached."""

    business: Row[Any]
    state: PageState
    wanted: str
    locale: str | None
    contact: bool


async def read_asked(
    business_id: UUID, ask_id: UUID, person_id: UUID, *, session: AsyncSession
) -> AskPage | None:
    """The page, None where there is nobody whom it could be for. A person may open it before we are
    told that their ask was sent."""
    person = await person_of(session, (business_id, person_id))
    if person is not None and person.merged_into is not None:
        person = await person_of(session, (business_id, person.merged_into))
    if person is None:
        return None
    business = await business_of(session, business_id)
    row = await ask_of(session, await asks_now(business_id, session=session), ask_id)
    return AskPage(
        business,
        await _state(person, row, session),
        row.wanted if row else "introduction",
        person.locale,
        contact=may_ask_for_contact(person.country, business.country),
    )


async def _state(person: Row[Any], row: Row[Any] | None, session: AsyncSession) -> PageState:
    if person.erased_at is not None:
        return "gone"
    if row is None:
        return "open"
    if row.answer is not None:
        answer: PageState = "never" if person.do_not_ask else row.answer
        return answer
    now = await clock.now(session, row.business_id)
    return "over" if row.sent_at is not None and now - row.sent_at > ANSWERABLE_FOR else "open"
