"""What would come of asking a client now: all that says no, and the letter."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import letters
from goodword.asking import AskParameters, Signal, outside_hours, untold
from goodword.letters import Letter, LetterError, Template
from goodword.letters.defaults import language_of
from goodword.letters.hours import opening
from goodword.letters.plain import shown_name
from goodword.seal import Hasher
from referral_api.db.businesses.businesses import business_of
from referral_api.db.templates import published_of
from referral_api.domain.asks.body import AskPreviewBody
from referral_api.domain.templates import as_template
from referral_api.use_cases.asks.gate_now import GateNow, email_of, gate_now
from referral_api.use_cases.people.look_up import known_person, person_erased

KIND = "referral_ask"


@dataclass(frozen=True, slots=True)
class AskPreview:
    """What the gate would say at `as_of`, from what is known here, with every reason; `sends_at` is
    when the letter would go where nothing but the hour says no, `letter` None where there is no
    story to tell."""

    person_id: UUID
    as_of: datetime
    signal: Signal | None
    reasons: tuple[dict[str, Any], ...]
    sends_at: datetime | None
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Who would write to whom, where the pages of letters are, and the business's own words for
    this kind of letter in the reader's language, if it has any."""

    business: Row[Any]
    person: Row[Any]
    rep: tuple[Row[Any], str | None] | None
    public_url: str
    template: Template | None


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
    gate = await gate_now(person, business, hasher=hasher, session=session)
    reasons, sends_at = _when(gate, person, business)
    rep = await _rep(business_id, body.rep_id or person.rep_id, session)
    told = untold(person.story, person.locale or business.locale) is None
    own = await published_of(
        session, business_id, KIND, language_of(person.locale or business.locale)
    )
    template = as_template(own, own.published) if own else None
    between = Correspondence(business, person, rep, public_url, template)
    return AskPreview(
        person.id,
        gate.at,
        gate.signal,
        reasons,
        sends_at,
        _letter(body, between) if told else None,
    )


def _when(
    gate: GateNow, person: Any, business: Any
) -> tuple[tuple[dict[str, Any], ...], datetime | None]:
    """R-MSG-06: the reasons, or that nobody is written to at this hour; and when the letter would
    go, unless the window of an ask that begins now would have ended by then."""
    if gate.reasons:
        return gate.reasons, None
    opens = opening(gate.at, business, person)
    if opens <= gate.at:
        return (), gate.at
    hours = AskParameters.of(business.parameters).window_hours
    in_time = opens < gate.at + timedelta(hours=hours)
    return (asdict(outside_hours(gate.at, opens)),), opens if in_time else None


async def _rep(
    business_id: UUID, rep_id: UUID | None, session: AsyncSession
) -> tuple[Row[Any], str | None] | None:
    if rep_id is None:
        return None
    rep = await known_person(business_id, rep_id, session=session, standing=True)
    return rep, await email_of((business_id, rep.id), session)


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
    locale = person.locale or business.locale
    for template in dict.fromkeys((between.template, None)):
        # Where these facts make no letter of the business's words, the notifier takes ours, too.
        with suppress(LetterError):
            return letters.render(KIND, locale, facts, template=template)
    return None
