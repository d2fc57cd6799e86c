"""Why nothing is heard of what somebody shared."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.programs import ProgramDocument, ProgramKind
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs.programs import document_of
from referral_api.db.referrals.explaining import (
    clicks_on,
    last_deliveries,
    letters_about,
    names_of,
    referrals_by,
)
from referral_api.domain.explaining.letters import told_message
from referral_api.domain.explaining.story import Entry, Explanation, day, in_order
from referral_api.domain.explaining.welcomes import told_terms
from referral_api.domain.participants.disclosures import written_again
from referral_api.use_cases.participants.look_up import known_participant


async def explain_participant(
    business_id: UUID, participant_id: UUID, *, session: AsyncSession
) -> Explanation:
    """What came of somebody's code and link, or what there is to see where nothing did;
    RejectedError `not_found`."""
    participant = await known_participant(business_id, participant_id, session=session)
    person_id = participant.person_id
    called = await names_of(session, business_id, [person_id])
    name = called.get(person_id, "The participant")
    clicks = await clicks_on(session, business_id, participant_id)
    referrals = await referrals_by(session, business_id, person_id, participant.program_id)
    letters = await letters_about(session, business_id, [ids.show("prt", participant_id)])
    introduces = await _introduces(participant, session)
    terms = told_terms(participant, letters, introduces=introduces)
    disclosed = await _disclosed(participant, session)
    silence = () if referrals else _silence(await last_deliveries(session, business_id))
    sentence = [_clicked(clicks, participant.code), _referred(referrals, name), terms]
    sentence += [*_left(participant, name), *silence]
    return Explanation(
        sentence=" ".join(sentence),
        for_referrer=_gently(clicks, referrals),
        story=in_order(
            [*_story(participant, clicks, referrals, name, disclosed), *map(told_message, letters)]
        ),
    )


async def _disclosed(participant: Row[Any], session: AsyncSession) -> str:
    """The words that were sent, where they can be written again, and nobody can tell otherwise."""
    told = participant.disclosure
    if told is None or told["terms_sha256"] is None:
        return ""
    key = participant.business_id, participant.program_id, told["program_version"]
    document = ProgramDocument.model_validate(await document_of(session, *key))
    business = await business_of(session, participant.business_id)
    found = written_again(told, document, business.name)
    if found is None:
        return (
            " They cannot be written again as they were: the business was renamed since, or this"
            " software writes terms in other words by now."
        )
    language, text = found
    return f" They read ({language}): {text}"


async def _introduces(participant: Row[Any], session: AsyncSession) -> bool:
    """Whether it is about introductions, whose terms come after a talk."""
    key = participant.business_id, participant.program_id, participant.program_version
    document = await document_of(session, *key)
    return bool(document["kind"] == ProgramKind.ACTIVE_INTRO)


def _clicked(clicks: Row[Any], code: str) -> str:
    if not clicks.clicks:
        return f"The link of {code} has not been followed by anybody."
    times = "once" if clicks.clicks == 1 else f"{clicks.clicks} times"
    return f"The link of {code} was followed {times}, last on {day(clicks.last_at)}."


def _referred(referrals: Sequence[Row[Any]], name: str) -> str:
    if not referrals:
        return f"Nothing that was reported to us belongs to {name}."
    won = sum(referral.status == "won" for referral in referrals)
    people = "1 person" if len(referrals) == 1 else f"{len(referrals)} people"
    return f"{name} referred {people}, of whom {won} bought."


def _left(participant: Row[Any], name: str) -> Iterator[str]:
    if participant.left_at is not None:
        on = day(participant.left_at)
        yield f"{name} left on {on}, and later purchases by the code count for nobody."


def _silence(connections: Sequence[Row[Any]]) -> Iterator[str]:
    """Where nothing came, whether anything comes at all."""
    if not connections:
        yield "No system is connected that could report a purchase."
    for connection in connections:
        last = (
            f"last reported something on {day(connection.last_at)}"
            if connection.last_at
            else ("has never reported anything")
        )
        yield f"{connection.name} ({connection.source}) {last}."


def _gently(clicks: Row[Any], referrals: Sequence[Row[Any]]) -> str:
    """Nothing of who followed the link, nor of what they bought (R-INC-14)."""
    if referrals:
        return "Thank you: your referrals have reached us."
    if clicks.clicks:
        return "Your link is being followed. Nothing more has come of it yet."
    return "Nobody has followed your link yet."


def _story(
    participant: Row[Any],
    clicks: Row[Any],
    referrals: Sequence[Row[Any]],
    name: str,
    disclosed: str,
) -> Iterator[Entry]:
    about = ids.show("prt", participant.id)

    def entry(at: datetime, what: str, sentence: str, about: str = about) -> Entry:
        return Entry(at=at, what=what, about=about, sentence=sentence)

    yield entry(participant.joined_at, "participant_joined", f"{name} took part.")
    if participant.terms_sent_at:
        sent = f"The terms were sent in writing.{disclosed}"
        yield entry(participant.terms_sent_at, "terms_sent", sent)
    if participant.left_at:
        yield entry(participant.left_at, "participant_left", f"{name} left the program.")
    if clicks.clicks:
        yield entry(clicks.last_at, "link_followed", _clicked(clicks, participant.code))
    for referral in referrals:
        yield entry(
            referral.at,
            "referral_named",
            f"A referral came of it, and is {referral.status.replace('_', ' ')} now.",
            ids.show("ref", referral.id),
        )
