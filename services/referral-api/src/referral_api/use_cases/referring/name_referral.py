"""A referrer gives a name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids, jobs
from goodword.bus import Said, say
from goodword.errors import Problem, RejectedError
from goodword.programs import Beginnings
from goodword.seal import Hasher
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs.participants import participation_of
from referral_api.db.programs.programs import document_of
from referral_api.db.referrals.referrals import (
    add_referrals,
    change_referral,
    referrals_of_pairs,
    say_change,
)
from referral_api.domain.participants.offers import check_offered
from referral_api.domain.people.refs import person_ref
from referral_api.domain.referrals.body import ReferralBody
from referral_api.domain.referrals.offer import Offer
from referral_api.domain.referrals.referral import PERMISSION, Referral, named_row, step
from referral_api.domain.referrals.retention import kept_until
from referral_api.domain.referrals.stages import referral_created, referral_named
from referral_api.domain.referrals.states import OPEN, may_move
from referral_api.use_cases.introductions.ask_referrer import Request, ask_referrer
from referral_api.use_cases.introductions.reachable import is_reachable
from referral_api.use_cases.people.note_referred import note_referred
from referral_api.use_cases.people.upsert_people import upsert_people
from referral_api.use_cases.programs.look_up import known_program
from referral_api.use_cases.referrals.look_up import known_referral
from referral_api.use_cases.referrals.reading import read_referral
from referral_api.use_cases.referrals.standing import frozen_standing
from referral_api.use_cases.referrals.timers import expiries, forgetting

FIRST_SEQ = 1


async def name_referral(
    business_id: UUID, body: ReferralBody, actor: str, *, session: AsyncSession, hasher: Hasher
) -> tuple[Row[Any], bool]:
    """The referral, and whether it is new: a pair that is known in the program stays as it is, but
    for a leave to be named that was given since, which is said. RejectedError
    `program_not_active`, or `self_referral`.
    """
    program = await known_program(business_id, body.program_id, session=session)
    now = await clock.now(session, business_id)
    referrer_id, prospect_id = await _people(business_id, body, session)
    joined = await participation_of(session, business_id, body.program_id, referrer_id)
    check_offered(program, now, _promised_at(program, joined))
    zone = (await business_of(session, business_id)).time_zone
    referral = Referral(
        business_id=business_id,
        referral_id=ids.new(),
        referral_class="named_referral" if body.permission else "passive_lead",
        channel="named",
        referrer_id=referrer_id,
        prospect_id=prospect_id,
        program_id=body.program_id,
        program_version=joined.program_version if joined else program.published_version,
        status="named",
        named_at=now,
        window_ends_at=_window_end(program.document, zone, now, joined),
    )
    named = step("named", now, actor, kind=PERMISSION if body.permission else "name")
    told = body.model_dump(include={"rep_id", "context", "need", "permission"})
    row = named_row(referral, named, **told, metadata=dict(body.metadata))
    if not await add_referrals(session, [row]):
        return await _known(row, named, session, hasher), False
    standing = await frozen_standing(referral, now, session=session) if body.permission else None
    await say(session, [Said(referral_created(referral, now, standing), FIRST_SEQ)])
    await note_referred((business_id, prospect_id), row, session=session)
    kept = kept_until("named", [named])
    await jobs.add(session, forgetting([(business_id, prospect_id, kept)]))
    await jobs.add(session, expiries([(business_id, row["id"], referral.window_ends_at)]))
    if body.permission:
        await _ask_at_once((business_id, row["id"]), now, session, hasher)
    return await known_referral(business_id, row["id"], session=session), True


async def _people(business_id: UUID, body: ReferralBody, session: AsyncSession) -> list[UUID]:
    refs = [
        person_ref(business_id, body.referrer_ref, "referrer"),
        person_ref(business_id, body.prospect_ref, "prospect"),
    ]
    if body.rep_id:
        refs.append(person_ref(business_id, body.rep_id, "rep"))
    known = [each.person_id for each in await upsert_people(refs, session=session)][:2]
    if known[0] == known[1]:
        detail = "Nobody refers themselves: name somebody else."
        problem = Problem("/prospect_ref", "self_referral", detail)
        raise RejectedError("self_referral", detail, problems=[problem])
    return known


def _promised_at(program: Row[Any], joined: Row[Any] | None) -> datetime | None:
    """On joining a program of codes; an introduction is promised when it is made."""
    is_code = program.document is not None and program.document["kind"] == "code"
    return joined.joined_at if joined and is_code else None


def _window_end(
    document: dict[str, Any], zone: str, now: datetime, joined: Row[Any] | None
) -> datetime | None:
    """A name is its own share and click where the referrer takes no part."""
    window = document["window"]
    offer = Offer(window["days"], window["from"], document.get("touch", "last"), zone)
    shared_at = joined.joined_at if joined else now
    start = Beginnings(shared_at=shared_at, clicked_at=now, named_at=now).of(offer.since)
    return offer.ends_at(start) if start else None


async def _known(
    row: dict[str, Any], named: dict[str, Any], session: AsyncSession, hasher: Hasher
) -> Row[Any]:
    (found,) = await referrals_of_pairs(session, [row])
    who = found.business_id, found.id
    if row["permission"]:
        known = await known_referral(*who, session=session, lock=True)
        if known._mapping["class"] == "passive_lead":
            await _agreed(known, named, session)
            await _ask_at_once(who, datetime.fromisoformat(named["at"]), session, hasher)
    return await known_referral(*who, session=session)


async def _agreed(known: Row[Any], named: dict[str, Any], session: AsyncSession) -> None:
    """A lead's prospect agrees to be named. Where all is over already, nobody names them any more:
    it is kept, and nothing is said."""
    who = known.business_id, known.id
    taken = {**named, "status": known.status}
    changes = {"class": "named_referral", "permission": True, "steps": [*known.steps, taken]}
    if known.status not in OPEN:
        await change_referral(session, *who, changes)
        return
    place = await say_change(session, *who, changes)
    at = datetime.fromisoformat(named["at"])
    referral = read_referral(place)
    standing = await frozen_standing(referral, at, session=session)
    event = referral_named(referral, at, named["actor"], standing)
    await say(session, [Said(event, place.seq, place.last_tx)])


async def _ask_at_once(
    who: tuple[UUID, UUID], at: datetime, session: AsyncSession, hasher: Hasher
) -> None:
    """R-INT-02: where an introduction is what counts, a name is not left at that. A prospect who
    wants to be left alone is taken like any other, and nothing is asked (R-MSG-05)."""
    row = await known_referral(*who, session=session, lock=True)
    document = await document_of(session, who[0], row.program_id, row.program_version)
    if document["kind"] != "active_intro" or not may_move(row.status, "introduction_requested"):
        return
    if await is_reachable(who[0], row.prospect_id, hasher=hasher, session=session):
        await ask_referrer(row, Request(), at, session=session)
