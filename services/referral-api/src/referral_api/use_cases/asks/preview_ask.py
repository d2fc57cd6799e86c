"""What would come of asking a client now: all that says no, and the letter."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, letters
from goodword.asking import AskParameters, Signal, consider, has_basis, untold
from goodword.letters import Letter, LetterError
from goodword.letters.plain import shown_name
from goodword.seal import Hasher
from referral_api.db.businesses.businesses import business_of
from referral_api.db.people.consents import consents_of
from referral_api.db.people.identifiers import known_by
from referral_api.db.people.suppressions import is_suppressed
from referral_api.db.relationships.asks import sent_asks_of
from referral_api.db.relationships.reports import reports_about
from referral_api.db.relationships.tables import TABLES
from referral_api.domain.asks.body import AskPreviewBody
from referral_api.domain.asks.client import Known, client_of, is_client
from referral_api.domain.people.consents import in_effect
from referral_api.use_cases.people.look_up import known_person, person_erased

KIND = "referral_ask"


@dataclass(frozen=True, slots=True)
class AskPreview:
    """What the gate would say at `as_of`, from what is known here, with every reason; `letter` is
    None where there is no story to tell."""

    person_id: UUID
    as_of: datetime
    signal: Signal | None
    reasons: tuple[dict[str, Any], ...]
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Who would write to whom, and where the pages of letters are."""

    business: Row[Any]
    person: Row[Any]
    rep: tuple[Row[Any], str | None] | None
    public_url: str


async def preview_ask(
    business_id: UUID,
    body: AskPreviewBody,
    *,
    public_url: str,
    hasher: Hasher,
    session: AsyncSession,
) -> AskPreview:
    """Whether this person would be asked now. RejectedError `not_found`, `person_erased`."""
    person = await known_person(business_id, body.person_id, session=session, standing=True)
    if person.erased_at is not None:
        raise person_erased()
    business = await business_of(session, business_id)
    parameters = AskParameters.of(business.parameters)
    now = await clock.now(session, business_id)
    writable = await _may_be_written_to(person, parameters, hasher, session)
    verdict = consider(client_of(await _known(person, writable, session)), now, parameters)
    without = untold(person.story, person.locale or business.locale)
    reasons = verdict.reasons if without is None else (*verdict.reasons, without)
    rep = await _rep(business_id, body.rep_id or person.rep_id, session)
    return AskPreview(
        person.id,
        now,
        verdict.signal,
        tuple(asdict(each) for each in reasons),
        None if without else _letter(body, Correspondence(business, person, rep, public_url)),
    )


async def _known(person: Row[Any], writable: bool, session: AsyncSession) -> Known:
    who = (person.business_id, person.id)
    reports = {str(kind): await reports_about(session, kind, who) for kind in TABLES}
    return Known(person, reports, await sent_asks_of(session, who), writable)


async def _may_be_written_to(
    person: Row[Any], parameters: AskParameters, hasher: Hasher, session: AsyncSession
) -> bool:
    who = (person.business_id, person.id)
    email = await _email(who, session)
    if email is None:
        return False
    if await is_suppressed(session, who[0], hasher.address(who[0], "email", email)):
        return False
    said = in_effect((await consents_of(session, [who]))[who])
    words = [each._mapping for each in said]
    return has_basis(words, bought=is_client(person), parameters=parameters)


async def _email(who: tuple[UUID, UUID], session: AsyncSession) -> str | None:
    known = (await known_by(session, [who]))[who]
    return next((each.value for each in known if each.kind == "email"), None)


async def _rep(
    business_id: UUID, rep_id: UUID | None, session: AsyncSession
) -> tuple[Row[Any], str | None] | None:
    if rep_id is None:
        return None
    rep = await known_person(business_id, rep_id, session=session, standing=True)
    return rep, await _email((business_id, rep.id), session)


def _letter(body: AskPreviewBody, between: Correspondence) -> Letter | None:
    """As the notifier would write it, but for its links, which are hidden."""
    business, person = between.business, between.person
    rep, contact = between.rep or (None, business.reply_to)
    name = shown_name(rep.display_name or rep.given_name) if rep else None
    facts = {
        "business_name": business.name,
        "business_address": business.postal_address,
        "business_colour": business.parameters.get("colour"),
        "business_logo_url": business.parameters.get("logo_url"),
        "first_name": person.given_name or person.display_name,
        "unsubscribe_url": f"{between.public_url}/u/hidden",
        "answer_url": f"{between.public_url}/a/hidden",
        "wanted": body.wanted,
        "rep_name": name or business.name,
        "rep_contact": contact,
        "story": person.story,
    }
    try:
        return letters.render(KIND, person.locale or business.locale, facts)
    except LetterError:
        return None
